/** One event of a stream as it arrived. */
export interface StreamEvent {
  readonly event: string
  readonly data: string
  readonly id: string
}

/**
 * Reads server-sent events from pieces of text, wherever they were cut. `lastEventId` moves with every
 * complete block, also with those that carry no data.
 */
export class EventStreamReader {
  lastEventId: string
  #rest = ''
  #id: string
  #event = ''
  #data: string[] = []
  #endsWithReturn = false

  constructor(lastEventId = '') {
    this.lastEventId = lastEventId
    this.#id = lastEventId
  }

  /** The events that this piece completes. */
  push(piece: string): StreamEvent[] {
    // The second half of a line end that was cut is not another line.
    const text = this.#endsWithReturn && piece.startsWith('\n') ? piece.slice(1) : piece
    if (piece !== '') this.#endsWithReturn = piece.endsWith('\r')
    const lines = (this.#rest + text).split(/\r\n|\n|\r/)
    this.#rest = lines.pop() ?? ''
    return lines.flatMap((line) => this.#take(line))
  }

  #take(line: string): StreamEvent[] {
    if (line === '') return this.#complete()
    const [, field = '', value = ''] = /^([^:]*)(?:: ?([\s\S]*))?$/.exec(line) ?? []
    if (field === 'event') this.#event = value
    else if (field === 'data') this.#data.push(value)
    else if (field === 'id' && !value.includes('\0')) this.#id = value
    return []
  }

  #complete(): StreamEvent[] {
    this.lastEventId = this.#id
    const event = { event: this.#event || 'message', data: this.#data.join('\n'), id: this.#id }
    const hasData = this.#data.length > 0
    this.#event = ''
    this.#data = []
    return hasData ? [event] : []
  }
}
