import pg from 'pg'
import type { Lease, Ownership } from '../../kernel/ownership.ts'
import { cutConnection, endConnection } from './end-connection.ts'

const answerTimeoutMsDefault = 10_000

/**
 * Ownership as session locks on one connection: when the process or its connection dies, PostgreSQL frees
 * them at once and another process takes over.
 */
export class PostgresOwnership implements Ownership {
  readonly #connection: pg.ClientConfig
  readonly #answerTimeoutMs: number
  #session: Promise<Session> | undefined
  #closed = false

  constructor(connection: pg.ClientConfig, answerTimeoutMs = answerTimeoutMsDefault) {
    this.#connection = connection
    this.#answerTimeoutMs = answerTimeoutMs
  }

  async tryAcquire(name: string): Promise<Lease | undefined> {
    if (this.#closed) return undefined
    const session = await this.#open()
    // PostgreSQL would give a session the same lock twice.
    if (session.names.has(name)) return undefined
    session.names.add(name)
    let locked = false
    try {
      locked = await session.ask('pg_try_advisory_lock', name)
    } finally {
      // Nor may a question that failed stand in the way of the next one.
      if (!locked) session.names.delete(name)
    }
    if (!locked) return undefined
    let released = false
    return {
      held: () => !released && session.alive,
      async release() {
        if (released || !session.alive) return
        released = true
        session.names.delete(name)
        await session.ask('pg_advisory_unlock', name)
      },
    }
  }

  /** Frees everything that is held. */
  async close(): Promise<void> {
    this.#closed = true
    const session = await this.#session?.catch(() => undefined)
    if (session?.alive) await endConnection(session.client)
  }

  #open(): Promise<Session> {
    if (this.#session) return this.#session
    const opened = this.#connect(() => {
      // Its end may be heard of twice, the second time when its successor is at work.
      if (this.#session === opened) this.#session = undefined
    })
    this.#session = opened
    return opened
  }

  async #connect(onEnd: () => void): Promise<Session> {
    const client = new pg.Client({
      ...this.#connection,
      application_name: 'millrace ownership',
      connectionTimeoutMillis: this.#answerTimeoutMs,
      query_timeout: this.#answerTimeoutMs,
      keepAlive: true,
    })
    const end = () => {
      session.alive = false
      // Whatever it held is free as soon as the server notices.
      cutConnection(client)
      onEnd()
    }
    const session: Session = { client, ask: oneAtATime(client, end), names: new Set(), alive: true }
    client.on('error', end)
    client.on('end', end)
    try {
      await client.connect()
    } catch (error) {
      end()
      throw error
    }
    return session
  }
}

type LockFunction = 'pg_try_advisory_lock' | 'pg_advisory_unlock'

/**
 * Many ask for their locks at the same time, and a connection takes one question after the other. One that is not
 * answered ends the session: nobody knows what it holds.
 */
const oneAtATime = (client: pg.Client, end: () => void): Session['ask'] => {
  let last: Promise<unknown> = Promise.resolve()
  return (lockFunction, name) => {
    const answer = last.then(async () => {
      const { rows } = await client.query<{ done: boolean }>(
        `select ${lockFunction}(hashtextextended($1, 0)) as done`,
        [name],
      )
      return rows[0]?.done === true
    })
    last = answer.catch(end)
    return answer
  }
}

interface Session {
  readonly client: pg.Client
  ask(lockFunction: LockFunction, name: string): Promise<boolean>
  readonly names: Set<string>
  alive: boolean
}
