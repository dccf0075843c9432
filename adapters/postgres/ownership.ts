import pg from 'pg'
import type { Lease, Ownership } from '../../kernel/ownership.ts'

/**
 * Ownership as session locks on one connection: when the process or its connection dies, PostgreSQL frees
 * them at once and another process takes over.
 */
export class PostgresOwnership implements Ownership {
  readonly #connection: pg.ClientConfig
  #session: Promise<Session> | undefined
  #closed = false

  constructor(connection: pg.ClientConfig) {
    this.#connection = connection
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
    if (session?.alive) await session.client.end()
  }

  #open(): Promise<Session> {
    this.#session ??= this.#connect()
    return this.#session
  }

  async #connect(): Promise<Session> {
    const client = new pg.Client({ ...this.#connection, application_name: 'millrace ownership' })
    const session: Session = { client, ask: oneAtATime(client), names: new Set(), alive: true }
    const end = () => {
      session.alive = false
      this.#session = undefined
    }
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

/** Many ask for their locks at the same time, and a connection takes one question after the other. */
const oneAtATime = (client: pg.Client): Session['ask'] => {
  let last: Promise<unknown> = Promise.resolve()
  return (lockFunction, name) => {
    const answer = last.then(async () => {
      const { rows } = await client.query<{ done: boolean }>(
        `select ${lockFunction}(hashtextextended($1, 0)) as done`,
        [name],
      )
      return rows[0]?.done === true
    })
    last = answer.catch(() => undefined)
    return answer
  }
}

interface Session {
  readonly client: pg.Client
  ask(lockFunction: LockFunction, name: string): Promise<boolean>
  readonly names: Set<string>
  alive: boolean
}
