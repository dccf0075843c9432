import type { BusMessage, DeliveredMessage, MessageBus } from '../../kernel/message-bus.ts'

/** A system of somebody else that answers `GetTrnRq`. See README.md for what it does when. */
export const startOtto = async (
  bus: MessageBus,
  { environment }: { readonly environment: string },
): Promise<{ readonly heard: () => number; readonly stop: () => Promise<void> }> => {
  const topic = (message: string) => `millrace.${environment}.pmt.cmd.otto.${message}`
  let heard = 0
  /** What was said to whom: the same question gets the same answer. */
  const said = new Map<string, readonly BusMessage[]>()

  const handle = async (question: DeliveredMessage): Promise<void> => {
    heard++
    const asked = `${question.extensions?.['asker']} ${question.id}`
    const answers = said.get(asked) ?? answersTo(question, topic('GetTrnRs'))
    if (answers.length === 0) return
    if (!answers.some(({ id }) => id.startsWith('broken'))) said.set(asked, answers)
    await bus.publish(answers)
  }
  const subscription = await bus.subscribe({
    topics: [topic('GetTrnRq')],
    group: 'otto',
    from: 'earliest',
    handle,
  })
  return { heard: () => heard, stop: () => subscription.close() }
}

const answersTo = (question: DeliveredMessage, topic: string): readonly BusMessage[] => {
  const { transactionId } = JSON.parse(question.payload) as { transactionId: string }
  const [kind] = transactionId.split('-', 1)
  const isFirst = question.extensions?.['attempt'] === '1'
  const answer = (payload: object, id = `otto-${question.id}`): BusMessage => ({
    topic,
    key: transactionId,
    id,
    source: '/otto',
    type: 'GetTrnRs',
    time: question.time,
    traceparent: question.traceparent,
    subject: question.subject,
    entityVersion: 0,
    payload: JSON.stringify({ transactionId, ...payload }),
    extensions: {
      asker: question.extensions?.['asker'] ?? question.source,
      questionid: question.id,
      correlationid: question.extensions?.['correlationid'] ?? question.id,
    },
  })
  const found = (status: string) => answer({ isFound: true, status, amount })
  switch (kind) {
    case 'SILENT':
      return []
    case 'SECOND':
      return isFirst ? [] : [found('settled')]
    case 'BROKEN':
      return isFirst
        ? [answer({ isFound: 'perhaps' }, `broken-${question.id}`)]
        : [found('settled')]
    case 'TWICE':
      return [
        found('settled'),
        answer({ isFound: true, status: 'rejected', amount }, `second-${question.id}`),
      ]
    case 'NONE':
      return [answer({ isFound: false })]
    default:
      return [found(kind === 'FAILED' ? 'rejected' : 'settled')]
  }
}

const amount = { minorUnits: '12345', currency: 'EUR' }
