import { setTimeout as sleep } from 'node:timers/promises'
import type { RailState } from '../../contexts/payments/ports.ts'
import type { SubmitRequest } from '../../adapters/rails/simulated/wire.ts'
import { emptyBooks, lastChange, type Books, type Entry } from './books.ts'
import { callbackLimits, startCallbacks, type CallbackLimits } from './callbacks.ts'
import { noJournal, openJournal, type JournalLine } from './journal.ts'
import { lockDirectory } from './lock.ts'
import { planFor, railReferenceFor, type Plan } from './plan.ts'
import type { FaultScript } from '../../adapters/rails/simulated/faults.ts'

/** A simulation holds its books in memory; beyond this it refuses instead of growing. */
export const submissionsMax = 200_000

export type Submitted =
  | { readonly kind: 'taken'; readonly entry: Entry }
  | {
      readonly kind:
        | 'already-submitted'
        | 'submit-window-closed'
        | 'books-full'
        | 'outage-triggered'
    }

export interface Rail {
  readonly books: Books
  submit(request: SubmitRequest): Promise<Submitted>
  /** Undefined while the rail has no such submission; waits for one that is just being written down. */
  find(submissionId: string): Promise<Entry | undefined>
  /** Cancels it if it is pending, and returns it with the state that it has then. */
  cancel(submissionId: string): Promise<Entry | undefined>
  setScript(script: FaultScript): void
  setCallbackUrl(url: string): void
  close(): Promise<void>
}

export interface RailOptions {
  readonly secret: string
  readonly seed: string
  readonly script: FaultScript
  /** Where the books are kept; absent: they are gone with the process. */
  readonly directory?: string
  readonly callbackUrl?: string
  readonly callbackCertificateFile?: string
  readonly callbackLimits?: CallbackLimits
}

type End = { readonly state: Exclude<RailState, 'pending'>; readonly code?: string }

const plannedEnd = ({ ending }: Plan): End =>
  ending.kind === 'rejected' ? { state: 'rejected', code: ending.code } : { state: 'settled' }

const notReceived = { kind: 'rejected', code: 'AG09', inTheAnswer: true } as const

type DisputeStep = 'opened' | 'won' | 'lost'

const nextOfDispute = (
  { news }: Entry,
  outcome: 'undecided' | 'won' | 'lost',
): DisputeStep | undefined => {
  if (!news.some(({ what }) => what === 'opened')) return 'opened'
  return outcome === 'undecided' || news.some(({ what }) => what === outcome) ? undefined : outcome
}

