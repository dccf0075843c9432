import Type, { type Static } from 'typebox'
import { MoneySchema } from '../../../kernel/money-schema.ts'

/** Rails and routes, as callers see them. */

const strict = { additionalProperties: false } as const
const Instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const Country = Type.String({ pattern: '^[A-Z]{2}$', examples: ['DE'] })
const Count = Type.Integer({ minimum: 0 })

/** Beyond it nobody counts on. */
export const waitingCountMax = 10_000

const OutageShown = Type.Object(
  {
    since: Type.Unsafe<string>({
      ...Instant,
      description: 'When it was noticed: something had come to nothing and had long to wait',
    }),
    forMs: Count,
    waiting: Type.Integer({
      minimum: 0,
      maximum: waitingCountMax,
      description: `Transfers that wait for it, and go on once it answers; at most ${waitingCountMax} are counted`,
    }),
  },
  { ...strict, description: 'Present while the rail is away' },
)

const PastOutageShown = Type.Object(
  {
    from: Instant,
    until: Type.Unsafe<string>({ ...Instant, description: 'When it was found to answer again' }),
    lastedMs: Count,
  },
  { ...strict, description: 'The last outage that is over' },
)

export const RailShown = Type.Object(
  {
    rail: Type.String(),
    state: Type.Unsafe<'closed' | 'open' | 'half-open' | 'not-told'>({
      type: 'string',
      enum: ['closed', 'open', 'half-open', 'not-told'],
      description: 'Of its circuit breaker: `open` while it is left alone after failures',
    }),
    refusesLateRequests: Type.Boolean({
      description: 'Whether what did not arrive in time is certain never to arrive',
    }),
    healthy: Type.Boolean({ description: 'Whether it is preferred to one that is not' }),
    recovering: Type.Optional(
      Type.Literal(true, {
        description:
          'It answers again since less than a minute: not healthy yet for the calls of its outage alone',
      }),
    ),
    recentCalls: Type.Integer({ description: 'Of the last minute' }),
    recentFailures: Type.Integer({ description: 'Those of them that got no answer' }),
    outage: Type.Optional(OutageShown),
    lastOutage: Type.Optional(PastOutageShown),
    takes: Type.String({ description: 'Its conditions, in words' }),
    cost: Type.Array(Type.String(), { description: 'Of a transfer, in words, by currency' }),
    counts: Type.Object(
      { attempts: Count, notSent: Count, settled: Count, rejected: Count, returned: Count },
      { ...strict, description: 'Of all transfers, since the first' },
    ),
  },
  { ...strict, title: 'Rail' },
)
export type RailShown = Static<typeof RailShown>

export const RuleShown = Type.Object(
  {
    name: Type.String(),
    says: Type.String({ description: 'The rule in words' }),
    rails: Type.Array(Type.String()),
  },
  { ...strict, title: 'RoutingRule' },
)
export type RuleShown = Static<typeof RuleShown>

export const RouteAsked = Type.Object(
  {
    amount: MoneySchema,
    debtorCountry: Type.Optional(Country),
    creditorCountry: Type.Optional(Country),
    serviceLevel: Type.Optional(Type.String({ maxLength: 32 })),
    at: Type.Optional(Type.Unsafe<string>({ ...Instant, description: 'Absent: now' })),
  },
  strict,
)
export type RouteAsked = Static<typeof RouteAsked>

export const RouteShown = Type.Object(
  {
    outcome: Type.Unsafe<'chosen' | 'closed' | 'none'>({
      type: 'string',
      enum: ['chosen', 'closed', 'none'],
      description: '`closed`: no rail takes it at that time, and one will',
    }),
    rail: Type.Optional(Type.String()),
    rule: Type.Optional(Type.String()),
    because: Type.Optional(Type.String({ description: 'Why this one, for example cheapest' })),
    cost: Type.Optional(
      Type.String({ description: "Minor units of the amount's currency, rounded up" }),
    ),
    opensAt: Type.Optional(Instant),
    passedOver: Type.Array(Type.Object({ rail: Type.String(), because: Type.String() }, strict)),
  },
  { ...strict, title: 'Route' },
)
export type RouteShown = Static<typeof RouteShown>
