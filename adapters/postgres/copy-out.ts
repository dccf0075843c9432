import type { Connection, Submittable } from 'pg'
import type { OnCopyRow } from './copy-rows.ts'

/** First bytes of messages from the server. */
const copyData = 0x64
const copyDone = 0x63
const errorResponse = 0x45
const typeAndLength = 5

const signatureBytes = 11

export interface CopyOutOptions {
  /** A `copy ... to stdout (format binary)`. */
  readonly text: string
  readonly fields: number
  /** Called with the bytes that a row lies in and where each field begins and ends; a null field has `end` -1. */
  readonly onRow: OnCopyRow
  /** Rows taken while nobody asks for them. */
  readonly aheadRowsMax: number
}

/**
 * Rows on their way out of a table, told where they lie in what came from the socket: a stream between would make a
 * buffer of each, and copy them together again. The server sends each row as a message of its own.
 */
export class CopyOut implements Submittable {
  readonly #options: CopyOutOptions
  readonly #starts: Int32Array
  readonly #ends: Int32Array
  #socket: Connection['stream'] | undefined
  /** The client's own reader, which takes over again where the rows end. */
  #client: (chunk: Buffer) => void = () => undefined
  #left = false
  /** A message whose end has not come yet. */
  #rest: Buffer | undefined
  #headerRead = false
  #rows = 0
  #ended = false
  #error: Error | undefined
  #wanted = 1
  #wake: () => void = () => undefined

  constructor(options: CopyOutOptions) {
    this.#options = options
    this.#starts = new Int32Array(options.fields)
    this.#ends = new Int32Array(options.fields)
  }

  /** True once this many more rows were told, false where they have ended before. Throws what the server says. */
  async next(rows: number): Promise<boolean> {
    this.#wanted = rows
    this.#socket?.resume()
    while (!this.#error && !this.#ended && this.#rows < rows)
      await new Promise<void>((resolve) => (this.#wake = resolve))
    if (this.#error) throw this.#error
    this.#rows = 0
    return !this.#ended
  }

  submit(connection: Connection): void {
    const socket = connection.stream
    const [client] = socket.listeners('data') as ((chunk: Buffer) => void)[]
    if (!client) throw new Error('nobody reads what the server sends')
    this.#socket = socket
    this.#client = client
    socket.removeListener('data', client)
    socket.on('data', this.#take)
    connection.query(this.#options.text)
  }

  /** Called by the client, as are the next three. */
  handleError(error: Error): void {
    this.#error = error
    this.#wake()
  }

  handleCommandComplete(): void {
    // What it says, how many rows there were, is known.
  }

  handleReadyForQuery(): void {
    this.#ended = true
    this.#wake()
  }

  readonly #take = (chunk: Buffer): void => {
    const rest = this.#rest
    this.#rest = undefined
    const missing = rest ? messageLength(rest, 0) - rest.length : 0
    // Of the row that the chunk before ended in, only the row is copied together.
    if (rest && missing <= chunk.length) {
      this.#messages(Buffer.concat([rest, chunk.subarray(0, missing)]), 0)
      this.#messages(chunk, missing)
    } else this.#messages(rest ? Buffer.concat([rest, chunk]) : chunk, 0)
    if (this.#rows >= this.#options.aheadRowsMax && !this.#left) this.#socket?.pause()
    if (this.#rows >= this.#wanted) this.#wake()
  }

  /** Takes all rows that are whole, and hands on what is not a row. */
  #messages(buffer: Buffer, from: number): void {
    let at = from
    while (at < buffer.length && !this.#left) {
      const type = buffer[at]
      if (type === copyDone || type === errorResponse) break
      const end = at + messageLength(buffer, at)
      if (end > buffer.length) return void (this.#rest = buffer.subarray(at))
      if (type === copyData) this.#row(buffer, at + typeAndLength)
      else this.#client(buffer.subarray(at, end))
      at = end
    }
    if (at < buffer.length) this.#leave(buffer.subarray(at))
  }

  /** From here on it is the client's again. */
  #leave(buffer: Buffer): void {
    if (!this.#left) {
      this.#left = true
      this.#socket?.removeListener('data', this.#take)
      this.#socket?.on('data', this.#client)
    }
    this.#client(buffer)
  }

  #row(buffer: Buffer, begin: number): void {
    let at = begin
    if (!this.#headerRead) {
      this.#headerRead = true
      at += signatureBytes + 8 + buffer.readInt32BE(at + signatureBytes + 4)
    }
    // No row has this many fields: it is the end.
    if (buffer.readInt16BE(at) === -1) return
    at += 2
    for (let field = 0; field < this.#options.fields; field++) {
      const length = buffer.readInt32BE(at)
      at += 4
      this.#starts[field] = at
      this.#ends[field] = length < 0 ? -1 : at + length
      if (length > 0) at += length
    }
    this.#rows++
    this.#options.onRow(buffer, this.#starts, this.#ends)
  }
}

/** Infinity while too little of it is there to know. */
const messageLength = (buffer: Buffer, at: number): number =>
  at + typeAndLength > buffer.length ? Infinity : 1 + buffer.readUInt32BE(at + 1)
