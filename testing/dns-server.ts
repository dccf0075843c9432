import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'

/** A name server whose answers a test decides, one by one. */
export interface DnsServer {
  /** `127.0.0.1:5353` */
  readonly address: string
  /** How often IPv4 addresses were asked for. */
  readonly asked: () => number
  close(): void
}

const typeA = 1
const headerBytes = 12

/** Answers each question for IPv4 addresses with what `next` gives, to be kept for no time; every other with none. */
export const startDnsServer = async (
  next: (name: string) => readonly string[],
): Promise<DnsServer> => {
  const socket = createSocket('udp4')
  let asked = 0
  socket.on('message', (query: Buffer, { port, address }: RemoteInfo) => {
    const { name, type, end } = questionIn(query)
    if (type === typeA) asked++
    socket.send(answerTo(query.subarray(0, end), type === typeA ? next(name) : []), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked: () => asked,
    close: () => void socket.close(),
  }
}

/** The first question: names are labels, each with its length before it. */
const questionIn = (query: Buffer) => {
  const labels: string[] = []
  let at = headerBytes
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.'), type: query.readUInt16BE(at + 1), end: at + 5 }
}

const answerTo = (question: Buffer, addresses: readonly string[]): Buffer => {
  const head = Buffer.from(question)
  // An answer, and recursion is available.
  head.writeUInt16BE(0x8180, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(addresses.length, 6)
  head.writeUInt32BE(0, 8)
  return Buffer.concat([head, ...addresses.map(record)])
}

/** Of the name that was asked for; kept for no time. */
const record = (address: string): Buffer =>
  Buffer.from([
    0xc0,
    headerBytes,
    0,
    typeA,
    0,
    1,
    0,
    0,
    0,
    0,
    0,
    4,
    ...address.split('.').map(Number),
  ])
