import {
  CannotBeHandled,
  type DeadLetter,
  type DeliveredMessage,
  type SubscribeOptions,
} from '../../../kernel/message-bus.ts'

export type Handling = Pick<
  SubscribeOptions,
  'group' | 'handle' | 'retryDelaysMs' | 'deadLetters' | 'onFailure'
>

const retryDelaysMs = [100, 500, 2_000, 10_000, 30_000]

/** How long to wait before the attempt after `attempts`. */
export const delayAfter = (attempts: number, delays = retryDelaysMs as readonly number[]): number =>
  delays[Math.min(attempts, delays.length) - 1] ?? 0

/** Handles a message or makes it a dead letter. Undefined once it is settled, otherwise what went wrong. */
export const attempt = async (
  handling: Handling,
  message: DeliveredMessage,
): Promise<{ readonly error: unknown } | undefined> => {
  const { deadLetters, handle, group } = handling
  try {
    if (await waitsBehind(handling, message)) return undefined
    await handle(message)
    return undefined
  } catch (error) {
    handling.onFailure?.(error, message)
    if (!deadLetters) return { error }
    const hopeless = error instanceof CannotBeHandled
    if (!hopeless && message.attempt < deadLetters.attemptsMax) return { error }
    const reason = hopeless ? error.reason : 'handler-failed'
    return await setAside(handling, letterOf(group, message, reason, messageOf(error)))
  }
}

/** Whether it lies down behind an earlier one of its key. */
const waitsBehind = async (
  { deadLetters, group }: Handling,
  message: DeliveredMessage,
): Promise<boolean> => {
  if (deadLetters?.laterOfKey !== 'wait') return false
  if (!(await deadLetters.store.holds(group, message.topic, message.key))) return false
  await deadLetters.store.add(
    letterOf(group, { ...message, attempt: 0 }, 'waits-behind', 'an earlier message lies here'),
  )
  return true
}

/** A place for dead letters that is away is a failure like another: the message stays until it is back. */
const setAside = async ({ deadLetters, onFailure }: Handling, letter: DeadLetter) => {
  try {
    await deadLetters?.store.add(letter)
    return undefined
  } catch (error) {
    onFailure?.(error, letter.message)
    return { error }
  }
}

const letterOf = (
  group: string,
  message: DeliveredMessage,
  reason: string,
  error: string,
): DeadLetter => ({ group, message, reason, error, attempts: message.attempt })

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
