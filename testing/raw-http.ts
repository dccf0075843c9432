import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** What came back on a connection: its bytes as text, until it was closed. */
export interface RawAnswer {
  readonly text: string
  readonly status: number
  readonly body: string
}

/** Sends bytes as they are, well-formed or not, and waits until the other side closes. */
export const sendRaw = async (
  port: number,
  ...parts: readonly (string | Uint8Array)[]
): Promise<RawAnswer> => {
  const socket = connect(port, '127.0.0.1')
  const received = collect(socket)
  const closed = closing(socket)
  for (const part of parts) socket.write(part)
  await closed
  const text = received()
  const [head = '', ...rest] = text.split('\r\n\r\n')
  return { text, status: Number(head.split(' ')[1]), body: rest.join('\r\n\r\n') }
}

/** A connection to write to piece by piece, and what has come over it so far. */
export interface RawConnection {
  readonly socket: Socket
  readonly received: () => string
  readonly closed: Promise<void>
}

export const openRaw = async (port: number): Promise<RawConnection> => {
  const socket = connect(port, '127.0.0.1')
  const received = collect(socket)
  const closed = closing(socket)
  await once(socket, 'connect')
  return { socket, received, closed }
}

const closing = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.once('close', () => resolve())
  })

const collect = (socket: Socket): (() => string) => {
  let text = ''
  socket.setEncoding('latin1')
  socket.on('data', (part: string) => (text += part))
  // A reset is one way of being refused; what came before it is the answer.
  socket.on('error', () => undefined)
  return () => text
}
