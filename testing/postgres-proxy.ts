import { once } from 'node:events'
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net'
import type { ClientConfig } from 'pg'

/**
 * What the proxy does to traffic from now on. `cut-reply`: lets a request through and cuts the line when the reply
 * begins, by which time PostgreSQL has committed. `cut-request`: cuts it before the request arrives.
 * `swallow-reply`: lets the request through, and nothing comes back. `late-end`: that the server has hung up arrives
 * only with the next fault.
 */
export type LineFault = 'none' | 'cut-reply' | 'cut-request' | 'swallow-reply' | 'late-end'

export interface PostgresProxy {
  readonly connection: ClientConfig
  set(fault: LineFault): void
  /** Cuts the lines that are open; what the server has been asked, it carries on with. */
  cut(): void
  /** How often a fault has struck. */
  readonly hits: number
  close(): Promise<void>
}

/** Stands between a client and a server that listens on a socket file or on TCP. */
export const startPostgresProxy = async (server: ClientConfig): Promise<PostgresProxy> => {
  const { host = '127.0.0.1', port = 5432 } = server
  const open = new Set<Socket>()
  const hungUpOn = new Set<Socket>()
  let fault: LineFault = 'none'
  let hits = 0
  const proxy = createServer((client) => {
    const upstream = host.startsWith('/')
      ? createConnection(`${host}/.s.PGSQL.${port}`)
      : createConnection(port, host)
    const cut = () => {
      hits++
      client.destroy()
      upstream.destroy()
    }
    client.on('data', (request: Buffer) => {
      if (fault === 'cut-request') return cut()
      return upstream.write(request)
    })
    upstream.on('data', (reply: Buffer) => {
      if (fault === 'cut-reply') return cut()
      if (fault !== 'swallow-reply') return client.write(reply)
      return hits++
    })
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(one)
      const isLate = () => one === upstream && fault === 'late-end'
      const hangUp = () => (isLate() ? hungUpOn.add(other) : other.destroy())
      one.on('error', hangUp)
      one.on('close', () => (open.delete(one), hangUp()))
    }
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    connection: { ...server, host: '127.0.0.1', port: (proxy.address() as AddressInfo).port },
    set: (given) => {
      fault = given
      for (const socket of hungUpOn) socket.destroy()
      hungUpOn.clear()
    },
    get hits() {
      return hits
    },
    cut: () => {
      for (const socket of open) socket.destroy()
    },
    close: async () => {
      for (const socket of open) socket.destroy()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
