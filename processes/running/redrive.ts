import type { Clock } from '../../kernel/clock.ts'
import type { DeadLetterStore, DueLetter } from '../../kernel/dead-letter-store.ts'
import { CannotBeHandled, type DeliveredMessage } from '../../kernel/message-bus.ts'
import type { Ownership } from '../../kernel/ownership.ts'
import { startConsumer, type Consumer, type ConsumerStatus } from './consumer.ts'
import type { LoopResult } from './loop.ts'
import { Interrupted, pause } from './send-intents.ts'

export interface RedriveOptions {
  readonly group: string
  readonly store: Pick<DeadLetterStore, 'due' | 'settled' | 'failed'>
  /** What the group does with a message. */
  readonly handle: (message: DeliveredMessage) => Promise<void>
  readonly ownership: Ownership
  readonly clock: Clock
  readonly onStatus?: (status: ConsumerStatus) => void
}

const lettersAtOnce = 50
/** Somebody waits in front of a screen. */
const pollMs = 500

/**
 * Hands the dead letters of a group to its handler once more, as people ask for it: in the order of their keys, those
 * of a batch no faster than it says. One process does it; what it had in hand when it died is handed over again.
 */
export const redriveLetters = (options: RedriveOptions): Consumer => {
  const { group, store, ownership, onStatus } = options
  const stopping = new AbortController()
  const step = async (): Promise<LoopResult> => {
    const letters = await store.due(group, lettersAtOnce)
    const looked = performance.now()
    for (const letter of letters) {
      if (stopping.signal.aborted) return 'over'
      const begun = performance.now()
      await redrive(options, letter)
      const { ratePerSecond } = letter
      if (ratePerSecond > 0)
        await pause(1_000 / ratePerSecond - (performance.now() - begun), stopping.signal)
      // What was asked for meanwhile goes before the rest of a batch.
      if (performance.now() - looked >= pollMs) return 'more'
    }
    return letters.length === 0 ? 'idle' : 'more'
  }
  return startConsumer({
    name: `redrive/${group}`,
    ownership,
    step,
    interrupt: () => stopping.abort(),
    pollMs,
    ...(onStatus ? { onStatus } : {}),
  })
}

const redrive = async (
  { store, handle, clock }: RedriveOptions,
  { letterId, message, attempts }: DueLetter,
): Promise<void> => {
  try {
    await handle({ ...message, attempt: attempts + 1 })
  } catch (error) {
    // Neither handled nor refused: whoever comes next takes it up.
    if (error instanceof Interrupted) return
    const reason = error instanceof CannotBeHandled ? error.reason : 'handler-failed'
    const text = error instanceof Error ? error.message : String(error)
    return store.failed(letterId, reason, text, clock.now())
  }
  return store.settled(letterId, clock.now())
}
