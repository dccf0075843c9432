import type { Json } from '../../kernel/json.ts'
import {
  CannotBeHandled,
  type DeliveredMessage,
  type MessageBus,
  type Moment,
} from '../../kernel/message-bus.ts'
import { topicOf } from '../../kernel/message-contract.ts'
import { commandsOfQuestions, type QuestionsOptions } from '../running/questions.ts'
import type { Deed } from './consumers.ts'

export interface ReplayQuestionsOptions extends Pick<
  QuestionsOptions,
  'context' | 'environment' | 'answers' | 'check' | 'ids'
> {
  readonly bus: Pick<MessageBus, 'places' | 'read'>
  readonly from: Moment
  readonly take: (deeds: readonly Deed[]) => Promise<void>
}

/**
 * What the group that answers a context's questions would do with what lies on their topics: read without the group, so
 * that its places stay where they are.
 */
export const replayQuestions = async (options: ReplayQuestionsOptions): Promise<void> => {
  const { bus, answers, environment, from, take } = options
  const topics = answers.map(({ asked }) => topicOf(asked.request, environment))
  const questionOf = commandsOfQuestions(options)
  const deedOf = (message: DeliveredMessage): Deed => {
    const { topic, partition, offset, id } = message
    try {
      const { commandId, command } = questionOf(message)
      const { type, data } = command
      return { topic, partition, offset, id, commandId, command: type, data: data as Json }
    } catch (error) {
      if (!(error instanceof CannotBeHandled)) throw error
      return { topic, partition, offset, id, setAside: error.reason, why: error.message }
    }
  }
  const reading = await bus.read({
    from: await bus.places(topics, from),
    to: await bus.places(topics, 'latest'),
    handle: (messages) => take(messages.map(deedOf)),
  })
  await reading.done
}
