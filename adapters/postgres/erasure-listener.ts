import { Client, type ClientConfig } from 'pg'
import { cutConnection, endConnection } from './end-connection.ts'
import { erasedChannel } from './subject-key-table.ts'

export interface ErasureListener {
  close(): Promise<void>
}

const reconnectMs = 500
/** A connection that died without a word is noticed by asking it. */
const heartbeatMs = 5_000

/**
 * Hears which persons were erased by other processes. `heard` is told of each; `deaf` when the connection is
 * gone and erasures may pass unheard; `listening` once it stands (again).
 */
export const listenForErasures = async (
  config: ClientConfig,
  on: { heard: (person: string) => void; deaf: () => void; listening: () => void },
): Promise<ErasureListener> => {
  let client: Client | undefined
  let closed = false
  let timer: NodeJS.Timeout | undefined

  const connect = async (): Promise<void> => {
    const next = new Client({
      ...config,
      // A pool hides its password from copies.
      password: config.password,
      application_name: 'millrace erasures',
      keepAlive: true,
      connectionTimeoutMillis: heartbeatMs,
      query_timeout: heartbeatMs,
    })
    let ended = false
    const end = () => {
      if (ended) return
      ended = true
      if (client !== next) return
      client = undefined
      on.deaf()
      cutConnection(next)
      later(start, reconnectMs)
    }
    next.on('error', end)
    next.on('end', end)
    next.on('notification', ({ payload }) => payload && on.heard(payload))
    try {
      await next.connect()
      await next.query(`listen ${erasedChannel}`)
    } catch (error) {
      cutConnection(next)
      throw error
    }
    client = next
    on.listening()
    const beat = () =>
      next.query('select 1').then(() => client === next && later(beat, heartbeatMs), end)
    later(beat, heartbeatMs)
  }
  const later = (work: () => unknown, delayMs: number) => {
    if (!closed) timer = setTimeout(work, delayMs).unref()
  }
  let connecting = Promise.resolve()
  const start = () => {
    connecting = connect().catch(() => later(start, reconnectMs))
  }

  await connect()
  return {
    close: async () => {
      closed = true
      clearTimeout(timer)
      await connecting
      const open = client
      client = undefined
      if (open) await endConnection(open)
    },
  }
}
