import type { Config } from '../config.ts'
import { BadConfiguration } from '../setting.ts'

type ApartConfig = Pick<
  Config,
  'databaseUrl' | 'masterKey' | 'railSecret' | 'railUrl' | 'rails' | 'host' | 'workerUrl'
>

export interface ApartProcess {
  readonly callsRails: boolean
  /** Gateways reach it. */
  readonly isReached: boolean
}

const everyAddress = new Set(['0.0.0.0', '::', '[::]'])

/** Throws `BadConfiguration` where a process that runs apart lacks what all of them have to share. */
export const refuseApart = (config: ApartConfig, process: ApartProcess): void => {
  const problems = [
    ...(config.databaseUrl
      ? []
      : [
          'DATABASE_URL is needed: the embedded database belongs to one process, and these share one',
        ]),
    ...(config.masterKey
      ? []
      : [
          'MILLRACE_MASTER_KEY is needed, the same for all processes of the installation: each has a data directory of its own',
        ]),
    ...(process.callsRails ? railProblems(config) : []),
    ...(process.isReached && everyAddress.has(config.host) && !config.workerUrl
      ? [
          `MILLRACE_WORKER_URL is needed: it listens on all addresses (HOST=${config.host}), and gateways need one of them`,
        ]
      : []),
  ]
  if (problems.length > 0) throw new BadConfiguration(problems)
}

const railProblems = ({ rails, railUrl, railSecret }: ApartConfig): readonly string[] => {
  if (!rails)
    return [
      ...(railUrl
        ? []
        : [
            'MILLRACE_RAIL_URL is needed, or MILLRACE_RAILS with an address of each: a worker starts no rail',
          ]),
      ...(railSecret
        ? []
        : ['MILLRACE_RAIL_SECRET is needed, the same for the rail and all workers of payments']),
    ]
  return rails.rails.flatMap(({ name, url, secret }) => [
    ...(url ? [] : [`MILLRACE_RAILS gives ${name} no url: a worker starts no rail`]),
    ...(secret ? [] : [`MILLRACE_RAILS gives ${name} no secret: all workers need the same`]),
  ])
}
