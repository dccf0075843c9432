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
 * Keeps a live list up to date and resumes it where it broke off. Not an EventSource: that cannot see why it was
 * refused, and does not notice a connection that died in silence. Returns a way to stop.
 */
export const followLive = (options: LiveOptions): (() => void) => {
  const stop = new AbortController()
  const follower = new Follower(options, stop.signal)
  void (canShare()
    ? followTogether(options.path, follower, stop.signal)
    : follower.stream(stop.signal))
  return () => stop.abort()
}

/** One reader of a list: how far it has come, however it comes to be told. */
class Follower {
  readonly #options: LiveOptions
  readonly #stop: AbortSignal
  #place: string
  #failures = 0
  #isOver = false

  constructor(options: LiveOptions, stop: AbortSignal) {
    this.#options = options
    this.#stop = stop
    this.#place = options.after ?? ''
    options.onState('connecting')
  }

  /** Whether there is nothing more to ask for: it was stopped, or refused for good. */
  get isOver(): boolean {
    return this.#isOver || this.#stop.aborted
  }

  /** Keeps a stream open until `until`; `onRows` hears of rows too. */
  async stream(until: AbortSignal, onRows: () => void = () => undefined): Promise<void> {
    while (!this.isOver && !until.aborted) {
      await this.#once(until, onRows)
      if (this.isOver || until.aborted) return
      this.#options.onState('reconnecting')
      await pause(this.#failures, until)
    }
  }

  /** Reads what it has missed, and lets the connection go as soon as nothing more comes. */
  async catchUp(): Promise<void> {
    const enough = new AbortController()
    let timer = setTimeout(() => enough.abort(), answerMaxMs)
    await this.#once(AbortSignal.any([this.#stop, enough.signal]), undefined, () => {
      clearTimeout(timer)
      timer = setTimeout(() => enough.abort(), quietMs)
    })
    clearTimeout(timer)
    if (!this.isOver && this.#failures > 0) this.#options.onState('reconnecting')
  }

  async #once(until: AbortSignal, onRows?: () => void, onPiece?: () => void): Promise<void> {
    const takeRows = (rows: readonly unknown[]): void => {
      this.#options.onRows(rows)
      onRows?.()
    }
    const told = { ...this.#options, onRows: takeRows, onPiece: onPiece ?? nothing }
    const ended = await followOnce(told, this.#place, until)
    if (this.#stop.aborted) return
    this.#place = ended.lastEventId
    this.#failures = ended.heard ? 0 : this.#failures + 1
    if (ended.refused === 401 || ended.refused === 403) this.#isOver = true
    if (ended.refused === 401) sessionEnded()
    if (ended.refused === 403) this.#options.onState('refused')
    if (ended.refused === 400 && this.#place !== '') {
      this.#place = ''
      this.#options.onLost()
    }
  }
}

const nothing = (): void => undefined
/** A window that gets no answer must not keep the others from their turn. */
const answerMaxMs = 5_000
/** When this long nothing more comes, what was missed is there. */
const quietMs = 150
/** The safety net under the signal of the window that streams. */
const lookAgainMs = 3_000
/** How many windows may catch up at once. */
const turns = 2

/** Plain HTTP to another machine knows no locks; there each window has a stream of its own. */
const canShare = (): boolean =>
  typeof BroadcastChannel === 'function' && (navigator as Partial<Navigator>).locks !== undefined

/**
 * A browser opens six connections to one server for all its windows, so of all windows that show one list only one
 * keeps a stream, the one that holds the lock. It tells the others when rows came; each reads by itself what it
 * missed, from its own place on, in turn. When the window closes, the browser hands the lock to the next.
 *
 *   lock -> stream -> rows -> signal on the channel
 *   no lock: signal, or `lookAgainMs` -> turn -> rows behind the own place -> connection let go
 */
const followTogether = async (
  path: string,
  follower: Follower,
  stop: AbortSignal,
): Promise<void> => {
  const name = `millrace live ${path}`
  const channel = new BroadcastChannel(name)
  const leads = new AbortController()
  const told = AbortSignal.any([stop, leads.signal])
  const leading = navigator.locks.request(name, { signal: stop }, () => {
    leads.abort()
    return follower.stream(stop, () => channel.postMessage('rows'))
  })
  try {
    await Promise.all([leading, lookWhenTold(channel, follower, told)])
  } catch (error) {
    // Stopped while it waited for the lock, or for its turn.
    if (!stop.aborted) throw error
  } finally {
    channel.close()
  }
}

const lookWhenTold = async (
  channel: BroadcastChannel,
  follower: Follower,
  until: AbortSignal,
): Promise<void> => {
  // The lock may be had at once; then there is nothing to catch up with beside the stream.
  await signalOn(channel, until, quietMs)
  while (!until.aborted && !follower.isOver) {
    const next = signalOn(channel, until, lookAgainMs)
    await inTurn(() => (until.aborted ? Promise.resolve() : follower.catchUp()))
    await next
  }
}

/** Resolves when the window that streams tells of rows, when it was not heard for so long, or at the end. */
const signalOn = (channel: BroadcastChannel, until: AbortSignal, waitMs: number): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      channel.removeEventListener('message', done)
      until.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, waitMs)
    channel.addEventListener('message', done)
    until.addEventListener('abort', done)
    if (until.aborted) done()
  })

const inTurn = (work: () => Promise<void>): Promise<void> =>
  navigator.locks.request(`millrace live turn ${Math.floor(Math.random() * turns)}`, work)

interface Ended {
  readonly lastEventId: string
  /** Whether anything came before it ended. */
  readonly heard: boolean
  readonly refused?: number
}

const followOnce = async (
  { path, onRows, onState, onPlace, onPiece }: LiveOptions & { readonly onPiece: () => void },
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
      onPiece()
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
