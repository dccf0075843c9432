import type { Asking } from '../kernel/request-reply/questions-view.ts'
import type { ContextRuntime } from './context-runtime.ts'
import type { OpenedMessages } from './open-messages.ts'
import type { Consumer, ConsumerStatus } from './running/consumer.ts'
import { answerQuestions } from './running/questions.ts'
import { takeReplies } from './running/replies.ts'

/** Starts what listens to the bus for a context: it takes answers, and gives some. */
export const runMessaging = (
  { context, tools, store }: ContextRuntime,
  { bus, messaging: { check }, environment, deadLetters }: OpenedMessages,
  onStatus: (status: ConsumerStatus) => void,
): readonly Consumer[] => {
  const { handle, ids, clock } = tools
  const common = { bus, check, environment, deadLetters, handle, ids, clock, onStatus }
  const { name } = context
  const { asks, answers = [] } = context
  return [
    ...(asks && asks.questions.length > 0
      ? [
          takeReplies({
            ...common,
            context: name,
            questions: asks.questions,
            oldestOpen: async () => oldestOpen(tools, asks, await store.head()),
          }),
        ]
      : []),
    ...(answers.length > 0 ? [answerQuestions({ ...common, context: name, answers })] : []),
  ]
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
