import type { DeliveredMessage } from '../kernel/message-bus.ts'
import type { Asking } from '../kernel/request-reply/questions-view.ts'
import type { ContextRuntime } from './context-runtime.ts'
import type { Foundation } from './foundation.ts'
import { relayGroup, sendAgain } from './messaging.ts'
import type { OpenedMessages } from './open-messages.ts'
import type { Consumer, ConsumerStatus } from './running/consumer.ts'
import { answeringGroup, answerQuestions, questionHandler } from './running/questions.ts'
import { redriveLetters } from './running/redrive.ts'
import { isReplyTo, repliesGroup, replyHandler, takeReplies } from './running/replies.ts'
import { stoppedOnceTakenOver } from './running/taken-over-logs.ts'

/** Starts what listens to the bus for a context: it takes answers, gives some, and looks at dead letters again. */
export const runMessaging = (
  { context, tools, store }: ContextRuntime,
  messages: OpenedMessages,
  { ownership, takenOver }: Pick<Foundation, 'ownership' | 'takenOver'>,
  onStatus: (status: ConsumerStatus) => void,
): readonly Consumer[] => {
  const { bus, environment, deadLetters } = messages
  const { check } = messages.messaging
  const { handle, ids, clock } = tools
  const { name, asks, answers = [], publish } = context
  const common = { context: name, check, environment, handle, ids, clock, onStatus }
  const stopping = new AbortController()
  const redriven = (group: string, take: (message: DeliveredMessage) => Promise<void>) =>
    redriveLetters({ group, store: deadLetters, handle: take, ownership, clock, onStatus })

  const consumers: Consumer[] = []
  if (asks && asks.questions.length > 0) {
    const { questions } = asks
    const oldest = async () => oldestOpen(tools, asks, await store.head())
    const taking = { ...common, questions }
    consumers.push(
      takeReplies({
        ...taking,
        bus: bus.readAs(repliesGroup(name), isReplyTo(name)),
        deadLetters,
        oldestOpen: oldest,
      }),
      redriven(repliesGroup(name), replyHandler(taking, stopping.signal)),
    )
  }
  if (answers.length > 0) {
    const answering = { ...common, answers }
    consumers.push(
      answerQuestions({ ...answering, bus, deadLetters }),
      redriven(answeringGroup(name, environment), questionHandler(answering, stopping.signal)),
    )
  }
  if (publish) consumers.push(redriven(relayGroup(name), sendAgain(messages.publisher, check)))
  const interrupted = consumers.map((consumer) => ({
    ...consumer,
    stop: () => {
      stopping.abort()
      return consumer.stop()
    },
  }))
  return interrupted.map((consumer) => stoppedOnceTakenOver(consumer, [name], takenOver))
}

const shownWithinMs = 5_000

/** When the oldest question was asked that is open. Throws while the view that knows it is behind. */
const oldestOpen = async (
  { view }: Pick<ContextRuntime['tools'], 'view'>,
  asks: Asking,
  head: number,
): Promise<number | undefined> => {
  const questions = view(asks.view)
  if (!(await questions.waitFor(head, shownWithinMs)))
    throw new Error(`${asks.view.name} is behind its log`)
  const { rows } = await questions.query({
    filter: { state: 'open' },
    sort: { field: 'askedAt', direction: 'ascending' },
    limit: 1,
  })
  return rows[0]?.row.askedAt
}
