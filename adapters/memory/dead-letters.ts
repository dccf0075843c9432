import type { DeadLetter, DeadLetters } from '../../kernel/message-bus.ts'

/** Dead letters for as long as the process lives. */
export const memoryDeadLetters = (): DeadLetters & { readonly letters: readonly DeadLetter[] } => {
  const letters: DeadLetter[] = []
  const isSame = (one: DeadLetter, other: DeadLetter) =>
    one.group === other.group &&
    one.message.topic === other.message.topic &&
    one.message.partition === other.message.partition &&
    one.message.offset === other.message.offset
  return {
    letters,
    add: (letter) => {
      if (!letters.some((known) => isSame(known, letter))) letters.push(letter)
      return Promise.resolve()
    },
    holds: (group, topic, key) =>
      Promise.resolve(
        letters.some(
          ({ group: of, message }) =>
            of === group && message.topic === topic && message.key === key,
        ),
      ),
  }
}
