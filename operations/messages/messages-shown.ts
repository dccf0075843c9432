import Type, { type Static } from 'typebox'
import { formatInstant } from '../../kernel/clock.ts'
import { differences, type Difference, type Flow } from './message-map.ts'
import type { TopicConsumer, TopicTraffic } from './topics.ts'

/** Shapes of what goes over the bus, over HTTP. */

const strict = { additionalProperties: false } as const
const Instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const Rate = Type.Number({ description: 'Messages a second, over the last minute' })
const kinds = ['fact', 'request', 'reply', 'log'] as const
const Kind = Type.Unsafe<(typeof kinds)[number]>({ type: 'string', enum: [...kinds] })
const differenceNames = Object.keys(differences) as Difference[]
const DifferenceSchema = Type.Unsafe<Difference>({
  type: 'string',
  enum: differenceNames,
  description: [
    'Where what was seen differs from what is declared.',
    '`not-seen` (for a day) and `no-consumer` inform; the others are to be looked at.',
  ].join(' '),
})
const Severity = Type.Unsafe<'information' | 'warning'>({
  type: 'string',
  enum: ['information', 'warning'],
})

const ConsumerShown = Type.Object(
  {
    consumer: Type.String({ description: 'A group, or a reader that has every message' }),
    system: Type.String({ description: 'The context that it belongs to, or its own name' }),
    perSecond: Rate,
    lastHour: Type.Integer({ description: 'Messages handled within an hour' }),
    lastAt: Type.Optional(Instant),
    lag: Type.Optional(
      Type.Integer({
        description: 'Messages before it. Absent for a reader, and while the bus is away',
      }),
    ),
  },
  strict,
)

export const TopicShown = Type.Object(
  {
    topic: Type.String(),
    message: Type.String(),
    kind: Kind,
    isDeclared: Type.Boolean(),
    summary: Type.Optional(Type.String()),
    partitions: Type.Optional(Type.Integer()),
    retentionDays: Type.Optional(
      Type.Union([Type.Number(), Type.Null()], { description: 'Null: for ever' }),
    ),
    inPerSecond: Rate,
    inLastHour: Type.Integer(),
    outPerSecond: Rate,
    outLastHour: Type.Integer({ description: 'Handled within an hour, by all consumers' }),
    lastAt: Type.Optional(Instant),
    consumers: Type.Array(ConsumerShown),
    difference: Type.Optional(DifferenceSchema),
    severity: Type.Optional(Severity),
  },
  { ...strict, title: 'MessageTopic' },
)
export type TopicShown = Static<typeof TopicShown>

export const SystemShown = Type.Object(
  {
    name: Type.String(),
    kind: Type.Unsafe<'context' | 'outside'>({ type: 'string', enum: ['context', 'outside'] }),
  },
  strict,
)

export const FlowShown = Type.Object(
  {
    from: Type.String({ description: 'A system' }),
    to: Type.Optional(Type.String({ description: 'A system; absent: nobody is known' })),
    topic: Type.String(),
    message: Type.String(),
    kind: Kind,
    isDeclared: Type.Boolean(),
    seen: Type.Optional(
      Type.Object(
        {
          publishedPerSecond: Rate,
          handledPerSecond: Rate,
          lastHour: Type.Integer(),
          lastAt: Instant,
        },
        { ...strict, description: 'Absent: nothing for a day' },
      ),
    ),
    difference: Type.Optional(DifferenceSchema),
    severity: Type.Optional(Severity),
  },
  { ...strict, title: 'MessageFlow' },
)
export type FlowShown = Static<typeof FlowShown>

const dayMs = 24 * 60 * 60_000
const perSecond = (lastMinute: number): number => Math.round((lastMinute / 60) * 100) / 100
const told = (difference: Difference | undefined) =>
  difference === undefined ? {} : { difference, severity: differences[difference] }

export const showTopic = (traffic: TopicTraffic): TopicShown => {
  const { inLastMinute, outLastMinute, retentionMs, lastAt, consumers, difference, ...topic } =
    traffic
  return {
    ...topic,
    ...(retentionMs === undefined
      ? {}
      : { retentionDays: retentionMs === 'for ever' ? null : retentionMs / dayMs }),
    inPerSecond: perSecond(inLastMinute),
    outPerSecond: perSecond(outLastMinute),
    ...(lastAt === undefined ? {} : { lastAt: formatInstant(lastAt) }),
    consumers: consumers.map(showConsumer),
    ...told(difference),
  }
}

const showConsumer = ({ lastMinute, lastAt, ...consumer }: TopicConsumer) => ({
  ...consumer,
  perSecond: perSecond(lastMinute),
  ...(lastAt === undefined ? {} : { lastAt: formatInstant(lastAt) }),
})

export const showFlow = ({ seen, difference, ...flow }: Flow): FlowShown => ({
  ...flow,
  ...(seen
    ? {
        seen: {
          publishedPerSecond: perSecond(seen.publishedLastMinute),
          handledPerSecond: perSecond(seen.handledLastMinute),
          lastHour: seen.lastHour,
          lastAt: formatInstant(seen.lastAt),
        },
      }
    : {}),
  ...told(difference),
})
