import Type, { type Static } from 'typebox'
import { formatInstant } from '../kernel/clock.ts'
import type { ContractCheck, Misfit } from '../kernel/contract-check.ts'
import {
  letterStates,
  type Acting,
  type LetterAction,
  type LetterBatch,
  type LetterFilter,
  type LetterState,
  type LetterSummary,
  type StoredLetter,
} from '../kernel/dead-letter-store.ts'
import type { Json } from '../kernel/json.ts'
import type { Problem } from '../kernel/reply.ts'

/** Shapes of dead letters over HTTP. */

const strict = { additionalProperties: false } as const
const Uuid = Type.String({ format: 'uuid' })
const Instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
export const LetterStateSchema = Type.Unsafe<LetterState>({
  type: 'string',
  enum: [...letterStates],
  description: '`waiting` stands behind a dead one of its key, and follows it',
})

export const SummaryShown = Type.Object(
  {
    group: Type.String({ description: 'Who could not handle them' }),
    topic: Type.String(),
    reason: Type.String({ examples: ['schema-mismatch'] }),
    state: LetterStateSchema,
    letters: Type.Integer(),
    oldestAt: Instant,
    newestAt: Instant,
  },
  strict,
)

export const LetterShown = Type.Object(
  {
    letterId: Uuid,
    group: Type.String(),
    topic: Type.String(),
    key: Type.String(),
    messageId: Type.String({ description: '`ce_id`' }),
    type: Type.String(),
    subject: Type.String(),
    reason: Type.String(),
    error: Type.String({ description: 'Of the last attempt, without a stack' }),
    attempts: Type.Integer(),
    state: LetterStateSchema,
    isEdited: Type.Boolean({ description: 'Somebody put another payload in place of its own' }),
    setAsideAt: Instant,
    changedAt: Instant,
  },
  { ...strict, title: 'DeadLetter' },
)
export type LetterShown = Static<typeof LetterShown>

const ActionShown = Type.Object(
  {
    action: Type.String({ examples: ['edited'] }),
    actor: Type.String(),
    at: Instant,
    why: Type.Optional(Type.String()),
    batchId: Type.Optional(Uuid),
  },
  strict,
)

export const LetterDetail = Type.Object(
  {
    ...LetterShown.properties,
    headers: Type.Unsafe<Readonly<Record<string, string>>>({
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'CloudEvents attributes',
    }),
    payload: Type.String({ description: 'As it came, or as it was edited' }),
    schema: Type.Optional(
      Type.String({ description: 'Where the shape of such a payload is described' }),
    ),
    misfit: Type.Optional(
      Type.Object(
        {
          reason: Type.String(),
          detail: Type.Unsafe<Json>({ description: 'Which fields do not fit, and in what' }),
        },
        { ...strict, description: 'What is wrong with the payload as it is now' },
      ),
    ),
    history: Type.Array(ActionShown),
  },
  { ...strict, title: 'DeadLetterDetail' },
)
export type LetterDetail = Static<typeof LetterDetail>

export const FilterSchema = Type.Object(
  {
    group: Type.Optional(Type.String({ maxLength: 200 })),
    topic: Type.Optional(Type.String({ maxLength: 200 })),
    reason: Type.Optional(Type.String({ maxLength: 64 })),
    key: Type.Optional(Type.String({ maxLength: 1_000 })),
  },
  strict,
)

const ActingShown = Type.Object(
  { actor: Type.String(), at: Instant, why: Type.Optional(Type.String()) },
  strict,
)

export const BatchShown = Type.Object(
  {
    batchId: Uuid,
    does: Type.Unsafe<LetterBatch['does']>({ type: 'string', enum: ['redrive', 'discard'] }),
    filter: FilterSchema,
    letters: Type.Integer({ description: 'So many were dead when it was proposed' }),
    ratePerSecond: Type.Integer(),
    state: Type.Unsafe<LetterBatch['state']>({
      type: 'string',
      enum: ['proposed', 'approved', 'denied'],
    }),
    proposed: ActingShown,
    decided: Type.Optional(ActingShown),
  },
  { ...strict, title: 'DeadLetterBatch' },
)

export const showSummary = ({ oldestAt, newestAt, ...summary }: LetterSummary) => ({
  ...summary,
  oldestAt: formatInstant(oldestAt),
  newestAt: formatInstant(newestAt),
})

export const showLetter = (letter: StoredLetter): LetterShown => {
  const { letterId, group, message, reason, error, attempts, state, isEdited } = letter
  const { topic, key, id: messageId, type, subject } = message
  return {
    letterId,
    group,
    topic,
    key,
    messageId,
    type,
    subject,
    reason,
    error,
    attempts,
    state,
    isEdited,
    setAsideAt: formatInstant(letter.setAsideAt),
    changedAt: formatInstant(letter.changedAt),
  }
}

/** What is ours to send is held to the letter of its contract; what others send may say more. */
export const misfitOf = (
  { group, message }: Pick<StoredLetter, 'group' | 'message'>,
  check: ContractCheck,
): Misfit | undefined => (group.startsWith('relay/') ? check.sent : check.received)(message)

/** Where an edited payload does not keep to its contract, as fields of the request that edits it. */
export const misfitFields = ({ refused, detail = {} }: Misfit): NonNullable<Problem['fields']> => {
  const places = detail['fields'] as readonly { field: string; keyword: string }[] | undefined
  if (places)
    return places.map(({ field, keyword }) => ({
      field: `body/payload${field === '/' ? '' : field}`,
      reason: `breaks the rule "${keyword}" of its schema`,
    }))
  if (refused === 'key-mismatch')
    return [{ field: `body/payload/${detail['field'] as string}`, reason: 'must stay what it was' }]
  return [{ field: 'body/payload', reason: refused.replaceAll('-', ' ') }]
}

export const showDetail = (
  letter: StoredLetter,
  history: readonly LetterAction[],
  check: ContractCheck,
): LetterDetail => {
  const { message } = letter
  const contract = check.contractOf(message.topic)
  const misfit = misfitOf(letter, check)
  const { id, source, type, time, subject, traceparent, entityVersion, dataschema } = message
  const named = { id, source, type, time, subject, traceparent, ...message.extensions }
  return {
    ...showLetter(letter),
    headers: {
      ...named,
      entityversion: String(entityVersion),
      ...(dataschema === undefined ? {} : { dataschema }),
    },
    payload: message.payload,
    ...(contract ? { schema: `/schemas/${contract.source}.${contract.name}.json` } : {}),
    ...(misfit ? { misfit: { reason: misfit.refused, detail: misfit.detail ?? {} } } : {}),
    history: history.map(({ action, actor, at, why, batchId }) => ({
      action,
      ...showActing({ actor, at, ...(why === undefined ? {} : { why }) }),
      ...(batchId === undefined ? {} : { batchId }),
    })),
  }
}

const showActing = ({ at, ...acting }: Acting) => ({ ...acting, at: formatInstant(at) })

export const showBatch = ({ filter, proposed, decided, ...batch }: LetterBatch) => ({
  ...batch,
  filter: filter as Omit<LetterFilter, 'state'>,
  proposed: showActing(proposed),
  ...(decided ? { decided: showActing(decided) } : {}),
})
