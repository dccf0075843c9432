/** One server-sent event, or only a place to resume from (`data` is undefined). */
export interface StreamedEvent {
  readonly event: string | undefined
  readonly id: string | undefined
  readonly data: unknown
}

export interface EventStream {
  readonly response: Response
  /** Resolves with everything received so far once that holds; rejects when the stream ends first. */
  readonly until: (
    holds: (events: readonly StreamedEvent[]) => boolean,
  ) => Promise<readonly StreamedEvent[]>
  /** Everything received, when the server has ended the stream. */
  readonly ended: Promise<readonly StreamedEvent[]>
  /** All that came, comments included. */
  readonly text: () => string
  readonly close: () => void
}

/** Reads a stream of server-sent events as a browser would. */
export const openEventStream = async (
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<EventStream> => {
  const abort = new AbortController()
  const response = await fetch(url, { headers, signal: abort.signal })
  const received: StreamedEvent[] = []
  const waiting = new Set<() => void>()
  let text = ''
  let isOver = false
  const wake = () => {
    for (const look of waiting) look()
  }
  const read = async () => {
    const decoder = new TextDecoder()
    let rest = ''
    for await (const part of response.body ?? []) {
      const decoded = decoder.decode(part as Uint8Array, { stream: true })
      text += decoded
      const blocks = (rest + decoded).split('\n\n')
      rest = blocks.pop() ?? ''
      received.push(...blocks.map(readBlock).filter((block) => block !== undefined))
      wake()
    }
  }
  const ended = read()
    .catch(() => undefined)
    .then(() => {
      isOver = true
      wake()
      return received
    })
  return {
    response,
    ended,
    text: () => text,
    close: () => abort.abort(),
    until: (holds) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (holds(received)) resolve([...received])
          else if (isOver) reject(new Error(`the stream ended after ${JSON.stringify(received)}`))
          else return
          waiting.delete(look)
        }
        waiting.add(look)
        look()
      }),
  }
}

const readBlock = (block: string): StreamedEvent | undefined => {
  const lines = block.split('\n')
  const field = (name: string): string | undefined =>
    lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
  const data = field('data')
  if (data === undefined && field('id') === undefined) return undefined
  return {
    event: field('event'),
    id: field('id'),
    data: data === undefined ? undefined : (JSON.parse(data) as unknown),
  }
}
