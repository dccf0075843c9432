import { Pool } from 'pg'
import { kafkaMessageBus } from '../../adapters/kafka/message-bus.ts'
import { systemClock } from '../../adapters/node/clock.ts'
import { nodeIds } from '../../adapters/node/ids.ts'
import { boundedQueries } from '../../adapters/postgres/bounded-queries.ts'
import { postgresCheckpoint } from '../../adapters/postgres/checkpoints.ts'
import { openEventStore } from '../../adapters/postgres/event-store.ts'
import { followingPool } from '../../adapters/postgres/following-pool.ts'
import { PostgresOwnership } from '../../adapters/postgres/ownership.ts'
import { postgresTimers } from '../../adapters/postgres/timers.ts'
import { PostgresView } from '../../adapters/postgres/views/postgres-view.ts'
import { memoryDeadLetters } from '../../adapters/memory/dead-letters.ts'
import { getTransaction } from '../../contexts/payments/questions/contract.ts'
import { contractCheck } from '../../kernel/contract-check.ts'
import { Entities } from '../../kernel/entities.ts'
import { catalogueOf, type EventSchemas } from '../../kernel/event-schema.ts'
import { commandHandler } from '../../kernel/handle-command.ts'
import { withIdempotency } from '../../kernel/idempotency.ts'
import type { MessageContract } from '../../kernel/message-contract.ts'
import { topicOf } from '../../kernel/message-contract.ts'
import { asLiveLog } from '../../kernel/policy.ts'
import type { Publish } from '../../kernel/relay.ts'
import { answerEvents, answering, publishAnswers } from '../../kernel/request-reply/answering.ts'
import { askedData, publishQuestions, questionTimers } from '../../kernel/request-reply/asking.ts'
import { askedOf } from '../../kernel/request-reply/contract.ts'
import { askQuestion, lookAtQuestion, questionEvents } from '../../kernel/request-reply/question.ts'
import { questionsView } from '../../kernel/request-reply/questions-view.ts'
import { withRetry } from '../../kernel/retry.ts'
import { newTraceparent, withTracing } from '../../kernel/trace.ts'
import { checkedPublisher } from '../../processes/messaging.ts'
import type { Consumer } from '../../processes/running/consumer.ts'
import { answerQuestions } from '../../processes/running/questions.ts'
import { promptPace, runRelay } from '../../processes/running/relay.ts'
import { takeReplies } from '../../processes/running/replies.ts'
import { Tail } from '../../processes/running/tail.ts'
import { runSchedule } from '../../processes/running/timers.ts'
import { rememberedCheckpoint } from '../../processes/running/remembered-checkpoint.ts'
import { runView } from '../../processes/running/views.ts'
import { logTopic, wholeLog } from '../../processes/running/whole-log.ts'
import { answerTo, type Contender, type Ground } from './side.ts'

const getTrn = askedOf(getTransaction, 'answering')
const contracts: readonly MessageContract[] = [getTrn.request, getTrn.reply]

/**
 * What an installation runs, from its own parts: the question is an event in the asking log before it is sent, the
 * answer one in the answering log, and what came back one in the asking log. The timers that ask again, and the view
 * that knows what is open, follow meanwhile.
 */
