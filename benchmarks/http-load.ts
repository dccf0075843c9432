import { connect, type Socket } from 'node:net'

export interface Load {
  readonly requestsPerSecond: number
  readonly latenciesMs: readonly number[]
  /** How many answers had which status. */
  readonly statuses: Readonly<Record<number, number>>
}

export interface LoadOptions {
  readonly url: string
  readonly connections: number
  /** Ends after so long, or after so many requests. */
  readonly ms?: number
  readonly requests?: number
  /** The whole text of the next request. */
  readonly next: () => string
}

/**
 * Keeps connections busy, one request on each at a time. Sockets and text instead of an HTTP client: what makes
 * the load takes its time from the same cores, so it must be cheap.
 */
export const load = async (options: LoadOptions): Promise<Load> => {
  const { connections, ms = Infinity, requests = Infinity } = options
  const latenciesMs: number[] = []
  const statuses: Record<number, number> = {}
  const begun = performance.now()
  let sent = 0
  const mayGoOn = () => performance.now() - begun < ms && sent < requests
  const drive = async () => {
    const connection = await Connection.open(options.url)
    while (mayGoOn()) {
      sent++
      const at = performance.now()
      const status = await connection.send(options.next())
      latenciesMs.push(performance.now() - at)
      statuses[status] = (statuses[status] ?? 0) + 1
    }
    connection.close()
  }
  await Promise.all(Array.from({ length: connections }, drive))
  const seconds = (performance.now() - begun) / 1_000
  return { requestsPerSecond: latenciesMs.length / seconds, latenciesMs, statuses }
}

class Connection {
  readonly #socket: Socket
  #received = ''
  #answer: ((status: number) => void) | undefined
  #fail: ((error: Error) => void) | undefined

  static open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url)
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true })
      socket.once('error', reject)
      socket.once('connect', () => resolve(new Connection(socket)))
    })
  }

  constructor(socket: Socket) {
    this.#socket = socket
    // One character a byte, so that lengths are bytes.
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => this.#take(chunk))
    socket.on('error', (error) => this.#fail?.(error))
    socket.on('close', () => this.#fail?.(new Error('the server closed a connection')))
  }

  send(request: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#answer = resolve
      this.#fail = reject
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#fail = undefined
    this.#socket.destroy()
  }

  #take(chunk: string): void {
    this.#received += chunk
    const head = this.#received.indexOf('\r\n\r\n')
    if (head < 0) return
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(this.#received)?.[1] ?? 0)
    if (this.#received.length < head + 4 + length) return
    const status = Number(this.#received.slice(9, 12))
    this.#received = ''
    this.#answer?.(status)
  }
}
