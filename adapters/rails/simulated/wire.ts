import Type, { type Static } from 'typebox'
import { MoneySchema } from '../../../kernel/money-schema.ts'
import type {
  RailChange,
  RailDispute,
  RailInstruction,
  RailNotice,
} from '../../../contexts/payments/ports.ts'

/** What the rail and its client say to each other. One file, so that they cannot disagree. */
export const paths = {
  submit: '/submissions',
  status: '/submissions',
  cancel: '/submissions/cancel',
  books: '/books',
  faults: '/faults',
  outage: '/outage',
  callbackUrl: '/callback-url',
  health: '/health',
} as const

/** Larger bodies are not read, by either side. */
export const bodyBytesMax = 64 * 1024

const strict = { additionalProperties: false } as const
const SubmissionId = Type.String({ pattern: '^[A-Za-z0-9._:-]{1,64}$' })
const RailReference = Type.String({ pattern: '^[A-Za-z0-9-]{1,64}$' })
const Instant = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$' })
const ReasonCode = Type.String({ pattern: '^[A-Z]{2}[0-9]{2}$' })
const Reason = Type.String({ maxLength: 300 })
const State = Type.Union([
  Type.Literal('pending'),
  Type.Literal('settled'),
  Type.Literal('rejected'),
  Type.Literal('cancelled'),
  Type.Literal('returned'),
])

const Party = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 140 }),
    account: Type.Union([
      Type.Object({ iban: Type.String({ pattern: '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$' }) }, strict),
      Type.Object({ other: Type.String({ minLength: 1, maxLength: 34 }) }, strict),
    ]),
    agentBic: Type.Optional(Type.String({ pattern: '^[A-Z0-9]{8}([A-Z0-9]{3})?$' })),
  },
  strict,
)

const DetailText = Type.Optional(Type.String({ minLength: 1, maxLength: 10_000 }))
const DetailTexts = Type.Optional(
  Type.Array(Type.String({ maxLength: 10_000 }), { maxItems: 2_000 }),
)

/** This rail carries them, and looks at none. */
const Details = Type.Object(
  {
    ultimateDebtor: DetailText,
    ultimateCreditor: DetailText,
    creditorReference: DetailText,
    documents: DetailTexts,
    regulatory: DetailTexts,
    debtorLei: DetailText,
    creditorLei: DetailText,
    debtorAddress: DetailText,
    creditorAddress: DetailText,
  },
  strict,
)

export const SubmitRequest = Type.Object(
  {
    instruction: Type.Object(
      {
        submissionId: SubmissionId,
        amount: MoneySchema,
        debtor: Party,
        creditor: Party,
        endToEndId: Type.String({ minLength: 1, maxLength: 35 }),
        remittance: Type.Optional(Type.String({ maxLength: 140 })),
        requestedExecutionDate: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
        details: Type.Optional(Details),
        returnOf: Type.Optional(
          Type.Object({ submissionId: SubmissionId, railReference: RailReference }, strict),
        ),
      },
      strict,
    ),
    /** The rail refuses what it gets to see later than this: that makes a later `not-found` final. */
    submitBefore: Instant,
  },
  strict,
)
export type SubmitRequest = { instruction: RailInstruction; submitBefore: string }

export const CancelRequest = Type.Object({ submissionId: SubmissionId }, strict)
export type CancelRequest = Static<typeof CancelRequest>

/** Every answer about a submission names it; an answer about another one is not believed. */
export const AcceptedAnswer = Type.Object({
  submissionId: SubmissionId,
  accepted: Type.Literal(true),
  railReference: RailReference,
})

/** Said only where nothing was, or will be, accepted under this request. */
export const RefusedAnswer = Type.Object({
  accepted: Type.Literal(false),
  error: Type.String({ maxLength: 64 }),
  submissionId: Type.Optional(SubmissionId),
  code: Type.Optional(ReasonCode),
  reason: Type.Optional(Reason),
})
export type RefusedAnswer = Static<typeof RefusedAnswer>

export const StatusAnswer = Type.Object({
  submissionId: SubmissionId,
  railReference: RailReference,
  state: State,
  code: Type.Optional(ReasonCode),
  reason: Type.Optional(Reason),
  at: Instant,
})
export type StatusAnswer = Static<typeof StatusAnswer>

/** A 404 of any server is not this rail's word; this is. */
export const NotFoundAnswer = Type.Object({
  submissionId: SubmissionId,
  found: Type.Literal(false),
})

export const CancelAnswer = Type.Object({
  submissionId: SubmissionId,
  railReference: RailReference,
  state: Type.Union([
    Type.Literal('settled'),
    Type.Literal('rejected'),
    Type.Literal('cancelled'),
    Type.Literal('returned'),
  ]),
})

const told = {
  eventId: Type.String({ pattern: '^[A-Za-z0-9._:-]{1,128}$' }),
  submissionId: SubmissionId,
  railReference: RailReference,
  at: Instant,
}

const ChangeBody = Type.Object(
  {
    ...told,
    sequence: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    state: State,
    code: Type.Optional(ReasonCode),
    reason: Type.Optional(Reason),
  },
  strict,
)

const NoticeBody = Type.Object(
  { ...told, notice: Type.Union([Type.Literal('acknowledged'), Type.Literal('confirmed')]) },
  strict,
)

const DisputeBody = Type.Object(
  {
    ...told,
    dispute: Type.Union([Type.Literal('opened'), Type.Literal('won'), Type.Literal('lost')]),
    disputeReference: RailReference,
    amount: MoneySchema,
    reasonCode: Type.String({ pattern: '^[A-Za-z0-9.-]{1,16}$' }),
    responseDue: Type.Optional(Instant),
  },
  strict,
)

export const CallbackBody = Type.Union([ChangeBody, NoticeBody, DisputeBody])

// The port's callbacks are what the wire carries: a field that one side lacks fails to compile here.
type Same<One, Other> = One extends Other ? (Other extends One ? true : never) : never
type Writable<T> = { -readonly [K in keyof T]: T[K] }
const changeIsWhatThePortSays: Same<Static<typeof ChangeBody>, Writable<RailChange>> = true
const noticeIsWhatThePortSays: Same<Static<typeof NoticeBody>, Writable<RailNotice>> = true
const disputeIsWhatThePortSays: Static<typeof DisputeBody> extends RailDispute ? true : never = true
void [changeIsWhatThePortSays, noticeIsWhatThePortSays, disputeIsWhatThePortSays]
