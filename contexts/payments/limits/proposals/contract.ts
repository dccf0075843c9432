import Type, { type Static } from 'typebox'
import { limitFields, limitScopes } from '../contract.ts'

const oneOf = <Text extends string>(...texts: readonly Text[]) =>
  Type.Unsafe<Text>({ type: 'string', enum: [...texts] })
const strict = { additionalProperties: false } as const
const Instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })

export const limitProposalStates = [
  'waiting',
  'approved',
  'denied',
  'withdrawn',
  'expired',
] as const
export type LimitProposalState = (typeof limitProposalStates)[number]

const bounds = { amount: limitFields.amount, count: limitFields.count }

export const LimitProposalShown = Type.Object(
  {
    proposalId: Type.String(),
    limitId: Type.String(),
    scope: oneOf(...limitScopes),
    subject: Type.String(),
    change: oneOf('set', 'change', 'remove'),
    state: oneOf(...limitProposalStates),
    ...limitFields,
    before: Type.Optional(
      Type.Object(bounds, { ...strict, description: 'Its bounds when the change was proposed' }),
    ),
    proposedBy: Type.String({ description: 'Who may not approve it' }),
    requestedAt: Instant,
    expiresAt: Instant,
    decidedAt: Type.Optional(Instant),
    decidedBy: Type.Optional(Type.String()),
    reason: Type.Optional(Type.String()),
    position: Type.String(),
  },
  { ...strict, title: 'LimitProposal' },
)
export type LimitProposalShown = Static<typeof LimitProposalShown>

export const LimitChangeShown = Type.Object(
  {
    changeId: Type.String(),
    limitId: Type.String(),
    what: oneOf('set', 'removed'),
    ...bounds,
    label: limitFields.label,
    at: Instant,
    by: Type.String(),
    approvedBy: Type.Optional(Type.String({ description: 'Who agreed, where somebody had to' })),
    position: Type.String(),
  },
  { ...strict, title: 'LimitChange' },
)
export type LimitChangeShown = Static<typeof LimitChangeShown>