/** The clearing itself: what was submitted, what becomes of it when, and who is told. */
export const openRail = async (options: RailOptions): Promise<Rail> => {
  const { seed, secret, directory } = options
  const lock = directory === undefined ? undefined : await lockDirectory(directory)
  const { journal, lines } =
    directory === undefined ? { journal: noJournal, lines: [] } : await openJournal(directory)
  const books = emptyBooks()
  for (const line of lines) books.apply(line)

  let script = options.script
  const arriving = new Map<string, Promise<Entry>>()
  const outagesTriggered = new Set<string>()
  const timers = new Map<string, NodeJS.Timeout>()
  const callbacks = startCallbacks({
    secret,
    url: options.callbackUrl,
    certificateFile: options.callbackCertificateFile,
    limits: options.callbackLimits ?? callbackLimits,
    onTold: async ({ submissionId }, sequence) =>
      void (await record({ type: 'told', submissionId, sequence })),
  })

  const record = async (line: JournalLine): Promise<Entry> => {
    await journal.append(line)
    return books.apply(line)
  }

  const follow = (entry: Entry): void => {
    callbacks.tell(entry)
    const { submissionId, plan } = entry
    const { state, atMs } = lastChange(entry)
    const after = (delayMs: number, sinceMs: number, work: () => Promise<void>) =>
      timers.set(
        submissionId,
        setTimeout(() => void work(), Math.max(0, sinceMs + delayMs - Date.now())),
      )
    if (state === 'pending' && plan.ending.kind !== 'pending-forever')
      after(plan.settlementMs, atMs, () => end(entry, plannedEnd(plan)))
    if (state !== 'settled' || !plan.sequel) return
    const { afterMs, returned, disputed } = plan.sequel
    if (returned !== undefined) after(afterMs, atMs, () => giveBack(entry, returned))
    if (disputed === undefined) return
    const step = nextOfDispute(entry, disputed)
    if (step) after(afterMs, atMs + (step === 'opened' ? 0 : afterMs), () => dispute(entry, step))
  }

  const giveBack = async ({ submissionId }: Entry, code: string): Promise<void> =>
    follow(await record({ type: 'ended', submissionId, state: 'returned', code, atMs: Date.now() }))

  const dispute = async ({ submissionId }: Entry, what: DisputeStep): Promise<void> =>
    follow(await record({ type: 'disputed', submissionId, dispute: what, atMs: Date.now() }))

  // A settlement and a cancellation can meet while the first is being written: the second gets its result.
  const ending = new Map<string, Promise<void>>()
  const end = (entry: Entry, how: End): Promise<void> => {
    const { submissionId } = entry
    const underWay = ending.get(submissionId)
    if (underWay || lastChange(entry).state !== 'pending') return underWay ?? Promise.resolve()
    clearTimeout(timers.get(submissionId))
    timers.delete(submissionId)
    const ended = record({ type: 'ended', submissionId, ...how, atMs: Date.now() }).then(
      (recorded) => {
        ending.delete(submissionId)
        follow(recorded)
      },
    )
    ending.set(submissionId, ended)
    return ended
  }

  /** Only what has settled can be given back. */
  const canGiveBack = (submissionId: string | undefined): boolean => {
    if (submissionId === undefined) return true
    const entry = books.find(submissionId)
    return entry !== undefined && lastChange(entry).state === 'settled'
  }

  const submit = async ({ instruction, submitBefore }: SubmitRequest): Promise<Submitted> => {
    const { submissionId, amount } = instruction
    const { returnOf } = instruction
    const planned = planFor(instruction, script, seed)
    const plan = canGiveBack(returnOf?.submissionId) ? planned : { ...planned, ending: notReceived }
    if (plan.latencyMs > 0) await sleep(plan.latencyMs)
    // Nothing is awaited between this look and the note in `arriving`: of two at once, one is first.
    if (books.find(submissionId) || arriving.has(submissionId)) {
      await arriving.get(submissionId)
      await record({ type: 'submitted-again', submissionId })
      return { kind: 'already-submitted' }
    }
    if (Date.now() > Date.parse(submitBefore)) return { kind: 'submit-window-closed' }
    if (books.size + arriving.size >= submissionsMax) return { kind: 'books-full' }
    if (plan.outage && !outagesTriggered.has(submissionId)) {
      outagesTriggered.add(submissionId)
      return { kind: 'outage-triggered' }
    }
    const railReference = railReferenceFor(seed, submissionId)
    const written = record({
      type: 'submitted',
      submissionId,
      railReference,
      amount,
      plan,
      ...(returnOf ? { returnOf: returnOf.submissionId } : {}),
      atMs: Date.now(),
    })
    arriving.set(submissionId, written)
    const entry = await written
    arriving.delete(submissionId)
    follow(entry)
    return { kind: 'taken', entry }
  }

  const find = async (submissionId: string): Promise<Entry | undefined> =>
    books.find(submissionId) ?? (await arriving.get(submissionId))

  const cancel = async (submissionId: string): Promise<Entry | undefined> => {
    const entry = await find(submissionId)
    if (entry) await end(entry, { state: 'cancelled' })
    return entry
  }

  for (const entry of books.all()) follow(entry)
  return {
    books,
    submit,
    find,
    cancel,
    setScript: (given) => {
      script = given
    },
    setCallbackUrl: (url) => {
      callbacks.setUrl(url)
      for (const entry of books.all()) callbacks.tell(entry)
    },
    close: async () => {
      for (const timer of timers.values()) clearTimeout(timer)
      callbacks.close()
      await journal.close()
      await lock?.release()
    },
  }
}
