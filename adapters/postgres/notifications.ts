import { Client, type ClientConfig } from 'pg'
import { cutConnection, endConnection } from './end-connection.ts'

/** Signals between processes: that something happened somewhere, never what. Whoever listens looks for itself. */
export interface Notifications {
  /** Tells all processes, this one excepted, soon. Many calls in a row become one signal. */
  notify(subject: string): void
  listen(subject: string, listener: () => void): () => void
  close(): Promise<void>
}

const channel = 'millrace'
const notifySql = 'select pg_notify($1, subject) from unnest($2::text[]) as subject'
/** Signals of one subject are at least this far apart. */
const quietMs = 20
const reconnectMs = 1_000
const answerTimeoutMs = 10_000

/**
 * Over PostgreSQL's NOTIFY, in statements of their own after the commit: inside an append it would make commits
 * wait for each other. A signal may get lost with its connection, which is why everybody polls as well.
 */
export const openNotifications = (config: ClientConfig): Notifications => {
  const listeners = new Map<string, Set<() => void>>()
  const waiting = new Map<string, NodeJS.Timeout>()
  const due = new Set<string>()
  let sending = false
  let client: Client | undefined
  let closed = false
  let retry: NodeJS.Timeout | undefined

  const tell = (subject: string) => {
    for (const listener of listeners.get(subject) ?? []) listener()
  }

  /** What becomes due while a statement is under way goes together with the next. */
  const send = async (): Promise<void> => {
    if (sending) return
    sending = true
    while (due.size > 0) {
      const subjects = [...due]
      due.clear()
      await client?.query(notifySql, [channel, subjects]).catch(() => undefined)
    }
    sending = false
  }

  const connect = async (): Promise<void> => {
    const next = new Client({
      ...config,
      application_name: 'millrace signals',
      connectionTimeoutMillis: answerTimeoutMs,
      query_timeout: answerTimeoutMs,
      keepAlive: true,
    })
    next.on('error', () => undefined)
    next.on('end', () => {
      // A connection that never came up is tried again by whoever opened it.
      if (client !== next) return
      client = undefined
      if (!closed) retry = setTimeout(start, reconnectMs)
    })
    next.on('notification', ({ payload, processId }) => {
      if (payload && processId !== (next as unknown as { processID: number }).processID)
        tell(payload)
    })
    try {
      await next.connect()
      await next.query(`listen ${channel}`)
    } catch (error) {
      cutConnection(next)
      throw error
    }
    client = next
    // What was signalled while nobody listened is found by looking.
    for (const subject of listeners.keys()) tell(subject)
  }
  const start = () => {
    connecting = connect().catch(() => {
      if (!closed) retry = setTimeout(start, reconnectMs)
    })
  }
  let connecting: Promise<void> = Promise.resolve()
  start()

  return {
    notify: (subject) => {
      if (waiting.has(subject) || closed) return
      waiting.set(
        subject,
        setTimeout(() => {
          waiting.delete(subject)
          due.add(subject)
          void send()
        }, quietMs),
      )
    },
    listen: (subject, listener) => {
      const ofSubject = listeners.get(subject) ?? new Set()
      listeners.set(subject, ofSubject.add(listener))
      return () => ofSubject.delete(listener)
    },
    close: async () => {
      closed = true
      clearTimeout(retry)
      for (const timer of waiting.values()) clearTimeout(timer)
      await connecting
      if (client) await endConnection(client)
    },
  }
}
