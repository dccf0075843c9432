import { join } from 'node:path'
import { readOrCreateSecret } from '../adapters/files/secret-file.ts'
import { verifyCallback } from '../adapters/rails/simulated/callback.ts'
import { connectSimulatedRail, type SimulatedRail } from '../adapters/rails/simulated/rail.ts'
import { signatureHeader } from '../adapters/rails/simulated/signature.ts'
import type { RailSetting } from '../contexts/payments/routing/read-rails.ts'
import type { ConnectedRail } from '../contexts/payments/routing/rails.ts'
import { watchedRail } from '../contexts/payments/routing/watched-rail.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Closing } from './closing.ts'
import type { Config } from './config.ts'
import type { Databases } from './open-databases.ts'
import { runSimulatedRail, type RunningRail } from './run-simulated-rail.ts'
import type { Secrets } from './secrets.ts'

export interface OpenedRails {
  readonly connected: readonly ConnectedRail[]
  /** For the metrics. */
  readonly breakers: Readonly<Record<string, Pick<SimulatedRail, 'state' | 'line'>>>
  /** Only once it is known where the gateway listens: tells the rails that were started where to call back. */
  tellCallbackUrls(url: string): Promise<void>
}

/** One rail as it is opened: connected to where it is, or started as a process of its own. */
type Wanted = Omit<RailSetting, 'faults' | 'secret'> & {
  readonly secret: string
  /** Its books, should it be started. */
  readonly directory: string
  readonly faults: string
}

export interface RailParts {
  readonly config: Config
  readonly secrets: Pick<Secrets, 'railSecret'>
  readonly databases: Pick<Databases, 'directory'>
  readonly clock: Clock
  readonly closing: Closing
  readonly log: (line: string) => void
}

/**
 * `started`: those without an address are started. `connected`: all have one (apart/refuse-apart.ts). `named`: this
 * process knows what rails there are, and calls none.
 */
export const openRails = async (
  { config, secrets, databases, clock, closing, log }: RailParts,
  how: 'started' | 'connected' | 'named' = 'started',
): Promise<OpenedRails> => {
  if (how === 'named') return namedRails(config)
  const wanted = await wantedRails(config, secrets, databases)
  const opened = await Promise.all(wanted.map((rail) => openRail(rail, config, closing, log)))
  return {
    connected: opened.map(({ wanted: { name, secret, takes, cost, errors, cancels }, rail }) => ({
      name,
      port: watchedRail(rail, clock),
      verifyCallback: (body, header, now) =>
        verifyCallback(body, header(signatureHeader), secret, now),
      ...(config.rails ? { takes, cost } : {}),
      ...(Object.keys(errors).length > 0 ? { errors } : {}),
      ...(cancels ? { cancels } : {}),
    })),
    breakers: Object.fromEntries(opened.map(({ wanted: { name }, rail }) => [name, rail])),
    tellCallbackUrls: async (url) => {
      await Promise.all(
        opened.map(async ({ wanted: { name }, running }) =>
          running?.setCallbackUrl(`${url}/v1/rails/${name}/callbacks`),
        ),
      )
    },
  }
}

const plain: Omit<RailSetting, 'name'> = { takes: {}, cost: {}, errors: {} }

const namedRails = ({ rails }: Config): OpenedRails => ({
  connected: (rails?.rails ?? [{ ...plain, name: 'simulated' }]).map(
    ({ name, takes, cost, errors, cancels }) => ({
      name,
      port: { submit: neverCalled, status: neverCalled, cancel: neverCalled },
      verifyCallback: neverCalled,
      ...(rails ? { takes, cost } : {}),
      ...(Object.keys(errors).length > 0 ? { errors } : {}),
      ...(cancels ? { cancels } : {}),
    }),
  ),
  breakers: {},
  tellCallbackUrls: () => Promise.resolve(),
})

const neverCalled = (): never => {
  throw new Error('this process calls no rail: a worker of payments does')
}

const wantedRails = async (
  config: Config,
  { railSecret }: Pick<Secrets, 'railSecret'>,
  { directory }: Pick<Databases, 'directory'>,
): Promise<readonly Wanted[]> => {
  const settle = { settlementMs: { minMs: config.railSettleMs, maxMs: config.railSettleMs * 2 } }
  if (!config.rails) {
    const url = config.railUrl === undefined ? {} : { url: config.railUrl }
    const faults = config.railFaults ?? JSON.stringify(settle)
    const where = { directory: join(directory, 'rail'), faults, secret: railSecret }
    return [{ name: 'simulated', ...url, ...where, takes: {}, cost: {}, errors: {} }]
  }
  return Promise.all(
    config.rails.rails.map(async ({ faults, ...rail }) => ({
      ...rail,
      secret: rail.secret ?? (await ownSecret(directory, rail.name)),
      directory: join(directory, `rail-${rail.name}`),
      faults: JSON.stringify({ ...settle, ...faults }),
    })),
  )
}

const ownSecret = async (directory: string, name: string): Promise<string> =>
  (await readOrCreateSecret(join(directory, 'secrets', `rail-${name}.key`))).toString('hex')

interface Opened {
  readonly wanted: Wanted
  readonly rail: SimulatedRail
  readonly running: RunningRail | undefined
}

const openRail = async (
  wanted: Wanted,
  { tlsCertFile }: Config,
  closing: Closing,
  log: (line: string) => void,
): Promise<Opened> => {
  const { name, secret, directory, faults } = wanted
  const running =
    wanted.url === undefined
      ? await runSimulatedRail({
          secret,
          directory,
          faults,
          ...(tlsCertFile ? { callbackCertificateFile: tlsCertFile } : {}),
          log: (line) => log(`${name}: ${line}`),
        })
      : undefined
  if (running) closing.add(`the rail ${name}`, () => running.stop())
  const rail = connectSimulatedRail({
    url: running?.url ?? wanted.url ?? '',
    secret,
    limits: { asksWhileOpen: true },
  })
  closing.add(`calls of the rail ${name}`, () => rail.close())
  return { wanted, rail, running }
}
