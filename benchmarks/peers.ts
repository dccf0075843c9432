import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ClientConfig } from 'pg'

/*
 * The peers live in a folder of their own, which the product never installs. Each is loaded by the benchmark that
 * needs it; what is used of it is written here.
 */

const folder = import.meta.dirname

/** Installs the peers where they are missing. False, with the reason said, where that cannot be done. */
export const installPeers = (say: (line: string) => void): boolean => {
  if (existsSync(join(folder, 'node_modules', '@nestjs', 'microservices'))) return true
  say('Installing the peers (npm ci --prefix benchmarks) ...')
  const arguments_ = ['ci', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error']
  const { status, stderr, error } = spawnSync('npm', arguments_, {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (status === 0) return true
  say(`The peers cannot be installed: ${error?.message ?? stderr.trim()}`)
  say('Measuring without them: only our own figures and the limits of PostgreSQL.')
  return false
}

export interface EmmettStore {
  readonly schema: { migrate(): Promise<unknown> }
  appendToStream(
    stream: string,
    events: readonly object[],
    options: { readonly expectedStreamVersion: string },
  ): Promise<unknown>
  close(): Promise<void>
}

export interface EmmettConsumer {
  projector(options: object): unknown
  start(): Promise<void>
  close(): Promise<void>
}

export interface Emmett {
  getPostgreSQLEventStore(url: string): EmmettStore
  postgreSQLEventStoreConsumer(options: object): EmmettConsumer
  pongoSingleStreamProjection(options: object): object
}

export const loadEmmett = async (): Promise<Emmett> =>
  (await import('@event-driven-io/emmett-postgresql')) as Emmett

export interface CastoreAdapter {
  pushEvent(event: object, options: { readonly eventStoreId: string }): Promise<unknown>
}

export interface Castore {
  readonly PostgresEventStorageAdapter: {
    new (options: { readonly connectionString: string }): CastoreAdapter
    createEventTable(options: {
      readonly connectionString: string
      readonly aggregateId: { readonly type: 'VARCHAR'; readonly length: number }
    }): Promise<unknown>
  }
}

export const loadCastore = async (): Promise<Castore> =>
  (await import('@castore/event-storage-adapter-postgres')) as Castore

export interface GraphileWorker {
  readonly runMigrations: (options: object) => Promise<void>
  readonly makeWorkerUtils: (options: object) => Promise<{
    addJobs(jobs: readonly object[]): Promise<unknown>
    release(): Promise<void>
  }>
  readonly run: (options: object) => Promise<{ stop(): Promise<void> }>
  readonly Logger: new (factory: () => () => void) => object
}

export const loadGraphileWorker = async (): Promise<GraphileWorker> =>
  (await import('graphile-worker')) as GraphileWorker

export interface NestClient {
  subscribeToResponseOf(pattern: string): void
  connect(): Promise<unknown>
  send(pattern: string, message: object): unknown
  close(): Promise<void>
}

export interface Nest {
  readonly ClientKafka: new (options: object) => NestClient
  readonly firstValueFrom: (answer: unknown) => Promise<unknown>
  readonly startMicroservice: (
    options: object,
    pattern: string,
    answer: (message: never) => unknown,
  ) => Promise<{ close(): Promise<void> }>
}

/** NestJS without a compiler for its decorators: they are functions, and are called as such. */
export const loadNest = async (): Promise<Nest> => {
  await import('reflect-metadata')
  const { Module, Controller } = await import('@nestjs/common')
  const { NestFactory } = await import('@nestjs/core')
  const { ClientKafka, MessagePattern, Payload, Transport } = await import('@nestjs/microservices')
  const { firstValueFrom } = await import('rxjs')
  return {
    ClientKafka,
    firstValueFrom,
    startMicroservice: async (options, pattern, answer) => {
      class Answers {
        answer(message: never) {
          return answer(message)
        }
      }
      const method = Object.getOwnPropertyDescriptor(Answers.prototype, 'answer')
      MessagePattern(pattern)(Answers.prototype, 'answer', method)
      Payload()(Answers.prototype, 'answer', 0)
      Controller()(Answers)
      class Root {}
      Module({ controllers: [Answers] })(Root)
      const settings = { transport: Transport.KAFKA, options, logger: false }
      const service = await NestFactory.createMicroservice(Root, settings)
      await service.listen()
      return service
    },
  }
}

/** The address of a database behind a Unix socket, for drivers that decode it. */
export const addressOf = ({ user, host, port, database }: ClientConfig): string =>
  `postgres://${user}@${encodeURIComponent(host ?? '')}:${port}/${database}`

/** The same for a driver that takes a socket's directory from the environment alone. */
export const addressByEnvironment = ({ user, host, port, database }: ClientConfig): string => {
  Object.assign(process.env, { PGHOST: host, PGPORT: String(port), PGUSER: user })
  return `postgres:///${database}`
}
