import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Pool } from 'pg'
import { databaseUrl } from '../adapters/postgres/embedded/endpoint.ts'
import type { FaultScript } from '../adapters/rails/simulated/faults.ts'
import {
  removeDirectory,
  runMillrace,
  signIn,
  startInstallation,
  temporaryDirectory,
  type Installation,
  type Person,
} from './installation.ts'
import { startKafka, type RunningKafka } from './kafka/kafka.ts'
import { randomBelow, type Below } from './pain001.ts'
import { startTestPostgres, type TestPostgres } from './postgres.ts'
import { chaosSeed } from './seed.ts'
import { startSimulatedRail, type RunningRail } from './simulated-rail.ts'

export interface FirmOptions {
  readonly brokers?: 1 | 3
  /** Of its rail. */
  readonly faults: Partial<FaultScript>
  /** Beside what every installation of it is started with. */
  readonly environment?: Readonly<Record<string, string>>
  readonly postgres?: Record<string, string>
}

/** Brokers, a database server and a rail of a firm's own, all real, and what its installations are started with. */
export interface Firm {
  readonly seed: number
  readonly below: Below
  readonly kafka: RunningKafka
  readonly postgres: TestPostgres
  readonly rail: RunningRail
  /** For what is nobody's own. */
  readonly directory: string
  /** Of an installation on this database. */
  environmentOn(database: string): Readonly<Record<string, string>>
  administrator(url: string): Promise<Person>
  /** Where the rail calls back from now on. */
  tellRail(url: string): Promise<void>
  stop(): Promise<void>
}

export const environmentName = 'qa'
const password = 'known to who restores it'

export const startFirm = async ({
  brokers = 1,
  faults,
  environment = {},
  postgres: settings = {},
}: FirmOptions): Promise<Firm> => {
  const seed = chaosSeed()
  const secret = randomBytes(32).toString('hex')
  const secrets = {
    MILLRACE_MASTER_KEY: randomBytes(32).toString('hex'),
    MILLRACE_CHECKPOINT_KEY: randomBytes(32).toString('hex'),
    MILLRACE_ADMIN_PASSWORD: password,
  }
  const [kafka, postgres, directory] = await Promise.all([
    startKafka({ brokers }),
    startTestPostgres(settings),
    temporaryDirectory(),
  ])
  const rail = await startSimulatedRail({ secret, directory, seed: String(seed), faults })
  return {
    seed,
    below: randomBelow(seed),
    kafka,
    postgres,
    rail,
    directory,
    environmentOn: (database) => ({
      ...secrets,
      DATABASE_URL: databaseUrl({ ...postgres.server.connection, database }),
      KAFKA_BROKERS: kafka.settings.brokers.join(','),
      MILLRACE_ENVIRONMENT: environmentName,
      MILLRACE_RAIL_URL: rail.url,
      MILLRACE_RAIL_SECRET: secret,
      MILLRACE_RAIL_TIMEOUT_MS: '1000',
      MILLRACE_STATUS_QUERY_DELAYS_MS: '200,500,1000',
      ...environment,
    }),
    administrator: (url) => signIn(url, 'admin', password),
    tellRail: (url) => rail.setCallbackUrl(`${url}/v1/rails/simulated/callbacks`),
    stop: async () => {
      await Promise.all([rail.stop(), postgres.stop(), kafka.stop()])
      await removeDirectory(directory)
    },
  }
}

/** A firm whose installation is one process, which loses its database and comes back on another. */
export interface FirmInOneProcess extends Firm {
  readonly installation: Installation
  start(database: string): Promise<void>
  /** Ends the installation as a power cut does. */
  kill(): Promise<void>
  restore(database: string, ...words: readonly string[]): ReturnType<typeof runMillrace>
  run(database: string, ...words: readonly string[]): ReturnType<typeof runMillrace>
  signIn(): Promise<Person>
  /** A new database, with the keys of the lost one from their own backup. */
  emptyDatabase(name: string, keysOf: string): Promise<Pool>
}

export const startFirmInOneProcess = async (options: FirmOptions): Promise<FirmInOneProcess> => {
  const directory = await temporaryDirectory()
  const firm = await startFirm({
    ...options,
    environment: { MILLRACE_DATA: directory, ...options.environment },
  })
  let running: Installation | undefined
  const installation = (): Installation => {
    if (!running) throw new Error('the firm has not started its installation')
    return running
  }
  return {
    ...firm,
    get installation() {
      return installation()
    },
    start: async (database) => {
      const environment = firm.environmentOn(database)
      running = await startInstallation({ directory, environment })
      await firm.tellRail(running.url)
    },
    kill: async () => {
      const { process } = installation()
      const ended = once(process, 'exit')
      process.kill('SIGKILL')
      await ended
    },
    run: (database, ...words) => runMillrace(words, firm.environmentOn(database)),
    restore: (database, ...words) =>
      runMillrace(['restore', '--from', 'kafka', ...words], firm.environmentOn(database)),
    signIn: () => firm.administrator(installation().url),
    emptyDatabase: async (name, keysOf) => {
      const { pool } = await firm.postgres.createDatabase(name)
      await pool.query(`create database ${name}_keys template ${keysOf}_keys`)
      return pool
    },
    stop: async () => {
      await running?.stop()
      await firm.stop()
      await removeDirectory(directory)
    },
  }
}
