import type { PoolClient } from 'pg'
import { nodeIds } from '../../adapters/node/ids.ts'
import { logSchema } from '../../adapters/postgres/migrate.ts'
import { scanEvents } from '../../adapters/postgres/scan-events.ts'
import type { Context } from '../../kernel/context.ts'
import { catalogueOf } from '../../kernel/event-schema.ts'
import { describedContexts } from '../api-document.ts'
import type { Config } from '../config.ts'
import { readKafka } from '../kafka-settings.ts'
import { messagingOf } from '../messaging.ts'
import { openDatabasesBeside } from '../open-databases.ts'
import { consumersOf, type Deed } from '../replaying/consumers.ts'
import { makeSchema, passingPlace, ReplayRefused, schemaPlace } from '../replaying/place.ts'
import { knownOutcomes, replayDeeds, replayView } from '../replaying/replay.ts'
import { replayQuestions } from '../replaying/replay-questions.ts'
import { fileSink, newFile, tableSink, type DeedSink } from '../replaying/sink.ts'
import { readStretch, timeIn, type Stretch } from '../replaying/stretch.ts'
import { counted } from './archive-progress.ts'
import { isInstalled, isUsed, notInstalled } from './existing-installation.ts'

type Print = (line: string) => void

export interface ReplayWords {
  readonly context: string
  readonly consumer: string
  /** A position, behind which it begins, or a time (ISO 8601). */
  readonly from: string
  /** A position or a time at which it ends; without it, the end as it is. */
  readonly to?: string
  /** A file that does not exist, or `schema:replay_<name>`. */
  readonly into: string
}

/** The group of the bus that answers questions; everybody else follows the log. */
const answersConsumer = 'answers'

/**
 * Runs a consumer over the past into a place of its own, beside whatever runs. Nothing that lives is touched, and
 * nothing is sent. Returns the exit code: 1 where it was refused.
 */
export const replayCommand = async (
  config: Config,
  words: ReplayWords,
  print: Print,
): Promise<number> => {
  const contexts = describedContexts(config)
  const context = contexts.find(({ name }) => name === words.context)
  if (!context) {
    print(
      `There is no context ${words.context}: there are ${contexts.map(({ name }) => name).join(', ')}.`,
    )
    return 1
  }
  if (!(await isInstalled(config))) {
    print(notInstalled(config))
    return 1
  }
  const databases = await openDatabasesBeside(config)
  try {
    if (!(await isUsed(databases, [context.name]))) {
      print(notInstalled(config))
      return 1
    }
    const client = await databases.pool.connect()
    try {
      await replay({ config, contexts, context, client, pool: databases.pool, words, print })
      return 0
    } finally {
      // What passes with the connection is to pass.
      client.release(true)
    }
  } catch (error) {
    if (!(error instanceof ReplayRefused)) throw error
    print(`Nothing was replayed: ${error.message}.`)
    return 1
  } finally {
    await databases.close()
  }
}

interface Replaying {
  readonly config: Config
  readonly contexts: readonly Context[]
  readonly context: Context
  readonly client: PoolClient
  readonly pool: Parameters<typeof scanEvents>[0]
  readonly words: ReplayWords
  readonly print: Print
}

const replay = async (replaying: Replaying): Promise<void> => {
  const { context, client, pool, words, print } = replaying
  if (words.consumer === answersConsumer) return replayAnswers(replaying)
  const consumers = consumersOf(context, nodeIds())
  const consumer = consumers.get(words.consumer)
  if (!consumer)
    throw new ReplayRefused(
      `${context.name} has no consumer ${words.consumer}. It has ${namesOf(context).join(', ')}`,
    )
  const stretch = await readStretch(client, context.name, words)
  const scan = (events?: readonly string[]) =>
    scanEvents(
      pool,
      logSchema(context.name),
      catalogueOf(context.events),
      stretch.after,
      stretch.upTo,
      events,
    )
  if (consumer.kind === 'view') {
    const rows = await viewInto(words.into, client, (place) =>
      replayView(consumer.view, scan(consumer.view.events), place),
    )
    told(print, words, stretch, `${counted(rows)} rows`)
    if (stretch.after > 0)
      print('Rows hold what happened since then: what was before is not in them.')
    return
  }
  const sink = await sinkFor(words.into, client)
  let deeds: Deed[] = []
  let count = 0
  const known = knownOutcomes(client, context.name)
  for await (const deed of replayDeeds(consumer, scan(consumer.events), known)) {
    count++
    if (deeds.push(deed) < deedsAtOnce) continue
    await sink.add(deeds)
    deeds = []
  }
  await sink.add(deeds)
  await sink.close()
  told(print, words, stretch, `${counted(count)} lines of what it would do`)
}

const deedsAtOnce = 1_000

const told = (
  print: Print,
  { consumer, into }: ReplayWords,
  { after, upTo }: Stretch,
  what: string,
) => print(`${consumer} over positions ${after + 1} to ${upTo}: ${what} in ${into}.`)

const namesOf = (context: Context): readonly string[] => [
  ...consumersOf(context, nodeIds()).keys(),
  ...((context.answers ?? []).length > 0 ? [answersConsumer] : []),
]

const schemaOf = (into: string): string | undefined => /^schema:(.*)$/.exec(into)?.[1]

const sinkFor = async (into: string, client: PoolClient): Promise<DeedSink> => {
  const schema = schemaOf(into)
  if (schema === undefined) return fileSink(into)
  await makeSchema(client, schema)
  return tableSink(client, schema)
}

/** Returns how many rows there are. */
const viewInto = async (
  into: string,
  client: PoolClient,
  fold: (place: Awaited<ReturnType<typeof passingPlace>>) => Promise<unknown>,
): Promise<number> => {
  const schema = schemaOf(into)
  if (schema !== undefined) {
    await makeSchema(client, schema)
    const place = await schemaPlace(client, schema)
    await fold(place)
    return place.count()
  }
  const file = await newFile(into)
  const place = await passingPlace(client)
  await fold(place)
  const lines: string[] = []
  for await (const line of place.lines())
    if (lines.push(line) === deedsAtOnce) await file.write(lines.splice(0))
  await file.write(lines)
  await file.close()
  return place.count()
}

const replayAnswers = async ({
  config,
  contexts,
  context,
  client,
  words,
  print,
}: Replaying): Promise<void> => {
  const { answers = [] } = context
  const kafka = await readKafka(config)
  if (!kafka || answers.length === 0)
    throw new ReplayRefused(
      answers.length === 0
        ? `${context.name} answers no questions`
        : 'KAFKA_BROKERS is not set: the bus in the database forgets messages that every group has had',
    )
  if (words.to !== undefined || (words.from !== '0' && timeIn(words.from) === undefined))
    throw new ReplayRefused('a topic is replayed from 0 or from a time (ISO 8601), to its end')
  const { kafkaMessageBus } = await import('../../adapters/kafka/message-bus.ts')
  const bus = kafkaMessageBus({ settings: kafka, clientId: 'millrace-replay' })
  const sink = await sinkFor(words.into, client)
  let count = 0
  try {
    const { environment } = config
    await replayQuestions({
      bus,
      context: context.name,
      environment,
      answers,
      check: messagingOf(contexts, environment).check,
      ids: nodeIds(),
      from: words.from === '0' ? 'earliest' : { time: words.from },
      take: async (deeds) => {
        count += deeds.length
        await sink.add(deeds)
      },
    })
  } finally {
    await sink.close()
    await bus.close()
  }
  print(
    `${words.consumer} from ${words.from}: ${counted(count)} lines of what it would do in ${words.into}.`,
  )
}
