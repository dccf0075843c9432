import type { RailState } from '../../../contexts/payments/ports.ts'
import type { Money } from '../../../kernel/money.ts'
import type { FaultScript, OutageKind } from './faults.ts'
import { http } from '../../node/builtin-http.ts'
import { exchange, type Exchange } from './exchange.ts'
import { paths } from './wire.ts'

/** What `GET /books` shows of one submission. */
export interface BooksRow {
  readonly submissionId: string
  readonly railReference: string
  readonly amount: Money
  /** A refund: the submission that it gives back. */
  readonly returnOf?: string
  readonly state: RailState
  readonly code?: string
  readonly submits: number
  /** Changes so far, and how many of them the callback's receiver has confirmed. */
  readonly changes: number
  readonly told: number
}

export interface BooksPage {
  readonly totals: {
    readonly submissions: number
    readonly submits: number
    /** Submissions that came more than once: what a careful client keeps at zero. */
    readonly submittedMoreThanOnce: number
    readonly states: Readonly<Record<RailState, number>>
  }
  readonly submissions: readonly BooksRow[]
}

/** What the owner of a simulated rail may do to it; a real one has no such thing. */
export interface RailControl {
  /** Rows from `offset` on; a page has at most 10,000, totals are of everything. */
  books(offset?: number): Promise<BooksPage>
  /** Replaces the whole script; what is not named is without fault. */
  setFaults(script: Partial<FaultScript>): Promise<void>
  beginOutage(kind: OutageKind, forMs: number): Promise<void>
  /** Where callbacks go from now on; what was not told yet is told there. */
  setCallbackUrl(url: string): Promise<void>
}

const timeoutMs = 5_000
const attemptsMax = 4
const betweenAttemptsMs = 250

/** Megabytes of books, where other answers are lines. */
const answerBytesMax = 64 * 1024 * 1024

type Answered = Extract<Exchange, { kind: 'answered' }>

/** Each of these orders may be given twice, and a start must not fail for a connection that was cut. */
const untilAnswered = async (attempt: () => Promise<Exchange>): Promise<Answered> => {
  for (let left = attemptsMax; ; left--) {
    const exchanged = await attempt()
    if (exchanged.kind === 'answered') return exchanged
    if (left === 1) throw new Error(`The simulated rail does not answer: ${exchanged.reason}`)
    await new Promise((resolve) => setTimeout(resolve, betweenAttemptsMs))
  }
}

/** Throws with the rail's own words where it refuses: a wrong order to one's own rail is a bug. */
export const controlSimulatedRail = (rail: { url: string; secret: string }): RailControl => {
  const { secret } = rail
  const url = new URL(rail.url)
  const call = async (method: 'GET' | 'POST', path: string, content?: object): Promise<unknown> => {
    const body = content === undefined ? '' : JSON.stringify(content)
    const { status, body: answer } = await untilAnswered(() =>
      exchange(
        { method, pathAndQuery: path, body },
        {
          agent: http.globalAgent,
          url,
          secret,
          signal: AbortSignal.timeout(timeoutMs),
          answerBytesMax,
        },
      ),
    )
    if (status < 200 || status >= 300)
      throw new Error(`The simulated rail refused ${path}: ${JSON.stringify(answer)}`)
    return answer
  }
  return {
    books: async (offset = 0) =>
      (await call('GET', `${paths.books}?offset=${offset}`)) as BooksPage,
    setFaults: async (script) => void (await call('POST', paths.faults, script)),
    beginOutage: async (kind, forMs) => void (await call('POST', paths.outage, { kind, forMs })),
    setCallbackUrl: async (url) => void (await call('POST', paths.callbackUrl, { url })),
  }
}
