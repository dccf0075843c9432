import { EventStreamReader } from './event-stream.ts'
import { sessionEnded, withQuery } from './client.ts'

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'refused'

export interface LiveOptions {
  readonly path: string
  /** Position token of the list that was read: the stream goes on from there. */
  readonly after?: string | undefined
  readonly onRows: (rows: readonly unknown[]) => void
  readonly onState: (state: LiveState) => void
  /** The place from which another stream would go on. */
  readonly onPlace: (lastEventId: string) => void
  /** The place to resume from is gone: read the list again. */
  readonly onLost: () => void
}

// The server is heard from every 15 s; two missed beats and a half mean that nobody is there.
const silenceMaxMs = 40_000
const pauseMaxMs = 10_000

/**
 * Keeps a live list open and resumes it where it broke off. Not an EventSource: that cannot see why it was
 * refused, and does not notice a connection that died in silence. Returns a way to stop.
 */
export const followLive = (options: LiveOptions): (() => void) => {
  const stop = new AbortController()
  void keepFollowing(options, stop.signal)
  return () => stop.abort()
}

const keepFollowing = async (options: LiveOptions, stop: AbortSignal): Promise<void> => {
  let lastEventId = options.after ?? ''
  let failures = 0
  options.onState('connecting')
  while (!stop.aborted) {
    const ended = await followOnce(options, lastEventId, stop)
    if (stop.aborted) return
    lastEventId = ended.lastEventId
    if (ended.refused === 401) return sessionEnded()
    if (ended.refused === 403) return options.onState('refused')
    if (ended.refused === 400 && lastEventId !== '') {
      lastEventId = ''
      options.onLost()
    }
    options.onState('reconnecting')
    failures = ended.heard ? 0 : failures + 1
    await pause(failures, stop)
  }
}

interface Ended {
  readonly lastEventId: string
  /** Whether anything came before it ended. */
  readonly heard: boolean
  readonly refused?: number
}

const followOnce = async (
  { path, onRows, onState, onPlace }: LiveOptions,
  after: string,
  stop: AbortSignal,
): Promise<Ended> => {
  const reader = new EventStreamReader(after)
  const silence = new AbortController()
  let timer = setTimeout(() => silence.abort(), silenceMaxMs)
  let heard = false
  try {
    const response = await fetch(withQuery(path, { after }), {
      headers: { accept: 'text/event-stream' },
      signal: AbortSignal.any([stop, silence.signal]),
    })
    if (!response.ok || !response.body)
      return { lastEventId: after, heard: false, refused: response.status }
    onState('live')
    for await (const piece of textOf(response.body)) {
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), silenceMaxMs)
      heard = true
      for (const event of reader.push(piece)) if (event.event === 'rows') onRows(rowsIn(event.data))
      onPlace(reader.lastEventId)
    }
  } catch {
    // However it broke off, it is resumed from the last event that was complete.
  } finally {
    clearTimeout(timer)
  }
  return { lastEventId: reader.lastEventId, heard }
}

async function* textOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield decoder.decode(value, { stream: true })
  }
}

const rowsIn = (data: string): readonly unknown[] => {
  const parsed = JSON.parse(data) as { readonly items?: readonly unknown[] }
  return parsed.items ?? []
}

const pause = async (failures: number, stop: AbortSignal): Promise<void> => {
  // Spread out, so that a restarted server is not met by everyone at once.
  const pauseMs = Math.min(500 * 2 ** failures, pauseMaxMs) * (0.7 + Math.random() * 0.6)
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, pauseMs)
    stop.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
