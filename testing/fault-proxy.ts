import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/**
 * What the proxy does to the next connection's traffic.
 * `reset`: lets the request through and resets when the reply begins. `cut`: lets `bytes` of the reply
 * through, then ends. `blackhole`: lets the request through and swallows the reply.
 */
export type NetworkFault =
  | { readonly kind: 'none' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'cut'; readonly bytes: number }
  | { readonly kind: 'blackhole' }

export interface FaultProxy {
  readonly url: string
  set(fault: NetworkFault): void
  close(): Promise<void>
}

/** A TCP proxy on 127.0.0.1 that does to connections what networks do. */
export const startFaultProxy = async (targetUrl: string): Promise<FaultProxy> => {
  const target = new URL(targetUrl)
  const sockets = new Set<Socket>()
  let fault: NetworkFault = { kind: 'none' }
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    let bytes = 0
    upstream.on('data', (reply: Buffer) => {
      if (fault.kind === 'none') return client.write(reply)
      if (fault.kind === 'reset') return client.resetAndDestroy()
      if (fault.kind === 'blackhole') return false
      client.write(reply.subarray(0, Math.max(0, fault.bytes - bytes)))
      bytes += reply.length
      return bytes >= fault.bytes ? client.end() : true
    })
    client.on('data', (request: Buffer) => upstream.write(request))
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => (sockets.delete(one), other.destroy()))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set: (given) => {
      fault = given
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
