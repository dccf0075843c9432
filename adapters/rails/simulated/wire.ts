import type {
  RailChange,
  RailDispute,
  RailInstruction,
  RailNotice,
} from '../../../contexts/payments/ports.ts'
import { either, list, oneOf, optional, record, text, whole, type Fitting } from './shape.ts'

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

const SubmissionId = text({ pattern: /^[A-Za-z0-9._:-]{1,64}$/ })
const RailReference = text({ pattern: /^[A-Za-z0-9-]{1,64}$/ })
const Instant = text({ pattern: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/ })
const ReasonCode = text({ pattern: /^[A-Z]{2}[0-9]{2}$/ })
const Reason = text({ lengthMax: 300 })
const State = oneOf('pending', 'settled', 'rejected', 'cancelled', 'returned')
const Amount = record({
  minorUnits: text({ pattern: /^(0|-?[1-9][0-9]{0,17})$/ }),
  currency: text({ pattern: /^[A-Z]{3}$/ }),
})

const Party = record({
  name: text({ lengthMin: 1, lengthMax: 140 }),
  account: either(
    record({ iban: text({ pattern: /^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/ }) }),
    record({ other: text({ lengthMin: 1, lengthMax: 34 }) }),
  ),
  agentBic: optional(text({ pattern: /^[A-Z0-9]{8}([A-Z0-9]{3})?$/ })),
})

const DetailText = optional(text({ lengthMin: 1, lengthMax: 10_000 }))
const DetailTexts = optional(list(text({ lengthMax: 10_000 }), { lengthMax: 2_000 }))

/** This rail carries them, and looks at none. */
const Details = record({
  ultimateDebtor: DetailText,
  ultimateCreditor: DetailText,
  creditorReference: DetailText,
  documents: DetailTexts,
  regulatory: DetailTexts,
  debtorLei: DetailText,
  creditorLei: DetailText,
  debtorAddress: DetailText,
  creditorAddress: DetailText,
})

const Asked = record({
  serviceLevel: optional(oneOf('sepa', 'instant', 'urgent', 'same-day', 'cross-border')),
  chargeBearer: optional(oneOf('DEBT', 'CRED', 'SHAR', 'SLEV')),
  purpose: optional(text({ lengthMin: 1, lengthMax: 35 })),
  uetr: optional(text({ pattern: /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/ })),
})

export const SubmitRequest = record({
  instruction: record({
    submissionId: SubmissionId,
    amount: Amount,
    debtor: Party,
    creditor: Party,
    endToEndId: text({ lengthMin: 1, lengthMax: 35 }),
    remittance: optional(text({ lengthMax: 140 })),
    requestedExecutionDate: optional(text({ pattern: /^\d{4}-\d{2}-\d{2}$/ })),
    asked: optional(Asked),
    details: optional(Details),
    returnOf: optional(record({ submissionId: SubmissionId, railReference: RailReference })),
  }),
  /** The rail refuses what it gets to see later than this: that makes a later `not-found` final. */
  submitBefore: Instant,
})
export type SubmitRequest = { instruction: RailInstruction; submitBefore: string }

export const CancelRequest = record({ submissionId: SubmissionId })
export type CancelRequest = Fitting<typeof CancelRequest>

// A rail that says more than it used to is understood nevertheless.
const open = { open: true } as const

/** Every answer about a submission names it; an answer about another one is not believed. */
export const AcceptedAnswer = record(
  { submissionId: SubmissionId, accepted: oneOf(true), railReference: RailReference },
  open,
)

/** Said only where nothing was, or will be, accepted under this request. */
export const RefusedAnswer = record(
  {
    accepted: oneOf(false),
    error: text({ lengthMax: 64 }),
    submissionId: optional(SubmissionId),
    code: optional(ReasonCode),
    reason: optional(Reason),
  },
  open,
)
export type RefusedAnswer = Fitting<typeof RefusedAnswer>

export const StatusAnswer = record(
  {
    submissionId: SubmissionId,
    railReference: RailReference,
    state: State,
    code: optional(ReasonCode),
    reason: optional(Reason),
    at: Instant,
  },
  open,
)

/** A 404 of any server is not this rail's word; this is. */
export const NotFoundAnswer = record({ submissionId: SubmissionId, found: oneOf(false) }, open)

export const CancelAnswer = record(
  {
    submissionId: SubmissionId,
    railReference: RailReference,
    state: oneOf('settled', 'rejected', 'cancelled', 'returned'),
  },
  open,
)

const told = {
  eventId: text({ pattern: /^[A-Za-z0-9._:-]{1,128}$/ }),
  submissionId: SubmissionId,
  railReference: RailReference,
  at: Instant,
}

const ChangeBody = record({
  ...told,
  sequence: whole(1, 1_000_000),
  state: State,
  code: optional(ReasonCode),
  reason: optional(Reason),
})

const NoticeBody = record({ ...told, notice: oneOf('acknowledged', 'confirmed') })

const DisputeBody = record({
  ...told,
  dispute: oneOf('opened', 'won', 'lost'),
  disputeReference: RailReference,
  amount: Amount,
  reasonCode: text({ pattern: /^[A-Za-z0-9.-]{1,16}$/ }),
  responseDue: optional(Instant),
})

export const CallbackBody = either(ChangeBody, NoticeBody, DisputeBody)

// The port's callbacks are what the wire carries: a field that one side lacks fails to compile here.
type Same<One, Other> = One extends Other ? (Other extends One ? true : never) : never
type Writable<T> = { -readonly [K in keyof T]: T[K] }
const changeIsWhatThePortSays: Same<Fitting<typeof ChangeBody>, Writable<RailChange>> = true
const noticeIsWhatThePortSays: Same<Fitting<typeof NoticeBody>, Writable<RailNotice>> = true
const disputeIsWhatThePortSays: Fitting<typeof DisputeBody> extends RailDispute ? true : never =
  true
void [changeIsWhatThePortSays, noticeIsWhatThePortSays, disputeIsWhatThePortSays]
