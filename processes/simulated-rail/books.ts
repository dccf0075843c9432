import type { Money } from '../../kernel/money.ts'
import type { RailState } from '../../contexts/payments/ports.ts'
import type { BooksPage, BooksRow } from '../../adapters/rails/simulated/control.ts'
import type { JournalLine } from './journal.ts'
import type { Plan } from './plan.ts'

/** One state that a submission came into; the first is `pending`, or `rejected` in the answer. */
export interface Change {
  readonly sequence: number
  readonly state: RailState
  readonly code?: string
  readonly atMs: number
}

/** What is told beside the changes. Its sequences begin behind any that a change can have. */
export interface News {
  readonly sequence: number
  readonly what: 'acknowledged' | 'confirmed' | 'opened' | 'won' | 'lost'
  readonly atMs: number
}

const newsFrom = 1_000

export interface Entry {
  readonly submissionId: string
  readonly railReference: string
  readonly amount: Money
  readonly plan: Plan
  readonly returnOf?: string
  readonly changes: Change[]
  readonly news: News[]
  /** How often a submit with this id was read: more than 1 means that somebody repeated one. */
  submits: number
  /** Sequences of the changes that need no callback any more. */
  readonly told: Set<number>
}

export const lastChange = (entry: Entry): Change => {
  const last = entry.changes.at(-1)
  if (!last) throw new Error(`${entry.submissionId} has no state`)
  return last
}

export interface Books {
  readonly size: number
  find(submissionId: string): Entry | undefined
  all(): Iterable<Entry>
  apply(line: JournalLine): Entry
}

/** What is submitted, folded from the journal's lines; the same when read again after a restart. */
export const emptyBooks = (): Books => {
  const entries = new Map<string, Entry>()
  const apply = (line: JournalLine): Entry => {
    const entry = line.type === 'submitted' ? opened(line) : entries.get(line.submissionId)
    if (!entry) throw new Error(`The books have no submission ${line.submissionId}`)
    switch (line.type) {
      case 'submitted':
        entries.set(line.submissionId, entry)
        break
      case 'submitted-again':
        entry.submits += 1
        break
      case 'ended':
        entry.changes.push({
          sequence: entry.changes.length + 1,
          state: line.state,
          ...(line.code === undefined ? {} : { code: line.code }),
          atMs: line.atMs,
        })
        if (line.state === 'settled' && entry.plan.notices?.confirmed)
          addNews(entry, 'confirmed', line.atMs)
        break
      case 'disputed':
        addNews(entry, line.dispute, line.atMs)
        break
      case 'told':
        entry.told.add(line.sequence)
    }
    return entry
  }
  return {
    get size() {
      return entries.size
    },
    find: (submissionId) => entries.get(submissionId),
    all: () => entries.values(),
    apply,
  }
}

const addNews = ({ news }: Entry, what: News['what'], atMs: number): void => {
  news.push({ sequence: newsFrom + news.length, what, atMs })
}

const opened = (line: JournalLine & { type: 'submitted' }): Entry => {
  const { submissionId, railReference, amount, plan, atMs } = line
  const rejectedAtOnce = plan.ending.kind === 'rejected' && plan.ending.inTheAnswer
  const change: Change =
    plan.ending.kind === 'rejected' && rejectedAtOnce
      ? { sequence: 1, state: 'rejected', code: plan.ending.code, atMs }
      : { sequence: 1, state: 'pending', atMs }
  // A refusal in the answer has told everything that there is to tell.
  const told = new Set(rejectedAtOnce ? [1] : [])
  const entry: Entry = {
    submissionId,
    railReference,
    amount,
    plan,
    ...(line.returnOf === undefined ? {} : { returnOf: line.returnOf }),
    changes: [change],
    news: [],
    submits: 1,
    told,
  }
  if (plan.notices?.acknowledged && !rejectedAtOnce) addNews(entry, 'acknowledged', atMs)
  return entry
}

/** Rows from `offset` on, at most `limit` of them; the totals are always of everything. */
export const pageOf = (books: Books, offset: number, limit: number): BooksPage => {
  const states = { pending: 0, settled: 0, rejected: 0, cancelled: 0, returned: 0 }
  const submissions: BooksRow[] = []
  let submits = 0
  let submittedMoreThanOnce = 0
  let index = 0
  for (const entry of books.all()) {
    states[lastChange(entry).state] += 1
    submits += entry.submits
    if (entry.submits > 1) submittedMoreThanOnce += 1
    if (index >= offset && submissions.length < limit) submissions.push(rowOf(entry))
    index += 1
  }
  return {
    totals: { submissions: books.size, submits, submittedMoreThanOnce, states },
    submissions,
  }
}

const rowOf = (entry: Entry): BooksRow => {
  const { state, code } = lastChange(entry)
  return {
    submissionId: entry.submissionId,
    railReference: entry.railReference,
    amount: entry.amount,
    ...(entry.returnOf === undefined ? {} : { returnOf: entry.returnOf }),
    state,
    ...(code === undefined ? {} : { code }),
    submits: entry.submits,
    changes: entry.changes.length,
    told: [...entry.told].filter((sequence) => sequence < newsFrom).length,
  }
}