const durableAs = (environment: string, isWhole: boolean): Contender => ({
  topics: [
    ...contracts.map((contract) => topicOf(contract, environment)),
    ...(isWhole ? ['asking', 'answering'].map((log) => logTopic(environment, log)) : []),
  ],
  startAnswering: async (ground) => {
    const context = open(ground, { environment, isWhole }, 'answering', answerEvents)
    const answers = [
      answering(getTrn, { reads: () => [], reply: ({ transactionId }) => answerTo(transactionId) }),
    ]
    const publish = publishAnswers('answering', environment, answers) as Publish
    return start(context, [
      runRelay(publish, context.live, context.relaying),
      answerQuestions({ ...context.running, answers }),
    ])
  },
  startAsking: async (ground) => {
    const context = open(ground, { environment, isWhole }, 'asking', questionEvents)
    const { log, tail, live, running, ids, handle, pool } = context
    const view = new PostgresView({ pool, context: 'asking', log: tail, view: questionsView })
    const publish = publishQuestions('asking', environment, [getTrn]) as Publish
    const timers = postgresTimers({
      pool,
      context: 'asking',
      log: 'asking',
      schedule: questionTimers.name,
    })
    const started = start(context, [
      runView(view, tail, running),
      runSchedule(questionTimers, live, { ...running, timers, commands: [lookAtQuestion] }),
      runRelay(publish, live, context.relaying),
      takeReplies({
        ...running,
        questions: [getTrn],
        oldestOpen: () => Promise.resolve(undefined),
      }),
    ])
    const waiting = new Map<string, () => void>()
    // What this process appends comes with the signal, once it is durable.
    log.onAppended((appended = []) => {
      for (const { type, data } of appended) {
        if (type !== 'QuestionAnswered') continue
        const { questionId } = data as { questionId: string }
        waiting.get(questionId)?.()
        waiting.delete(questionId)
      }
    })
    return {
      ...started,
      ask: async (transactionId) => {
        const questionId = ids.next()
        const now = Date.now()
        const subject = `transaction/${transactionId}`
        const putting = { questionId, subject, request: { transactionId }, deadline: now + 600_000 }
        const data = askedData(getTrn, { ...putting, repeatAfterMs: 60_000 })
        const answered = new Promise<void>((resolve) => waiting.set(questionId, resolve))
        await handle(
          askQuestion,
          { type: 'AskQuestion', data },
          {
            commandId: questionId,
            fingerprint: questionId,
            onOtherContent: 'refuse',
            actor: 'benchmark',
            correlationId: questionId,
            causationId: questionId,
            traceparent: newTraceparent(ids),
            now,
          },
        )
        await answered
      },
    }
  },
})

export const durable = durableAs('benchmark', false)

/** As an installation on Kafka runs, which publishes both logs whole besides, before what they tell. */
export const whole = durableAs('whole', true)

const silent = { begin: () => () => undefined }

const open = (
  { kafka, databases }: Ground,
  { environment, isWhole }: { readonly environment: string; readonly isWhole: boolean },
  name: string,
  events: EventSchemas,
) => {
  const database = isWhole ? databases.whole : databases.durable
  const ids = nodeIds()
  const catalogue = catalogueOf(events)
  const reading = new Pool({ ...database, max: 4 })
  const pool = followingPool(database)
  const log = openEventStore({ log: name, pool: reading, connection: database, catalogue })
  const tail = new Tail(log)
  const decide = commandHandler({ log, entities: new Entities(log), events: catalogue, ids })
  const handle = withTracing(withIdempotency(withRetry(decide)), silent, ids)
  const bus = kafkaMessageBus({ settings: kafka, clientId: name })
  const ownership = new PostgresOwnership(database)
  const check = contractCheck(contracts, environment)
  const deadLetters = memoryDeadLetters()
  const running = {
    context: name,
    environment,
    handle,
    ids,
    clock: systemClock,
    ownership,
    onAppended: (listener: () => void) => tail.onAppended(listener),
    bus,
    check,
    deadLetters,
  }
  const known = (consumer: string) =>
    rememberedCheckpoint(postgresCheckpoint({ pool, consumer, log: name }))
  const wholeLogOf = () =>
    wholeLog({
      queries: boundedQueries(reading),
      log: name,
      environment,
      bus,
      batches: known('whole-log/batches'),
      silent: known('whole-log/outcomes'),
    })
  const relaying = {
    ...running,
    bus: checkedPublisher(bus, check, deadLetters, name),
    checkpoint: postgresCheckpoint({ pool, consumer: 'relay', log: name }),
    pace: promptPace,
    ...(isWhole ? { whole: wholeLogOf() } : {}),
  }
  const close = async () => {
    await bus.close()
    await ownership.close()
    tail.close()
    await log.close()
    await pool.end()
    await reading.end()
  }
  return { log, tail, live: asLiveLog(tail), ids, handle, pool, running, relaying, close }
}

const start = ({ close }: ReturnType<typeof open>, consumers: readonly Consumer[]) => ({
  close: async () => {
    await Promise.all(consumers.map((one) => one.stop()))
    await close()
  },
})
