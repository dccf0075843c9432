import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { kafkaMessageBus } from '../adapters/kafka/message-bus.ts'
import type { KafkaSettings } from '../adapters/kafka/settings.ts'
import type { MessageBus } from '../kernel/message-bus.ts'
import type { DurableBusWorld } from './message-bus.conformance.ts'
import { openBusOnPostgres } from './message-bus-on-postgres.ts'

/** Where a process finds the bus. */
export type BusPlace =
  | { readonly kind: 'postgres'; readonly connection: pg.ClientConfig }
  | { readonly kind: 'kafka'; readonly settings: KafkaSettings }

export interface MemberOrder {
  readonly bus: BusPlace
  readonly effects: pg.ClientConfig
  readonly topic: string
  readonly group: string
}

// Whoever is killed is missed soon.
const quick = { clientId: 'millrace-test', sessionTimeoutMs: 2_000 }

export const openBus = (place: BusPlace): Promise<MessageBus> => {
  if (place.kind === 'kafka')
    return Promise.resolve(kafkaMessageBus({ ...quick, settings: place.settings }))
  const { connection } = place
  return Promise.resolve(
    openBusOnPostgres({ connection, pool: new pg.Pool({ ...connection, max: 4 }) }).bus,
  )
}

const program = fileURLToPath(new URL('./bus-member-program.ts', import.meta.url))

/** Starts a member in a process of its own, which ends with this one at the latest. */
export const killableMember =
  (bus: BusPlace, effects: pg.ClientConfig): DurableBusWorld['killable'] =>
  ({ topic, group }) => {
    const child = fork(program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    const said = once(child, 'message')
    child.send({ bus, effects, topic, group } satisfies MemberOrder)
    return Promise.resolve({
      inDoubt: async () => void (await said),
      kill: async () => {
        const ended = once(child, 'exit')
        child.kill('SIGKILL')
        await ended
      },
    })
  }
