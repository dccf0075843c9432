/**
 * Made from docs/contracts/openapi.json by processes/accept-api.ts. Changes here would be lost.
 * What each operation takes and gives, and where it is found.
 */
export interface ApiKey {
  readonly keyId: string
  readonly label: string
  readonly roles: readonly (
    | 'viewer'
    | 'operator'
    | 'approver'
    | 'campaign-manager'
    | 'compliance'
    | 'administrator'
    | 'service')[]
  readonly status: 'valid' | 'expired' | 'revoked'
  readonly issuedAt: string
  readonly issuedBy: string
  readonly expiresAt: string
  /** What its requests speak unless they say otherwise */
  readonly apiVersion?: string
  readonly revokedAt?: string
}

export interface AuditEntry {
  readonly id: string
  readonly kind: string
  readonly at: string
  readonly actor: string
  readonly subject?: string
  readonly thing: string
  readonly reason?: string | null
  readonly ground?: string
  readonly reference?: string
  readonly requestId?: string
  readonly address?: string | null
}

export interface Breaker {
  /** Each process has its own: host and process id */
  readonly process: string
  readonly kind: 'rail' | 'webhook' | 'identity-provider' | 'bus'
  /** The rail, the id of the webhook endpoint, the issuer */
  readonly name: string
  /** While it is `open` nothing is sent; `half-open` lets one call through to see */
  readonly state: 'closed' | 'open' | 'half-open'
  /** ISO 8601, UTC */
  readonly since: string
  /** Calls under way */
  readonly underWay: number
  /** Calls that wait for a place */
  readonly queued: number
  /** Made since the process began */
  readonly calls: number
  readonly failures: number
  /** Calls that found no place in the bulkhead */
  readonly rejected: number
  readonly lastFailure?: {
    /** ISO 8601, UTC */
    readonly at: string
    readonly what: string
  }
  readonly terms: {
    /** Absent: each call brings its own */
    readonly timeoutMs?: number
    readonly underWayMax: number
    readonly queuedMax: number
    /** Failures in a row that open the circuit */
    readonly failuresMax: number
    /** Until a call is let through to see */
    readonly openMs: number
    /** Of a call that may be repeated; a submission never is */
    readonly repeatsMax: number
  }
  /** When the process last said so */
  readonly saidAt: string
}

export interface DeadLetter {
  readonly letterId: string
  readonly group: string
  readonly topic: string
  readonly key: string
  /** `ce_id` */
  readonly messageId: string
  readonly type: string
  readonly subject: string
  readonly reason: string
  /** Of the last attempt, without a stack */
  readonly error: string
  readonly attempts: number
  /** `waiting` stands behind a dead one of its key, and follows it */
  readonly state: 'dead' | 'waiting' | 'redriving' | 'redriven' | 'discarded'
  /** Somebody put another payload in place of its own */
  readonly isEdited: boolean
  /** ISO 8601, UTC */
  readonly setAsideAt: string
  /** ISO 8601, UTC */
  readonly changedAt: string
}

export interface DeadLetterBatch {
  readonly batchId: string
  readonly does: 'redrive' | 'discard'
  readonly filter: {
    readonly group?: string
    readonly topic?: string
    readonly reason?: string
    readonly key?: string
  }
  /** So many were dead when it was proposed */
  readonly letters: number
  readonly ratePerSecond: number
  readonly state: 'proposed' | 'approved' | 'denied'
  readonly proposed: {
    readonly actor: string
    /** ISO 8601, UTC */
    readonly at: string
    readonly why?: string
  }
  readonly decided?: {
    readonly actor: string
    /** ISO 8601, UTC */
    readonly at: string
    readonly why?: string
  }
}

export interface DeadLetterDetail {
  readonly letterId: string
  readonly group: string
  readonly topic: string
  readonly key: string
  /** `ce_id` */
  readonly messageId: string
  readonly type: string
  readonly subject: string
  readonly reason: string
  /** Of the last attempt, without a stack */
  readonly error: string
  readonly attempts: number
  /** `waiting` stands behind a dead one of its key, and follows it */
  readonly state: 'dead' | 'waiting' | 'redriving' | 'redriven' | 'discarded'
  /** Somebody put another payload in place of its own */
  readonly isEdited: boolean
  /** ISO 8601, UTC */
  readonly setAsideAt: string
  /** ISO 8601, UTC */
  readonly changedAt: string
  /** CloudEvents attributes */
  readonly headers: Readonly<Record<string, string>>
  /** As it came, or as it was edited */
  readonly payload: string
  /** Where the shape of such a payload is described */
  readonly schema?: string
  /** What is wrong with the payload as it is now */
  readonly misfit?: {
    readonly reason: string
    /** Which fields do not fit, and in what */
    readonly detail: unknown
  }
  readonly history: readonly {
    readonly action: string
    readonly actor: string
    /** ISO 8601, UTC */
    readonly at: string
    readonly why?: string
    readonly batchId?: string
  }[]
}

export interface ExpandedPayment {
  readonly paymentId: string
  readonly status: 
    | 'received'
    | 'validated'
    | 'awaiting-approval'
    | 'scheduled'
    | 'authorised'
    | 'partially-captured'
    | 'captured'
    | 'submitting'
    | 'submitted'
    | 'pending'
    | 'unknown'
    | 'awaiting-retry'
    | 'settled'
    | 'partially-refunded'
    | 'refunded'
    | 'disputed'
    | 'dispute-lost'
    | 'returned'
    | 'rejected'
    | 'denied'
    | 'cancelled'
    | 'voided'
    | 'expired'
    | 'failed'
  readonly amount: Money
  readonly debtor: Party
  readonly creditor: Party
  readonly endToEndId: string
  readonly requestedExecutionDate?: string
  readonly fileId?: string
  readonly uetr?: string
  /** sepa, instant, urgent, same-day or cross-border */
  readonly serviceLevel?: string
  /** Who bears the charges, as ISO 20022 names it */
  readonly chargeBearer?: 'DEBT' | 'CRED' | 'SHAR' | 'SLEV'
  /** An ISO 20022 code such as SALA, or the payer’s own */
  readonly purpose?: string
  readonly metadata?: Metadata
  readonly railReference?: string
  readonly rejection?: PaymentRejection
  readonly captureMode: 'automatic' | 'manual'
  readonly fundingAccount?: string
  /** The one that has it */
  readonly rail?: string
  /** Not before this instant */
  readonly dueAt?: string
  /** ISO 8601, UTC */
  readonly holdExpiresAt?: string
  /** Of a hold: what may still be captured */
  readonly held?: {
    /** Integer number of minor units, for example 12345 for EUR 123.45 */
    readonly minorUnits: string
    /** ISO 4217 alphabetic code */
    readonly currency: string
  }
  readonly captured?: Money
  /** What arrived and was not sent back */
  readonly settled?: {
    /** Integer number of minor units, for example 12345 for EUR 123.45 */
    readonly minorUnits: string
    /** ISO 4217 alphabetic code */
    readonly currency: string
  }
  /** Refunds that are on their way */
  readonly refunding?: {
    /** Integer number of minor units, for example 12345 for EUR 123.45 */
    readonly minorUnits: string
    /** ISO 4217 alphabetic code */
    readonly currency: string
  }
  readonly refunded?: Money
  /** Under dispute, or lost in one */
  readonly disputed?: {
    /** Integer number of minor units, for example 12345 for EUR 123.45 */
    readonly minorUnits: string
    /** ISO 4217 alphabetic code */
    readonly currency: string
  }
  /** Of what is held: spoken for */
  readonly capturesAwaitingApproval?: {
    /** Integer number of minor units, for example 12345 for EUR 123.45 */
    readonly minorUnits: string
    /** ISO 4217 alphabetic code */
    readonly currency: string
  }
  /** Nobody else can refund it meanwhile */
  readonly refundsAwaitingApproval?: {
    /** Integer number of minor units, for example 12345 for EUR 123.45 */
    readonly minorUnits: string
    /** ISO 4217 alphabetic code */
    readonly currency: string
  }
  /** A bank on the way said that it has it */
  readonly acknowledgedAt?: string
  /** The network said that it went through */
  readonly confirmedAt?: string
  /** That the rail was asked to take it back */
  readonly cancellation?: {
    readonly state: 'asked' | 'failed'
    /** too-late, not-found, or unanswered: its status will tell */
    readonly because?: string
  }
  /** Why somebody denied or cancelled it */
  readonly endedBecause?: string
  /** Why the rail does not have it yet; it is tried again */
  readonly waiting?: string
  /** When another transfer follows on one that was rejected, or when a rail opens */
  readonly nextTryAt?: string
  /** What to do about it */
  readonly recommendedAction?: 'retry-after' | 'do-not-retry' | 'ask-the-customer' | 'ask-an-operator'
  /** Why somebody should look at it, for example unknown-too-long */
  readonly needsOperator?: string
  /** What an operator may do about it: the routes of this name */
  readonly operatorActions?: readonly ('resume' | 'cancel' | 'give-up' | 'mark-handled')[]
  /** What an operator who looked at it last has written */
  readonly handled?: string
  /** ISO 8601, UTC */
  readonly receivedAt: string
  /** ISO 8601, UTC */
  readonly updatedAt: string
  /** Of the payment when it changed last; also its ETag */
  readonly version: number
  /** Opaque. Give it as `after` to a read that must show this change. */
  readonly position: string
  /** With `expand=file`; null where there is no such thing */
  readonly file?: PaymentFile | null
}

export interface Expectation {
  readonly status?: string
  readonly amount?: Money
}

export interface Factors {
  readonly totp?: {
    readonly factorId: string
    readonly enrolledAt: string
    readonly lastUsedAt?: string
  }
  readonly passkeys: readonly {
    readonly factorId: string
    readonly label: string | null
    readonly registeredAt: string
    readonly lastUsedAt?: string
    readonly isSynced: boolean
  }[]
  readonly recoveryCodesLeft: number
  readonly recoveryCodesIssuedAt?: string
  readonly isDemanded: boolean
  readonly arePasskeysPossible: boolean
  /** For `?after=` of a list that must show it */
  readonly position: string
}

export interface FileProblem {
  readonly path?: string
  readonly line?: number
  /** Its place in the file, from 1 */
  readonly transaction?: number
  readonly paymentInformationId?: string
  readonly instructionId?: string
  readonly paymentId?: string
  readonly endToEndId?: string
  readonly code: string
  readonly reason: string
}

export interface Limit {
  readonly limitId: string
  readonly scope: 'payer' | 'account' | 'rail'
  /** A payer as payments show their debtor's subject, a journal account's id, or a rail's name */
  readonly subject: string
  readonly currency: string
  readonly amount?: string
  readonly count?: number
  readonly window: LimitWindow
  readonly label?: string
  /** In the window as it is now; of one payment, nothing */
  readonly used: {
    /** Minor units */
    readonly amount: string
    readonly count: number
  }
  /** Of what is limited */
  readonly left: {
    /** Minor units */
    readonly amount?: string
    readonly count?: number
  }
  /** When something of what is used is free again; absent while nothing is used */
  readonly resetsAt?: string
  /** From the settings, not set by somebody */
  readonly byDefault: boolean
  readonly setBy: string
  readonly setAt: string
  readonly position: string
}

export interface LimitChange {
  readonly changeId: string
  readonly limitId: string
  readonly what: 'set' | 'removed'
  readonly amount?: string
  readonly count?: number
  readonly label?: string
  /** ISO 8601, UTC */
  readonly at: string
  readonly by: string
  /** Who agreed, where somebody had to */
  readonly approvedBy?: string
  readonly position: string
}

export interface LimitProposal {
  readonly proposalId: string
  readonly limitId: string
  readonly scope: 'payer' | 'account' | 'rail'
  readonly subject: string
  readonly change: 'set' | 'change' | 'remove'
  readonly state: 'waiting' | 'approved' | 'denied' | 'withdrawn' | 'expired'
  readonly currency: string
  readonly amount?: string
  readonly count?: number
  readonly window: LimitWindow
  readonly label?: string
  /** Its bounds when the change was proposed */
  readonly before?: {
    readonly amount?: string
    readonly count?: number
  }
  /** Who may not approve it */
  readonly proposedBy: string
  /** ISO 8601, UTC */
  readonly requestedAt: string
  /** ISO 8601, UTC */
  readonly expiresAt: string
  /** ISO 8601, UTC */
  readonly decidedAt?: string
  readonly decidedBy?: string
  readonly reason?: string
  readonly position: string
}

export interface LimitWindow {
  readonly per: 'payment' | 'day' | 'rolling'
  /** IANA name; of a day, UTC without it */
  readonly zone?: string
  /** Of a rolling window */
  readonly hours?: number
}

export interface MakePasskey {
  readonly challenge: string
  readonly rp: {
    readonly id: string
    readonly name: string
  }
  readonly user: {
    readonly id: string
    readonly name: string
    readonly displayName: string
  }
  readonly pubKeyCredParams: readonly {
    readonly type: 'public-key'
    readonly alg: number
  }[]
  readonly timeout: number
  readonly excludeCredentials: readonly {
    readonly type: 'public-key'
    readonly id: string
    readonly transports: readonly string[]
  }[]
  readonly authenticatorSelection: {
    readonly residentKey: string
    readonly requireResidentKey: boolean
    readonly userVerification: string
  }
  readonly attestation: string
}

export interface MessageFlow {
  /** A system */
  readonly from: string
  /** A system; absent: nobody is known */
  readonly to?: string
  readonly topic: string
  readonly message: string
  readonly kind: 'fact' | 'request' | 'reply' | 'log'
  readonly isDeclared: boolean
  /** Absent: nothing for a day */
  readonly seen?: {
    /** Messages a second, over the last minute */
    readonly publishedPerSecond: number
    /** Messages a second, over the last minute */
    readonly handledPerSecond: number
    readonly lastHour: number
    /** ISO 8601, UTC */
    readonly lastAt: string
  }
  /**
   * Where what was seen differs from what is declared. `not-seen` (for a day) and `no-consumer` inform; the others are to be
   * looked at.
   */
  readonly difference?: 
    | 'not-seen'
    | 'no-consumer'
    | 'not-handled'
    | 'topic-undeclared'
    | 'sender-undeclared'
    | 'receiver-undeclared'
  readonly severity?: 'information' | 'warning'
}

export interface MessageTopic {
  readonly topic: string
  readonly message: string
  readonly kind: 'fact' | 'request' | 'reply' | 'log'
  readonly isDeclared: boolean
  readonly summary?: string
  readonly partitions?: number
  /** Null: for ever */
  readonly retentionDays?: number | null
  /** Messages a second, over the last minute */
  readonly inPerSecond: number
  readonly inLastHour: number
  /** Messages a second, over the last minute */
  readonly outPerSecond: number
  /** Handled within an hour, by all consumers */
  readonly outLastHour: number
  /** ISO 8601, UTC */
  readonly lastAt?: string
  readonly consumers: readonly {
    /** A group, or a reader that has every message */
    readonly consumer: string
    /** The context that it belongs to, or its own name */
    readonly system: string
    /** Messages a second, over the last minute */
    readonly perSecond: number
    /** Messages handled within an hour */
    readonly lastHour: number
    /** ISO 8601, UTC */
    readonly lastAt?: string
    /** Messages before it. Absent for a reader, and while the bus is away */
    readonly lag?: number
  }[]
  /**
   * Where what was seen differs from what is declared. `not-seen` (for a day) and `no-consumer` inform; the others are to be
   * looked at.
   */
  readonly difference?: 
    | 'not-seen'
    | 'no-consumer'
    | 'not-handled'
    | 'topic-undeclared'
    | 'sender-undeclared'
    | 'receiver-undeclared'
  readonly severity?: 'information' | 'warning'
}

/**
 * Up to 50 texts of your own, with keys of up to 40 characters. Kept and shown in the clear to everybody who may see the
 * resource: no personal data.
 */
export type Metadata = Readonly<Record<string, string>>

export interface Money {
  /** Integer number of minor units, for example 12345 for EUR 123.45 */
  readonly minorUnits: string
  /** ISO 4217 alphabetic code */
  readonly currency: string
}

export interface NewPasskey {
  readonly challenge: string
  readonly passkey: MakePasskey
}

export interface NewTotp {
  readonly challenge: string
  readonly secret: string
  readonly uri: string
}

export interface Operation {
  readonly operationId: string
  /** What was asked for, for example receivePayment */
  readonly operation: string
  /** `done`: there is an answer, which may be a refusal. `failed`: it was given up or broke; the answer is the problem. */
  readonly state: 'in-progress' | 'done' | 'failed'
  readonly acceptedAt: string
  readonly endedAt?: string
  /** What would have been answered at once */
  readonly answer?: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    /** As the operation answers at once */
    readonly body?: unknown
  }
}

export interface Party {
  /** Masked; null once erased */
  readonly name: string | null
  /** Masked; null once erased */
  readonly account: string | null
  /** Whose data it is: what an erasure is asked for with */
  readonly subject: string
  readonly erased?: true
}

export interface Payment {
  readonly paymentId: string
  readonly status: 
    | 'received'
    | 'validated'
    | 'awaiting-approval'
    | 'scheduled'
    | 'authorised'
    | 'partially-captured'
    | 'captured'
    | 'submitting'
    | 'submitted'
    | 'pending'
    | 'unknown'
    | 'awaiting-retry'
    | 'settled'
    | 'partially-refunded'
    | 'refunded'
    | 'disputed'
    | 'dispute-lost'
    | 'returned'
    | 'rejected'
    | 'denied'
    | 'cancelled'
    | 'voided'
    | 'expired'
    | 'failed'
  readonly amount: Money
  readonly debtor: Party
  readonly creditor: Party
  readonly endToEndId: string
  readonly requestedExecutionDate?: string
  readonly fileId?: string
  readonly uetr?: string
  /** sepa, instant, urgent, same-day or cross-border */
  readonly serviceLevel?: string
  /** Who bears the charges, as ISO 20022 names it */
  readonly chargeBearer?: 'DEBT' | 'CRED' | 'SHAR' | 'SLEV'
  /** An ISO 20022 code such as SALA, or the payer’s own */
  readonly purpose?: string
  readonly metadata?: Metadata
  readonly railReference?: string
  readonly rejection?: PaymentRejection
  readonly captureMode: 'automatic' | 'manual'
  readonly fundingAccount?: string
  /** The one that has it */
  readonly rail?: string
  /** Not before this instant */
  readonly dueAt?: string
  /** ISO 8601, UTC */
  readonly holdExpiresAt?: string
  /** Of a hold: what may still be captured */
  readonly held?: {
    /** Integer number of minor units, for example 12345 for EUR 123.45 */
    readonly minorUnits: string
    /** ISO 4217 alphabetic code */
    readonly currency: string
  }
  readonly captured?: Money
  /** What arrived and was not sent back */
  readonly settled?: {
    /** Integer number of minor units, for example 12345 for EUR 123.45 */
    readonly minorUnits: string
    /** ISO 4217 alphabetic code */
    readonly currency: string
  }
  /** Refunds that are on their way */
  readonly refunding?: {
    /** Integer number of minor units, for example 12345 for EUR 123.45 */
    readonly minorUnits: string
    /** ISO 4217 alphabetic code */
    readonly currency: string
  }
  readonly refunded?: Money
  /** Under dispute, or lost in one */
  readonly disputed?: {
    /** Integer number of minor units, for example 12345 for EUR 123.45 */
    readonly minorUnits: string
    /** ISO 4217 alphabetic code */
    readonly currency: string
  }
  /** Of what is held: spoken for */
  readonly capturesAwaitingApproval?: {
    /** Integer number of minor units, for example 12345 for EUR 123.45 */
    readonly minorUnits: string
    /** ISO 4217 alphabetic code */
    readonly currency: string
  }
  /** Nobody else can refund it meanwhile */
  readonly refundsAwaitingApproval?: {
    /** Integer number of minor units, for example 12345 for EUR 123.45 */
    readonly minorUnits: string
    /** ISO 4217 alphabetic code */
    readonly currency: string
  }
  /** A bank on the way said that it has it */
  readonly acknowledgedAt?: string
  /** The network said that it went through */
  readonly confirmedAt?: string
  /** That the rail was asked to take it back */
  readonly cancellation?: {
    readonly state: 'asked' | 'failed'
    /** too-late, not-found, or unanswered: its status will tell */
    readonly because?: string
  }
  /** Why somebody denied or cancelled it */
  readonly endedBecause?: string
  /** Why the rail does not have it yet; it is tried again */
  readonly waiting?: string
  /** When another transfer follows on one that was rejected, or when a rail opens */
  readonly nextTryAt?: string
  /** What to do about it */
  readonly recommendedAction?: 'retry-after' | 'do-not-retry' | 'ask-the-customer' | 'ask-an-operator'
  /** Why somebody should look at it, for example unknown-too-long */
  readonly needsOperator?: string
  /** What an operator may do about it: the routes of this name */
  readonly operatorActions?: readonly ('resume' | 'cancel' | 'give-up' | 'mark-handled')[]
  /** What an operator who looked at it last has written */
  readonly handled?: string
  /** ISO 8601, UTC */
  readonly receivedAt: string
  /** ISO 8601, UTC */
  readonly updatedAt: string
  /** Of the payment when it changed last; also its ETag */
  readonly version: number
  /** Opaque. Give it as `after` to a read that must show this change. */
  readonly position: string
}

export interface PaymentFile {
  readonly fileId: string
  readonly format: string
  readonly status: 'receiving' | 'completed' | 'stalled'
  readonly stalledBecause?: string
  /** ISO 8601, UTC */
  readonly completedAt?: string
  readonly messageId: string
  /** Masked */
  readonly initiatingParty: string | null
  /** As the sender wrote it */
  readonly createdAt: string
  /** ISO 8601, UTC */
  readonly receivedAt: string
  readonly transactions: number
  readonly accepted: number
  readonly rejected: number
  /** Of the accepted payments, by currency */
  readonly sums: readonly {
    readonly count: number
    readonly sum: Money
  }[]
  /** The first of them */
  readonly problems: readonly FileProblem[]
  readonly problemsTotal: number
  /** What hindered nothing, and may still surprise */
  readonly warnings?: readonly FileProblem[]
  /** Opaque. Give it as `after` to a read that must show this change. */
  readonly position: string
}

export interface PaymentRejection {
  /** An ISO 20022 reason such as AC04, or a slug where there is none */
  readonly code: string
  /** In words; names nobody */
  readonly reason: string
  readonly by: 'validation' | 'rail' | 'millrace'
  /** What the code means, whichever rail it came from: insufficient-funds */
  readonly standardCode?: string
  /** What to do about it */
  readonly recommendedAction?: 'retry-after' | 'do-not-retry' | 'ask-the-customer' | 'ask-an-operator'
  /** The limit that it is above */
  readonly limit?: {
    readonly limitId: string
    /** Minor units */
    readonly left?: string
    readonly countLeft?: number
    /** When it would fit if nothing else came; absent: never */
    readonly freesAt?: string
  }
}

export interface PaymentSummary {
  readonly status: 
    | 'received'
    | 'validated'
    | 'awaiting-approval'
    | 'scheduled'
    | 'authorised'
    | 'partially-captured'
    | 'captured'
    | 'submitting'
    | 'submitted'
    | 'pending'
    | 'unknown'
    | 'awaiting-retry'
    | 'settled'
    | 'partially-refunded'
    | 'refunded'
    | 'disputed'
    | 'dispute-lost'
    | 'returned'
    | 'rejected'
    | 'denied'
    | 'cancelled'
    | 'voided'
    | 'expired'
    | 'failed'
  readonly currency: string
  readonly count: number
  readonly sum: Money
  /** Opaque. Give it as `after` to a read that must show this change. */
  readonly position: string
}

/** RFC 9457. The last part of `type` is a stable slug; `requestId` finds it in the logs. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  /** For whoever reads it. */
  readonly detail?: string
  /** What explains a refusal, for programs: `{"remaining": "500"}`. */
  readonly facts?: Readonly<Record<string, unknown>>
  readonly fields?: readonly {
    readonly field: string
    readonly reason: string
    /** Where the body is a file. */
    readonly line?: number
  }[]
  readonly requestId: string
}

export interface ProofChallenge {
  readonly challenge: string
  readonly proofs: readonly ('password' | 'totp' | 'passkey' | 'recovery-code' | 'provider')[]
  readonly passkey?: UsePasskey
}

export interface Rail {
  readonly rail: string
  /** Of its circuit breaker: `open` while it is left alone after failures */
  readonly state: 'closed' | 'open' | 'half-open' | 'not-told'
  /** Whether what did not arrive in time is certain never to arrive */
  readonly refusesLateRequests: boolean
  /** Whether it is preferred to one that is not */
  readonly healthy: boolean
  /** It answers again since less than a minute: not healthy yet for the calls of its outage alone */
  readonly recovering?: true
  /** Of the last minute */
  readonly recentCalls: number
  /** Those of them that got no answer */
  readonly recentFailures: number
  /** Present while the rail is away */
  readonly outage?: {
    /** When it was noticed: something had come to nothing and had long to wait */
    readonly since: string
    readonly forMs: number
    /** Transfers that wait for it, and go on once it answers; at most 10000 are counted */
    readonly waiting: number
  }
  /** The last outage that is over */
  readonly lastOutage?: {
    /** ISO 8601, UTC */
    readonly from: string
    /** When it was found to answer again */
    readonly until: string
    readonly lastedMs: number
  }
  /** Its conditions, in words */
  readonly takes: string
  /** Of a transfer, in words, by currency */
  readonly cost: readonly string[]
  /** Of all transfers, since the first */
  readonly counts: {
    readonly attempts: number
    readonly notSent: number
    readonly settled: number
    readonly rejected: number
    readonly returned: number
  }
}

export interface RailError {
  /** Where it holds for one rail alone */
  readonly rail?: string
  /** `BE..` is every code that begins so */
  readonly railCode: string
  /** What the code means, whichever rail it came from: insufficient-funds */
  readonly standardCode: string
  readonly says: string
  /** What to do about it */
  readonly recommendedAction: 'retry-after' | 'do-not-retry' | 'ask-the-customer' | 'ask-an-operator'
  /** Before the first, second, ... further try */
  readonly retryAfterMs?: readonly number[]
}

export interface Request {
  /** `ce_id` of its messages */
  readonly requestId: string
  /** Who is asked */
  readonly source: string
  /** What is asked */
  readonly name: string
  /** What it is about */
  readonly subject: string
  readonly state: 'open' | 'answered' | 'expired'
  /** How often it was asked */
  readonly attempts: number
  /** Until its end, or until now */
  readonly waitedMs: number
  /** Late and duplicate ones, which changed nothing */
  readonly ignoredAnswers: number
  /** ISO 8601, UTC */
  readonly askedAt: string
  /** ISO 8601, UTC */
  readonly deadline: string
  /** ISO 8601, UTC */
  readonly nextAttemptAt?: string
  /** ISO 8601, UTC */
  readonly endedAt?: string
  readonly correlationId: string
  /** W3C trace id of the whole story */
  readonly traceId: string
  /** Opaque. Give it as `after` to a read that must show this change. */
  readonly position: string
}

export interface RequestDetail {
  /** `ce_id` of its messages */
  readonly requestId: string
  /** Who is asked */
  readonly source: string
  /** What is asked */
  readonly name: string
  /** What it is about */
  readonly subject: string
  readonly state: 'open' | 'answered' | 'expired'
  /** How often it was asked */
  readonly attempts: number
  /** Until its end, or until now */
  readonly waitedMs: number
  /** Late and duplicate ones, which changed nothing */
  readonly ignoredAnswers: number
  /** ISO 8601, UTC */
  readonly askedAt: string
  /** ISO 8601, UTC */
  readonly deadline: string
  /** ISO 8601, UTC */
  readonly nextAttemptAt?: string
  /** ISO 8601, UTC */
  readonly endedAt?: string
  readonly correlationId: string
  /** W3C trace id of the whole story */
  readonly traceId: string
  /** Opaque. Give it as `after` to a read that must show this change. */
  readonly position: string
  /** As it was sent */
  readonly request: unknown
  /** As it was sent */
  readonly reply?: unknown
  readonly history: readonly {
    readonly type: string
    /** ISO 8601, UTC */
    readonly at: string
    readonly actor: string
    readonly attempt?: number
    readonly answerId?: string
    /** Of a duplicate: whether it says what the first one said */
    readonly agrees?: boolean
    readonly lateByMs?: number
  }[]
}

export interface Route {
  /** `closed`: no rail takes it at that time, and one will */
  readonly outcome: 'chosen' | 'closed' | 'none'
  readonly rail?: string
  readonly rule?: string
  /** Why this one, for example cheapest */
  readonly because?: string
  /** Minor units of the amount's currency, rounded up */
  readonly cost?: string
  /** ISO 8601, UTC */
  readonly opensAt?: string
  readonly passedOver: readonly {
    readonly rail: string
    readonly because: string
  }[]
}

export interface RoutingRule {
  readonly name: string
  /** The rule in words */
  readonly says: string
  readonly rails: readonly string[]
}

export interface SecondFactorNeeded {
  readonly next: 'second-factor'
  readonly challenge: string
  readonly proofs: readonly ('password' | 'totp' | 'passkey' | 'recovery-code' | 'provider')[]
  readonly passkey?: UsePasskey
}

export interface Session {
  readonly sessionId: string
  readonly isCurrent: boolean
  readonly signedInAt: string
  readonly lastUsedAt: string
  readonly endsAt: string
  readonly by: readonly ('password' | 'totp' | 'passkey' | 'recovery-code' | 'provider')[]
  readonly address?: string | null
  readonly browser?: string
}

export interface SignInPolicy {
  readonly secondFactorRoles: readonly (
    | 'viewer'
    | 'operator'
    | 'approver'
    | 'campaign-manager'
    | 'compliance'
    | 'administrator'
    | 'service')[]
  /** For `?after=` of a list that must show it */
  readonly position: string
}

export interface SignedIn {
  readonly actor: string
  readonly displayName?: string
  readonly roles: readonly (
    | 'viewer'
    | 'operator'
    | 'approver'
    | 'campaign-manager'
    | 'compliance'
    | 'administrator'
    | 'service')[]
  readonly csrfToken?: string
  readonly mustEnrol?: boolean
}

export interface Subject {
  readonly subject: string
  readonly isReadable: boolean
  readonly holds: readonly {
    readonly holdId: string
    readonly reason: string | null
    readonly at: string
    readonly by: string
  }[]
  readonly erasures: readonly {
    readonly key: string
    readonly ground: string
    readonly reference?: string
    readonly at: string
    readonly by: string
    readonly destroyedAt?: string
  }[]
}

export interface Suspender {
  /** Also the id of its request */
  readonly suspenderId: string
  /** The system that was asked */
  readonly source: string
  readonly transactionId: string
  readonly status: 'open' | 'confirmed' | 'disagrees' | 'not-found' | 'no-answer'
  readonly expected: Expectation
  readonly reported?: {
    readonly isFound: boolean
    readonly status?: string
    readonly amount?: Money
  }
  /** What of the expectation the source contradicts */
  readonly differences: readonly string[]
  /** ISO 8601, UTC */
  readonly openedAt: string
  /** ISO 8601, UTC */
  readonly deadline: string
  /** ISO 8601, UTC */
  readonly settledAt?: string
  /** Opaque. Give it as `after` to a read that must show this change. */
  readonly position: string
}

export interface TrackedPayment {
  readonly stage: 'received' | 'checked' | 'on-its-way' | 'arrived' | 'sent-back' | 'not-made'
  /** Each stage that it has come through, and when; the first is always `received` */
  readonly reached: readonly {
    readonly stage: 
      | 'received'
      | 'checked'
      | 'on-its-way'
      | 'arrived'
      | 'sent-back'
      | 'not-made'
    readonly at: string
  }[]
  /** Nothing follows */
  readonly isEnd: boolean
  readonly tracker: 'payer' | 'payee'
  readonly expiresAt: string
}

export interface UsePasskey {
  readonly challenge: string
  readonly rpId: string
  readonly timeout: number
  readonly userVerification: string
  readonly allowCredentials: readonly {
    readonly type: 'public-key'
    readonly id: string
    readonly transports: readonly string[]
  }[]
}

export interface User {
  readonly userId: string
  readonly username: string | null
  readonly displayName: string | null
  readonly roles: readonly (
    | 'viewer'
    | 'operator'
    | 'approver'
    | 'campaign-manager'
    | 'compliance'
    | 'administrator'
    | 'service')[]
  readonly identityProvider?: string
  readonly status: 'active' | 'locked' | 'disabled'
  readonly lockedUntil?: string
  readonly createdAt: string
  readonly lastSignInAt?: string
}

/** Each operation by its name: its input, its answer, and the item of its pages or events. */
export interface Operations {
  /** Do what somebody else proposed */
  readonly approveDeadLetterBatch: {
    readonly input: {
      readonly path: {
        readonly batchId: string
      }
      readonly body: {
        /** In words; kept with it. Names nobody */
        readonly why?: string
      }
    }
    readonly answer: DeadLetterBatch
  }
  /** Approve a change of a limit */
  readonly approveLimitChange: {
    readonly input: {
      readonly path: {
        readonly proposalId: string
      }
    }
    readonly answer: {
      readonly proposalId: string
      readonly position: string
    }
  }
  /** Approve a payment */
  readonly approvePayment: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
      }
    }
    readonly answer: {
      readonly paymentId: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Approve a capture or a refund */
  readonly approveTransfer: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
        readonly number: number
      }
    }
    readonly answer: {
      readonly paymentId: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** What a browser needs to make a passkey */
  readonly beginPasskeyRegistration: {
    readonly input: Readonly<Record<string, never>>
    readonly answer: NewPasskey
  }
  /** What a browser signs to sign in with a passkey alone */
  readonly beginPasskeySignIn: {
    readonly input: Readonly<Record<string, never>>
    readonly answer: {
      readonly challenge: string
      readonly passkey: UsePasskey
    }
  }
  /** How the person who is signed in can prove that it is still them */
  readonly beginProof: {
    readonly input: Readonly<Record<string, never>>
    readonly answer: ProofChallenge
  }
  /** A new secret for an authenticator app */
  readonly beginTotpEnrolment: {
    readonly input: Readonly<Record<string, never>>
    readonly answer: NewTotp
  }
  /** Take a capture back */
  readonly cancelCapture: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
        readonly number: number
      }
      readonly body: {
        readonly reason?: string
      }
    }
    readonly answer: {
      readonly paymentId: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Take a payment back */
  readonly cancelPayment: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
      }
      readonly body: {
        readonly reason?: string
      }
    }
    readonly answer: {
      readonly paymentId: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Take a refund back */
  readonly cancelRefund: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
        readonly number: number
      }
      readonly body: {
        readonly reason?: string
      }
    }
    readonly answer: {
      readonly paymentId: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Cancel the rebuild of a view; the live one stays */
  readonly cancelViewRebuild: {
    readonly input: {
      readonly path: {
        readonly context: string
        readonly view: string
      }
    }
    readonly answer: {
      readonly context: string
      readonly name: string
      readonly version: number
      /** live, building or stopped */
      readonly state: string
      /** The event that a stopped view cannot get past */
      readonly reason?: string
      /** How far the view has come in its log */
      readonly position: number
      /** The log's last position */
      readonly head: number
      readonly rebuild?: {
        /** running, paused, done, cancelled or failed */
        readonly state: string
        readonly reason?: string
        readonly position: number
        readonly target: number
        readonly ratePerSecond: number
        readonly secondsLeft?: number
        readonly report?: unknown
      }
    }
  }
  /** Capture what is held, in part or whole */
  readonly capturePayment: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
      }
      readonly body: {
        readonly amount?: {
          readonly minorUnits: string
          /** ISO 4217 alphabetic code */
          readonly currency: string
        }
        readonly final?: boolean
      }
    }
    readonly answer: {
      readonly paymentId: string
      readonly number: number
      /** Present where it waits for somebody else to approve it */
      readonly approvalId?: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Give a limit other bounds */
  readonly changeLimit: {
    readonly input: {
      readonly path: {
        readonly limitId: string
      }
      readonly body: {
        readonly amount?: string
        readonly count?: number
        readonly label?: string
      }
    }
    readonly answer: {
      readonly limitId: string
      /** Present where it waits for somebody else to approve it */
      readonly proposalId?: string
      readonly position: string
    }
  }
  /** Give a user other roles, from now on */
  readonly changeRoles: {
    readonly input: {
      readonly path: {
        readonly userId: string
      }
      readonly body: {
        readonly roles: readonly (
          | 'viewer'
          | 'operator'
          | 'approver'
          | 'campaign-manager'
          | 'compliance'
          | 'administrator')[]
      }
    }
    readonly answer: {
      /** For `?after=` of a list that must show it */
      readonly position: string
    }
  }
  /** Demand a second factor of everybody with one of these roles, from now on */
  readonly changeSignInPolicy: {
    readonly input: {
      readonly body: {
        readonly secondFactorRoles: readonly (
          | 'viewer'
          | 'operator'
          | 'approver'
          | 'campaign-manager'
          | 'compliance'
          | 'administrator')[]
      }
    }
    readonly answer: {
      /** For `?after=` of a list that must show it */
      readonly position: string
    }
  }
  /** Send to another address, or other event types */
  readonly changeWebhookEndpoint: {
    readonly input: {
      readonly path: {
        readonly endpointId: string
      }
      readonly body: {
        /** https; http for networks that the installation was configured for */
        readonly url: string
        /** What it is for; it should name no person */
        readonly description?: string
        /** `payment.settled`, all of a family as `payment.*`, or `*` */
        readonly eventTypes: readonly string[]
      }
    }
    readonly answer: {
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Check the books against themselves */
  readonly checkJournal: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: {
      readonly sound: boolean
      readonly accounts: number
      readonly currencies: readonly {
        readonly currency: string
        /** All postings sum to zero, at every position */
        readonly postings: boolean
        /** The balances of all accounts sum to zero; null where they never stood still while they were read */
        readonly balances: boolean | null
      }[]
      /** Guarded accounts whose balance is not what their own stream says */
      readonly disagreements: readonly {
        readonly accountId: string
        readonly currency: string
        readonly booked: {
          readonly posted: string
          readonly reserved: string
        }
        readonly decided: {
          readonly posted: string
          readonly reserved: string
        }
      }[]
      readonly position: string
    }
  }
  /** Close a guarded account that is at zero */
  readonly closeAccount: {
    readonly input: {
      readonly path: {
        /** Kept in the clear: no IBAN, and nothing that names somebody */
        readonly accountId: string
      }
    }
    readonly answer: {
      readonly accountId: string
      readonly position: string
    }
  }
  /** Prove the second factor of a sign-in */
  readonly completeSignIn: {
    readonly input: {
      readonly body: {
        readonly challenge: string
        /** Six digits of an authenticator app */
        readonly code?: string
        readonly recoveryCode?: string
        readonly passkey?: {
          readonly id: string
          readonly clientDataJSON: string
          readonly authenticatorData: string
          readonly signature: string
          readonly userHandle?: string
        }
      }
    }
    readonly answer: SignedIn
  }
  /** Dead letters by who could not handle them, and why */
  readonly countDeadLetters: {
    readonly input: Readonly<Record<string, never>>
    readonly answer: {
      readonly items: readonly {
        /** Who could not handle them */
        readonly group: string
        readonly topic: string
        readonly reason: string
        /** `waiting` stands behind a dead one of its key, and follows it */
        readonly state: 'dead' | 'waiting' | 'redriving' | 'redriven' | 'discarded'
        readonly letters: number
        /** ISO 8601, UTC */
        readonly oldestAt: string
        /** ISO 8601, UTC */
        readonly newestAt: string
      }[]
    }
    readonly item: {
      /** Who could not handle them */
      readonly group: string
      readonly topic: string
      readonly reason: string
      /** `waiting` stands behind a dead one of its key, and follows it */
      readonly state: 'dead' | 'waiting' | 'redriving' | 'redriven' | 'discarded'
      readonly letters: number
      /** ISO 8601, UTC */
      readonly oldestAt: string
      /** ISO 8601, UTC */
      readonly newestAt: string
    }
  }
  /** Create an account */
  readonly createUser: {
    readonly input: {
      readonly body: {
        readonly username: string
        readonly displayName: string
        readonly roles: readonly (
          | 'viewer'
          | 'operator'
          | 'approver'
          | 'campaign-manager'
          | 'compliance'
          | 'administrator')[]
        readonly password: string
      }
    }
    readonly answer: {
      readonly userId: string
      /** For `?after=` of a list that must show it */
      readonly position: string
    }
  }
  /** Have facts sent to an address */
  readonly createWebhookEndpoint: {
    readonly input: {
      readonly body: {
        /** https; http for networks that the installation was configured for */
        readonly url: string
        /** What it is for; it should name no person */
        readonly description?: string
        /** `payment.settled`, all of a family as `payment.*`, or `*` */
        readonly eventTypes: readonly string[]
      }
    }
    readonly answer: {
      readonly endpointId: string
      /** Shown here and never again; the same Idempotency-Key shows it again */
      readonly secret: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Record how a dispute was decided */
  readonly decideDispute: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
        readonly dispute: number
      }
      readonly body: {
        readonly outcome: 'won' | 'lost'
      }
    }
    readonly answer: {
      readonly paymentId: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Leave the letters of a batch as they are */
  readonly denyDeadLetterBatch: {
    readonly input: {
      readonly path: {
        readonly batchId: string
      }
      readonly body: {
        /** In words; kept with it. Names nobody */
        readonly why?: string
      }
    }
    readonly answer: DeadLetterBatch
  }
  /** Deny a change of a limit, with a reason */
  readonly denyLimitChange: {
    readonly input: {
      readonly path: {
        readonly proposalId: string
      }
      readonly body: {
        readonly reason: string
      }
    }
    readonly answer: {
      readonly proposalId: string
      readonly position: string
    }
  }
  /** Deny a payment, with a reason */
  readonly denyPayment: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
      }
      readonly body: {
        readonly reason: string
      }
    }
    readonly answer: {
      readonly paymentId: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Deny a capture or a refund, with a reason */
  readonly denyTransfer: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
        readonly number: number
      }
      readonly body: {
        readonly reason: string
      }
    }
    readonly answer: {
      readonly paymentId: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Close an account and end its sessions */
  readonly disableUser: {
    readonly input: {
      readonly path: {
        readonly userId: string
      }
    }
    readonly answer: {
      /** For `?after=` of a list that must show it */
      readonly position: string
    }
  }
  /** Give one up; those that wait behind it follow */
  readonly discardDeadLetter: {
    readonly input: {
      readonly path: {
        readonly letterId: string
      }
      readonly body: {
        /** In words; kept with it. Names nobody */
        readonly why: string
      }
    }
    readonly answer: DeadLetter
  }
  /** Put another payload in place of one that cannot be handled */
  readonly editDeadLetter: {
    readonly input: {
      readonly path: {
        readonly letterId: string
      }
      readonly body: {
        /** JSON as a text */
        readonly payload: string
        /** In words; kept with it. Names nobody */
        readonly why: string
      }
    }
    readonly answer: DeadLetter
  }
  /** Open a closed account again */
  readonly enableUser: {
    readonly input: {
      readonly path: {
        readonly userId: string
      }
    }
    readonly answer: {
      /** For `?after=` of a list that must show it */
      readonly position: string
    }
  }
  /** Sign out everywhere else */
  readonly endOtherSessions: {
    readonly input: Readonly<Record<string, never>>
    readonly answer: {
      /** For `?after=` of a list that must show it */
      readonly position: string
    }
  }
  /** Sign out somewhere else */
  readonly endOwnSession: {
    readonly input: {
      readonly path: {
        readonly sessionId: string
      }
    }
    readonly answer: {
      /** For `?after=` of a list that must show it */
      readonly position: string
    }
  }
  /** Sign a user out everywhere */
  readonly endSessions: {
    readonly input: {
      readonly path: {
        readonly userId: string
      }
    }
    readonly answer: {
      /** For `?after=` of a list that must show it */
      readonly position: string
    }
  }
  /** Confirm an authenticator app by one of its codes; it takes the place of an earlier one */
  readonly enrolTotp: {
    readonly input: {
      readonly body: {
        readonly challenge: string
        /** Six digits of an authenticator app */
        readonly code: string
      }
    }
    readonly answer: {
      readonly factorId: string
      /** For `?after=` of a list that must show it */
      readonly position: string
    }
  }
  /** Destroy the key of a person: everything sealed for them is lost, everywhere */
  readonly eraseSubject: {
    readonly input: {
      readonly path: {
        readonly subject: string
      }
      readonly body: {
        readonly ground: 
          | 'asked-by-the-person'
          | 'no-longer-needed'
          | 'consent-withdrawn'
          | 'unlawfully-kept'
        /** Of the file in which the request is kept; it names no person */
        readonly reference?: string
      }
    }
    readonly answer: {
      readonly subject: string
      readonly isDestroyed: boolean
      /** For `?after=` of a list that must show it */
      readonly position: string
    }
  }
  /** One account with its balances */
  readonly getAccount: {
    readonly input: {
      readonly path: {
        /** Kept in the clear: no IBAN, and nothing that names somebody */
        readonly accountId: string
      }
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: {
      readonly accountId: string
      /**
       * guarded: has an overdraft limit, and each decision about it is taken on its own stream; open: takes any balance, and
       * however many transactions there are, none waits for another
       */
      readonly kind: 'guarded' | 'open'
      readonly status: 'open' | 'closed'
      readonly label?: string
      /** It exists without being opened, in every currency */
      readonly standing?: true
      readonly currencies?: readonly string[]
      readonly balances: readonly {
        readonly currency: string
        /** Booked; minor units */
        readonly posted: string
        /** Under way to this account */
        readonly pendingIn: string
        /** Under way from this account */
        readonly pendingOut: string
        /** Set aside */
        readonly held: string
        /** Posted, less what is held and what is under way out */
        readonly available: string
        /** Integer number of minor units */
        readonly overdraftLimit?: string
        /** Available and the overdraft limit */
        readonly takeable?: string
      }[]
      readonly openedAt: string | null
      /** The latest posting */
      readonly bookedAt: string | null
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** How the balances of an account moved */
  readonly getBalanceHistory: {
    readonly input: {
      readonly path: {
        /** Kept in the clear: no IBAN, and nothing that names somebody */
        readonly accountId: string
      }
      readonly query: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        readonly from: string
        readonly to?: string
      }
    }
    readonly answer: {
      readonly accountId: string
      /** ISO 8601, UTC */
      readonly from: string
      /** ISO 8601, UTC */
      readonly to: string
      readonly step: 'hour' | 'day'
      /** Just before `from` */
      readonly opening: readonly {
        readonly currency: string
        /** Booked; minor units */
        readonly posted: string
        /** Under way to this account */
        readonly pendingIn: string
        /** Under way from this account */
        readonly pendingOut: string
        /** Set aside */
        readonly held: string
        /** Posted, less what is held and what is under way out */
        readonly available: string
        /** Integer number of minor units */
        readonly overdraftLimit?: string
        /** Available and the overdraft limit */
        readonly takeable?: string
      }[]
      /** The balances at the end of each hour or day in which something was booked */
      readonly points: readonly {
        /** ISO 8601, UTC */
        readonly until: string
        readonly balances: readonly {
          readonly currency: string
          /** Booked; minor units */
          readonly posted: string
          /** Under way to this account */
          readonly pendingIn: string
          /** Under way from this account */
          readonly pendingOut: string
          /** Set aside */
          readonly held: string
          /** Posted, less what is held and what is under way out */
          readonly available: string
          /** Integer number of minor units */
          readonly overdraftLimit?: string
          /** Available and the overdraft limit */
          readonly takeable?: string
        }[]
      }[]
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Balances as they were at a time, or as they count by their effective dates */
  readonly getBalances: {
    readonly input: {
      readonly path: {
        /** Kept in the clear: no IBAN, and nothing that names somebody */
        readonly accountId: string
      }
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        readonly at?: string
        /** YYYY-MM-DD */
        readonly effectiveOn?: string
      }
    }
    readonly answer: {
      readonly accountId: string
      /** ISO 8601, UTC */
      readonly at?: string
      readonly effectiveOn?: string
      readonly balances: readonly {
        readonly currency: string
        /** Booked; minor units */
        readonly posted: string
        /** Under way to this account */
        readonly pendingIn: string
        /** Under way from this account */
        readonly pendingOut: string
        /** Set aside */
        readonly held: string
        /** Posted, less what is held and what is under way out */
        readonly available: string
        /** Integer number of minor units */
        readonly overdraftLimit?: string
        /** Available and the overdraft limit */
        readonly takeable?: string
      }[]
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** One bank statement */
  readonly getBankStatement: {
    readonly input: {
      readonly path: {
        readonly statementId: string
      }
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: {
      readonly statementId: string
      readonly status: 'receiving' | 'completed'
      readonly format: string
      readonly messageId: string
      /** As the bank names it */
      readonly number: string
      readonly sequence?: string
      /** Masked */
      readonly account: string | null
      readonly currency?: string
      /** As the bank wrote it */
      readonly createdAt?: string
      readonly from?: string
      readonly to?: string
      readonly balances: readonly {
        readonly kind: string
        readonly amount: Money
        readonly date?: string
      }[]
      /** Whether the booked entries lead from opening to closing balance */
      readonly check: string | null
      readonly lines: number
      readonly matched: number
      readonly unmatched: number
      readonly ambiguous: number
      /** ISO 8601, UTC */
      readonly receivedAt: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** What one says, what is wrong with it, and what was done with it */
  readonly getDeadLetter: {
    readonly input: {
      readonly path: {
        readonly letterId: string
      }
    }
    readonly answer: DeadLetterDetail
  }
  /** Exactly which letters a batch is about, and how each stands */
  readonly getDeadLetterBatch: {
    readonly input: {
      readonly path: {
        readonly batchId: string
      }
    }
    readonly answer: {
      readonly batchId: string
      readonly does: 'redrive' | 'discard'
      readonly filter: {
        readonly group?: string
        readonly topic?: string
        readonly reason?: string
        readonly key?: string
      }
      /** So many were dead when it was proposed */
      readonly letters: number
      readonly ratePerSecond: number
      readonly state: 'proposed' | 'approved' | 'denied'
      readonly proposed: {
        readonly actor: string
        /** ISO 8601, UTC */
        readonly at: string
        readonly why?: string
      }
      readonly decided?: {
        readonly actor: string
        /** ISO 8601, UTC */
        readonly at: string
        readonly why?: string
      }
      readonly items: readonly DeadLetter[]
    }
    readonly item: DeadLetter
  }
  /** One hold */
  readonly getHold: {
    readonly input: {
      readonly path: {
        readonly holdId: string
      }
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: {
      readonly holdId: string
      readonly account: string
      readonly amount: Money
      readonly remaining: Money
      readonly status: 'held' | 'spent' | 'released' | 'expired'
      /** ISO 8601, UTC */
      readonly placedAt: string
      /** ISO 8601, UTC */
      readonly expiresAt?: string
      readonly description?: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** One limit, with what is used and left of it */
  readonly getLimit: {
    readonly input: {
      readonly path: {
        readonly limitId: string
      }
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: Limit
  }
  /** Who sends what to whom: as it is declared, beside what was seen */
  readonly getMessageMap: {
    readonly input: Readonly<Record<string, never>>
    readonly answer: {
      readonly systems: readonly {
        readonly name: string
        readonly kind: 'context' | 'outside'
      }[]
      readonly flows: readonly MessageFlow[]
    }
  }
  /** What became of a request that was promised to be carried out */
  readonly getOperation: {
    readonly input: {
      readonly path: {
        readonly operationId: string
      }
    }
    readonly answer: Operation
  }
  /** One payment, as it is or as it was */
  readonly getPayment: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
      }
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        readonly at?: string
        /** References to show in full beside their ids */
        readonly expand?: readonly 'file'[]
      }
    }
    readonly answer: ExpandedPayment
  }
  /** One payment file; its payments are listed by ?fileId= */
  readonly getPaymentFile: {
    readonly input: {
      readonly path: {
        readonly fileId: string
      }
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: PaymentFile
  }
  /** Where a file stands now, as a pain.002 message */
  readonly getPaymentFileStatusReport: {
    readonly input: {
      readonly path: {
        readonly fileId: string
      }
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        readonly version?: '03' | '10'
      }
    }
    readonly answer: undefined
  }
  /** One question with its answer and its history */
  readonly getRequest: {
    readonly input: {
      readonly path: {
        readonly requestId: string
      }
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: RequestDetail
  }
  /** What was booked on an account, with opening and closing balances */
  readonly getStatement: {
    readonly input: {
      readonly path: {
        /** Kept in the clear: no IBAN, and nothing that names somebody */
        readonly accountId: string
      }
      readonly query: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        /** YYYY-MM-DD */
        readonly from: string
        /** Included */
        readonly to: string
        readonly currency?: string
        /** Without it the Accept header decides: text/csv, application/xml (camt.053.001.08), else JSON */
        readonly format?: 'json' | 'csv' | 'camt.053.001.02' | 'camt.053.001.08'
      }
    }
    readonly answer: {
      readonly accountId: string
      readonly from: string
      readonly to: string
      readonly currencies: readonly {
        readonly currency: string
        /** Integer number of minor units */
        readonly opening: string
        /** Integer number of minor units */
        readonly closing: string
        readonly creditCount: number
        /** Integer number of minor units */
        readonly creditSum: string
        readonly debitCount: number
        /** Integer number of minor units */
        readonly debitSum: string
        readonly entries: readonly {
          /** Minor units, signed */
          readonly amount: string
          /** After this entry */
          readonly balance: string
          /** ISO 8601, UTC */
          readonly recordedAt: string
          readonly effectiveDate: string
          readonly transactionId?: string
          readonly paymentId?: string
          readonly reference?: string
          readonly description?: string
          /** Opaque. Give it as `after` to a read that must show this change. */
          readonly position: string
        }[]
      }[]
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** One suspender */
  readonly getSuspender: {
    readonly input: {
      readonly path: {
        readonly suspenderId: string
      }
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: Suspender
  }
  /** One transaction */
  readonly getTransaction: {
    readonly input: {
      readonly path: {
        readonly transactionId: string
      }
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: {
      readonly transactionId: string
      readonly postings: readonly {
        readonly account: string
        readonly amount: Money
      }[]
      readonly effectiveDate: string
      /** ISO 8601, UTC */
      readonly recordedAt: string
      readonly reference?: string
      readonly description?: string
      readonly metadata?: Readonly<Record<string, unknown>>
      readonly holdId?: string
      readonly reverses?: string
      readonly reversedBy?: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** The sum of all postings by currency: zero, always */
  readonly getTrialBalance: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: {
      readonly items: readonly {
        readonly currency: string
        /** Integer number of minor units */
        readonly posted: string
        /** Integer number of minor units */
        readonly pending: string
        /** Integer number of minor units */
        readonly held: string
        /** What came in anywhere, booked */
        readonly turnover: string
        readonly transactions: number
        readonly balanced: boolean
        /** Opaque. Give it as `after` to a read that must show this change. */
        readonly unbalancedAt?: string
      }[]
      readonly position: string
    }
    readonly item: {
      readonly currency: string
      /** Integer number of minor units */
      readonly posted: string
      /** Integer number of minor units */
      readonly pending: string
      /** Integer number of minor units */
      readonly held: string
      /** What came in anywhere, booked */
      readonly turnover: string
      readonly transactions: number
      readonly balanced: boolean
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly unbalancedAt?: string
    }
  }
  /** One delivery with its attempts */
  readonly getWebhookDelivery: {
    readonly input: {
      readonly path: {
        readonly deliveryId: string
      }
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: {
      readonly deliveryId: string
      readonly endpointId: string
      /** The fact; sent as webhook-id */
      readonly eventId: string
      readonly eventType: string
      readonly subject: string
      /** The entity's version */
      readonly sequence: number
      /** `waiting` stands behind another delivery of the same entity */
      readonly status: 'waiting' | 'due' | 'sending' | 'retrying' | 'delivered' | 'abandoned'
      readonly attempts: number
      readonly lastStatus?: number
      readonly lastReason?: string
      readonly durationMs?: number
      /** ISO 8601, UTC */
      readonly nextAttemptAt?: string
      readonly abandonedBecause?: 'retries-used-up' | 'too-old' | 'endpoint-removed'
      readonly resendOf?: string
      readonly isTest: boolean
      /** ISO 8601, UTC */
      readonly queuedAt: string
      /** ISO 8601, UTC */
      readonly updatedAt: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
      readonly attemptLog: readonly {
        readonly attempt: number
        readonly outcome: 'under-way' | 'taken' | 'failed' | 'postponed'
        /** ISO 8601, UTC */
        readonly startedAt: string
        /** ISO 8601, UTC */
        readonly endedAt?: string
        readonly status?: number
        readonly reason?: string
        readonly durationMs?: number
        /** The first kB of a failed answer; null once erased */
        readonly answer?: string | null
        /** ISO 8601, UTC */
        readonly nextAttemptAt?: string
      }[]
    }
  }
  /** One endpoint */
  readonly getWebhookEndpoint: {
    readonly input: {
      readonly path: {
        readonly endpointId: string
      }
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: {
      readonly endpointId: string
      readonly url: string
      readonly description?: string
      readonly eventTypes: readonly string[]
      /** Shape of the bodies that it gets */
      readonly bodyVersion: number
      readonly status: 'active' | 'paused' | 'removed'
      /**
       * `failing`: it took nothing for too long; `gone`: it answered 410; `backlog-full`: so much waits that nothing more is
       * queued
       */
      readonly pausedBecause?: 'asked' | 'failing' | 'gone' | 'backlog-full'
      /** ISO 8601, UTC */
      readonly pausedAt?: string
      /** It was paused by itself: somebody should look */
      readonly needsOperator: boolean
      /** ISO 8601, UTC */
      readonly failingSince?: string
      /** What happens from then on is not queued */
      readonly missingSince?: string
      /** The last time span whose facts were not queued for it */
      readonly missed?: {
        /** ISO 8601, UTC */
        readonly from: string
        /** ISO 8601, UTC */
        readonly until: string
      }
      readonly secretGeneration: number
      /** Until then the secret before signs too */
      readonly previousSecretUntil?: string
      /** Deliveries that are neither delivered nor abandoned */
      readonly open: number
      readonly delivered: number
      readonly abandoned: number
      readonly failedAttempts: number
      /** ISO 8601, UTC */
      readonly lastDeliveredAt?: string
      /** ISO 8601, UTC */
      readonly lastFailedAt?: string
      /** ISO 8601, UTC */
      readonly createdAt: string
      readonly createdBy: string
      /** ISO 8601, UTC */
      readonly updatedAt: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Let no further transfer follow on a rejected one */
  readonly giveUpPayment: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
      }
      readonly body: {
        readonly note: string
      }
    }
    readonly answer: {
      readonly paymentId: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Keep a person from being erased, for a legal reason */
  readonly holdSubject: {
    readonly input: {
      readonly path: {
        readonly subject: string
      }
      readonly body: {
        readonly reason: string
      }
    }
    readonly answer: {
      readonly holdId: string
      /** For `?after=` of a list that must show it */
      readonly position: string
    }
  }
  /** Issue a key to a program */
  readonly issueApiKey: {
    readonly input: {
      readonly body: {
        /** What the program is; it should name no person */
        readonly label: string
        readonly roles: readonly (
          | 'viewer'
          | 'operator'
          | 'campaign-manager'
          | 'compliance'
          | 'administrator'
          | 'service')[]
        readonly expiresInDays?: number
        /** The version of the API that the program was written for; left out: the newest */
        readonly apiVersion?: '2026-11-14' | '2026-11-21'
      }
    }
    readonly answer: {
      readonly keyId: string
      readonly key: string
      /** For `?after=` of a list that must show it */
      readonly position: string
    }
  }
  /** Ten new recovery codes in place of the old ones, shown in this answer alone */
  readonly issueRecoveryCodes: {
    readonly input: Readonly<Record<string, never>>
    readonly answer: {
      readonly codes: readonly string[]
      /** For `?after=` of a list that must show it */
      readonly position: string
    }
  }
  /** List accounts with their balances */
  readonly listAccounts: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        /** kind. Any of these */
        readonly kind?: readonly ('guarded' | 'open')[]
        /** status. Any of these */
        readonly status?: readonly ('open' | 'closed')[]
        /** A minus stands for descending */
        readonly sort?: 'accountId' | '-accountId'
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
        /** How the account id begins, for example customer:8124: */
        readonly prefix?: string
      }
    }
    readonly answer: {
      readonly items: readonly {
        readonly accountId: string
        /**
         * guarded: has an overdraft limit, and each decision about it is taken on its own stream; open: takes any balance, and
         * however many transactions there are, none waits for another
         */
        readonly kind: 'guarded' | 'open'
        readonly status: 'open' | 'closed'
        readonly label?: string
        /** It exists without being opened, in every currency */
        readonly standing?: true
        readonly currencies?: readonly string[]
        readonly balances: readonly {
          readonly currency: string
          /** Booked; minor units */
          readonly posted: string
          /** Under way to this account */
          readonly pendingIn: string
          /** Under way from this account */
          readonly pendingOut: string
          /** Set aside */
          readonly held: string
          /** Posted, less what is held and what is under way out */
          readonly available: string
          /** Integer number of minor units */
          readonly overdraftLimit?: string
          /** Available and the overdraft limit */
          readonly takeable?: string
        }[]
        readonly openedAt: string | null
        /** The latest posting */
        readonly bookedAt: string | null
        /** Opaque. Give it as `after` to a read that must show this change. */
        readonly position: string
      }[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: {
      readonly accountId: string
      /**
       * guarded: has an overdraft limit, and each decision about it is taken on its own stream; open: takes any balance, and
       * however many transactions there are, none waits for another
       */
      readonly kind: 'guarded' | 'open'
      readonly status: 'open' | 'closed'
      readonly label?: string
      /** It exists without being opened, in every currency */
      readonly standing?: true
      readonly currencies?: readonly string[]
      readonly balances: readonly {
        readonly currency: string
        /** Booked; minor units */
        readonly posted: string
        /** Under way to this account */
        readonly pendingIn: string
        /** Under way from this account */
        readonly pendingOut: string
        /** Set aside */
        readonly held: string
        /** Posted, less what is held and what is under way out */
        readonly available: string
        /** Integer number of minor units */
        readonly overdraftLimit?: string
        /** Available and the overdraft limit */
        readonly takeable?: string
      }[]
      readonly openedAt: string | null
      /** The latest posting */
      readonly bookedAt: string | null
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Keys of programs, newest first; never their secrets */
  readonly listApiKeys: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        /** Issued at: this or more. ISO 8601 with its offset; a + is written %2B. */
        readonly 'issuedAt[gte]'?: string
        /** Issued at: more than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'issuedAt[gt]'?: string
        /** Issued at: this or less. ISO 8601 with its offset; a + is written %2B. */
        readonly 'issuedAt[lte]'?: string
        /** Issued at: less than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'issuedAt[lt]'?: string
        /** A minus stands for descending */
        readonly sort?: 'issuedAt' | '-issuedAt'
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
      }
    }
    readonly answer: {
      readonly items: readonly ApiKey[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: ApiKey
  }
  /** List what waits for approval, and what was decided */
  readonly listApprovals: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        /** state. Any of these */
        readonly state?: readonly ('waiting' | 'approved' | 'denied' | 'withdrawn' | 'expired')[]
        /** Asked for at: this or more. ISO 8601 with its offset; a + is written %2B. */
        readonly 'requestedAt[gte]'?: string
        /** Asked for at: more than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'requestedAt[gt]'?: string
        /** Asked for at: this or less. ISO 8601 with its offset; a + is written %2B. */
        readonly 'requestedAt[lte]'?: string
        /** Asked for at: less than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'requestedAt[lt]'?: string
        /** A minus stands for descending */
        readonly sort?: 'requestedAt' | '-requestedAt'
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
        /** References to show in full beside their ids */
        readonly expand?: readonly ('payment' | 'payment.file')[]
      }
    }
    readonly answer: {
      readonly items: readonly {
        /** A payment's id, or that of a capture or refund: `<paymentId>.<number>` */
        readonly approvalId: string
        readonly paymentId: string
        readonly kind: 'payment' | 'capture' | 'refund'
        /** Of a capture or refund: among the transfers of its payment */
        readonly number?: number
        readonly state: 'waiting' | 'approved' | 'denied' | 'withdrawn' | 'expired'
        readonly amount: Money
        /** What may be paid without */
        readonly above: {
          /** Integer number of minor units, for example 12345 for EUR 123.45 */
          readonly minorUnits: string
          /** ISO 4217 alphabetic code */
          readonly currency: string
        }
        /** Who may not approve it */
        readonly proposedBy: string
        /** ISO 8601, UTC */
        readonly requestedAt: string
        /** Nobody can approve it from then on */
        readonly expiresAt?: string
        /** ISO 8601, UTC */
        readonly decidedAt?: string
        readonly decidedBy?: string
        readonly reason?: string
        /** Opaque. Give it as `after` to a read that must show this change. */
        readonly position: string
        /** With `expand=payment`; null where there is no such thing */
        readonly payment?: ExpandedPayment | null
      }[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: {
      /** A payment's id, or that of a capture or refund: `<paymentId>.<number>` */
      readonly approvalId: string
      readonly paymentId: string
      readonly kind: 'payment' | 'capture' | 'refund'
      /** Of a capture or refund: among the transfers of its payment */
      readonly number?: number
      readonly state: 'waiting' | 'approved' | 'denied' | 'withdrawn' | 'expired'
      readonly amount: Money
      /** What may be paid without */
      readonly above: {
        /** Integer number of minor units, for example 12345 for EUR 123.45 */
        readonly minorUnits: string
        /** ISO 4217 alphabetic code */
        readonly currency: string
      }
      /** Who may not approve it */
      readonly proposedBy: string
      /** ISO 8601, UTC */
      readonly requestedAt: string
      /** Nobody can approve it from then on */
      readonly expiresAt?: string
      /** ISO 8601, UTC */
      readonly decidedAt?: string
      readonly decidedBy?: string
      readonly reason?: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
      /** With `expand=payment`; null where there is no such thing */
      readonly payment?: ExpandedPayment | null
    }
  }
  /** Every call that carried the payment, a capture or a refund of it to a rail */
  readonly listAttempts: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
      }
    }
    readonly answer: {
      readonly items: readonly {
        readonly transfer: number
        readonly kind: 'payment' | 'capture' | 'refund'
        readonly attempt: number
        /** The same at every attempt of a transfer */
        readonly submissionId: string
        readonly rail: string
        readonly amount: Money
        readonly outcome: 
          | 'under-way'
          | 'not-sent'
          | 'unknown'
          | 'submitted'
          | 'pending'
          | 'settled'
          | 'rejected'
          | 'cancelled'
          | 'returned'
        /** Of several rails: why it went over this one */
        readonly route?: {
          readonly rule: string
          readonly because: string
          /** Minor units */
          readonly cost?: string
          readonly passedOver: readonly {
            readonly rail: string
            readonly because: string
          }[]
        }
        readonly reason?: string
        /** As the rail said it */
        readonly railCode?: string
        /** What the code means, whichever rail it came from: insufficient-funds */
        readonly standardCode?: string
        /** What to do about it */
        readonly recommendedAction?: 'retry-after' | 'do-not-retry' | 'ask-the-customer' | 'ask-an-operator'
        /** When another transfer follows on it */
        readonly nextTryAt?: string
        readonly railReference?: string
        /** ISO 8601, UTC */
        readonly startedAt: string
        /** ISO 8601, UTC */
        readonly submitBefore: string
        /** ISO 8601, UTC */
        readonly updatedAt?: string
      }[]
    }
    readonly item: {
      readonly transfer: number
      readonly kind: 'payment' | 'capture' | 'refund'
      readonly attempt: number
      /** The same at every attempt of a transfer */
      readonly submissionId: string
      readonly rail: string
      readonly amount: Money
      readonly outcome: 
        | 'under-way'
        | 'not-sent'
        | 'unknown'
        | 'submitted'
        | 'pending'
        | 'settled'
        | 'rejected'
        | 'cancelled'
        | 'returned'
      /** Of several rails: why it went over this one */
      readonly route?: {
        readonly rule: string
        readonly because: string
        /** Minor units */
        readonly cost?: string
        readonly passedOver: readonly {
          readonly rail: string
          readonly because: string
        }[]
      }
      readonly reason?: string
      /** As the rail said it */
      readonly railCode?: string
      /** What the code means, whichever rail it came from: insufficient-funds */
      readonly standardCode?: string
      /** What to do about it */
      readonly recommendedAction?: 'retry-after' | 'do-not-retry' | 'ask-the-customer' | 'ask-an-operator'
      /** When another transfer follows on it */
      readonly nextTryAt?: string
      readonly railReference?: string
      /** ISO 8601, UTC */
      readonly startedAt: string
      /** ISO 8601, UTC */
      readonly submitBefore: string
      /** ISO 8601, UTC */
      readonly updatedAt?: string
    }
  }
  /** Who signed in and who was refused, who saw whose personal data, who changed accounts and rights */
  readonly listAudit: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        /** actor. Any of these */
        readonly actor?: readonly string[]
        /** subject. Any of these */
        readonly subject?: readonly string[]
        /** kind. Any of these */
        readonly kind?: readonly (
          | 'PersonalDataUnmasked'
          | 'OperatorActed'
          | 'SubjectHeld'
          | 'SubjectReleased'
          | 'SubjectErased'
          | 'SubjectKeyDestroyed'
          | 'SignInSucceeded'
          | 'SignInFailed'
          | 'SessionEnded'
          | 'SessionsEnded'
          | 'TotpEnrolled'
          | 'PasskeyRegistered'
          | 'FactorRemoved'
          | 'FactorsReset'
          | 'RecoveryCodesIssued'
          | 'FactorUsed'
          | 'SignInPolicyChanged'
          | 'RequestsRefused'
          | 'UserCreated'
          | 'IdentityLinked'
          | 'CertificateIntroduced'
          | 'CredentialsRefused'
          | 'PasswordSet'
          | 'RolesChanged'
          | 'UserLocked'
          | 'UserDisabled'
          | 'UserEnabled'
          | 'ApiKeyIssued'
          | 'ApiKeyRevoked')[]
        /** Happened at: this or more. ISO 8601 with its offset; a + is written %2B. */
        readonly 'at[gte]'?: string
        /** Happened at: more than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'at[gt]'?: string
        /** Happened at: this or less. ISO 8601 with its offset; a + is written %2B. */
        readonly 'at[lte]'?: string
        /** Happened at: less than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'at[lt]'?: string
        /** A minus stands for descending */
        readonly sort?: 'at' | '-at'
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
      }
    }
    readonly answer: {
      readonly items: readonly AuditEntry[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: AuditEntry
  }
  /** List bank statements */
  readonly listBankStatements: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        /** number. Any of these */
        readonly number?: readonly string[]
        /** Received at: this or more. ISO 8601 with its offset; a + is written %2B. */
        readonly 'receivedAt[gte]'?: string
        /** Received at: more than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'receivedAt[gt]'?: string
        /** Received at: this or less. ISO 8601 with its offset; a + is written %2B. */
        readonly 'receivedAt[lte]'?: string
        /** Received at: less than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'receivedAt[lt]'?: string
        /** A minus stands for descending */
        readonly sort?: 'receivedAt' | '-receivedAt'
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
      }
    }
    readonly answer: {
      readonly items: readonly {
        readonly statementId: string
        readonly status: 'receiving' | 'completed'
        readonly format: string
        readonly messageId: string
        /** As the bank names it */
        readonly number: string
        readonly sequence?: string
        /** Masked */
        readonly account: string | null
        readonly currency?: string
        /** As the bank wrote it */
        readonly createdAt?: string
        readonly from?: string
        readonly to?: string
        readonly balances: readonly {
          readonly kind: string
          readonly amount: Money
          readonly date?: string
        }[]
        /** Whether the booked entries lead from opening to closing balance */
        readonly check: string | null
        readonly lines: number
        readonly matched: number
        readonly unmatched: number
        readonly ambiguous: number
        /** ISO 8601, UTC */
        readonly receivedAt: string
        /** Opaque. Give it as `after` to a read that must show this change. */
        readonly position: string
      }[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: {
      readonly statementId: string
      readonly status: 'receiving' | 'completed'
      readonly format: string
      readonly messageId: string
      /** As the bank names it */
      readonly number: string
      readonly sequence?: string
      /** Masked */
      readonly account: string | null
      readonly currency?: string
      /** As the bank wrote it */
      readonly createdAt?: string
      readonly from?: string
      readonly to?: string
      readonly balances: readonly {
        readonly kind: string
        readonly amount: Money
        readonly date?: string
      }[]
      /** Whether the booked entries lead from opening to closing balance */
      readonly check: string | null
      readonly lines: number
      readonly matched: number
      readonly unmatched: number
      readonly ambiguous: number
      /** ISO 8601, UTC */
      readonly receivedAt: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Circuit breakers and bulkheads of the lines to other systems, in every process */
  readonly listBreakers: {
    readonly input: Readonly<Record<string, never>>
    readonly answer: {
      readonly items: readonly Breaker[]
    }
    readonly item: Breaker
  }
  /** The captures of a payment */
  readonly listCaptures: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
      }
    }
    readonly answer: {
      readonly items: readonly {
        readonly captureId: string
        /** Among the transfers of its payment */
        readonly number: number
        readonly status: 
          | 'awaiting-approval'
          | 'denied'
          | 'withdrawn'
          | 'expired'
          | 'requested'
          | 'submitted'
          | 'pending'
          | 'unknown'
          | 'settled'
          | 'rejected'
          | 'returned'
        readonly amount: Money
        /** ISO 8601, UTC */
        readonly requestedAt: string
        /** ISO 8601, UTC */
        readonly updatedAt: string
        /** Who agreed, where somebody had to */
        readonly approvedBy?: string
        /** That the rail was asked to take it back */
        readonly cancellation?: {
          readonly state: 'asked' | 'failed'
          /** too-late, not-found, or unanswered */
          readonly because?: string
        }
        readonly railReference?: string
        readonly rejection?: PaymentRejection
      }[]
    }
    readonly item: {
      readonly captureId: string
      /** Among the transfers of its payment */
      readonly number: number
      readonly status: 
        | 'awaiting-approval'
        | 'denied'
        | 'withdrawn'
        | 'expired'
        | 'requested'
        | 'submitted'
        | 'pending'
        | 'unknown'
        | 'settled'
        | 'rejected'
        | 'returned'
      readonly amount: Money
      /** ISO 8601, UTC */
      readonly requestedAt: string
      /** ISO 8601, UTC */
      readonly updatedAt: string
      /** Who agreed, where somebody had to */
      readonly approvedBy?: string
      /** That the rail was asked to take it back */
      readonly cancellation?: {
        readonly state: 'asked' | 'failed'
        /** too-late, not-found, or unanswered */
        readonly because?: string
      }
      readonly railReference?: string
      readonly rejection?: PaymentRejection
    }
  }
  /** Policies, timers, outside calls and relays, and how each is doing */
  readonly listConsumers: {
    readonly input: Readonly<Record<string, never>>
    readonly answer: {
      readonly items: readonly {
        /** What it is, and whose: `policy/payments/...` */
        readonly name: string
        /** starting, running, standby, retrying or stopped */
        readonly state: string
        readonly reason?: string
      }[]
    }
    readonly item: {
      /** What it is, and whose: `policy/payments/...` */
      readonly name: string
      /** starting, running, standby, retrying or stopped */
      readonly state: string
      readonly reason?: string
    }
  }
  /** What was proposed to be done with many, the newest first */
  readonly listDeadLetterBatches: {
    readonly input: Readonly<Record<string, never>>
    readonly answer: {
      readonly items: readonly DeadLetterBatch[]
    }
    readonly item: DeadLetterBatch
  }
  /** Dead letters, the newest first */
  readonly listDeadLetters: {
    readonly input: {
      readonly query?: {
        readonly group?: string
        readonly topic?: string
        readonly reason?: string
        readonly key?: string
        /** `waiting` stands behind a dead one of its key, and follows it */
        readonly state?: 'dead' | 'waiting' | 'redriving' | 'redriven' | 'discarded'
        readonly limit?: number
        readonly cursor?: string
      }
    }
    readonly answer: {
      readonly items: readonly DeadLetter[]
      /** Cursor of the next page */
      readonly next?: string
    }
    readonly item: DeadLetter
  }
  /** List disputes, the newest first */
  readonly listDisputes: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        /** paymentId. Any of these */
        readonly paymentId?: readonly string[]
        /** status. Any of these */
        readonly status?: readonly ('open' | 'won' | 'lost')[]
        /** Opened at: this or more. ISO 8601 with its offset; a + is written %2B. */
        readonly 'openedAt[gte]'?: string
        /** Opened at: more than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'openedAt[gt]'?: string
        /** Opened at: this or less. ISO 8601 with its offset; a + is written %2B. */
        readonly 'openedAt[lte]'?: string
        /** Opened at: less than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'openedAt[lt]'?: string
        /** A minus stands for descending */
        readonly sort?: 'openedAt' | '-openedAt'
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
        /** References to show in full beside their ids */
        readonly expand?: readonly ('payment' | 'payment.file')[]
      }
    }
    readonly answer: {
      readonly items: readonly {
        readonly disputeId: string
        readonly paymentId: string
        readonly number: number
        readonly status: 'open' | 'won' | 'lost'
        readonly amount: Money
        /** The network's */
        readonly reasonCode: string
        /** The rail's own id of it */
        readonly disputeReference?: string
        readonly openedBy: string
        /** ISO 8601, UTC */
        readonly openedAt: string
        /** ISO 8601, UTC */
        readonly responseDue?: string
        /** When evidence was sent last */
        readonly evidenceAt?: string
        /** ISO 8601, UTC */
        readonly decidedAt?: string
        readonly decidedBy?: string
        /** With `expand=payment`; null where there is no such thing */
        readonly payment?: ExpandedPayment | null
      }[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: {
      readonly disputeId: string
      readonly paymentId: string
      readonly number: number
      readonly status: 'open' | 'won' | 'lost'
      readonly amount: Money
      /** The network's */
      readonly reasonCode: string
      /** The rail's own id of it */
      readonly disputeReference?: string
      readonly openedBy: string
      /** ISO 8601, UTC */
      readonly openedAt: string
      /** ISO 8601, UTC */
      readonly responseDue?: string
      /** When evidence was sent last */
      readonly evidenceAt?: string
      /** ISO 8601, UTC */
      readonly decidedAt?: string
      readonly decidedBy?: string
      /** With `expand=payment`; null where there is no such thing */
      readonly payment?: ExpandedPayment | null
    }
  }
  /** The disputes of a payment */
  readonly listDisputesOfPayment: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
      }
    }
    readonly answer: {
      readonly items: readonly {
        readonly disputeId: string
        readonly paymentId: string
        readonly number: number
        readonly status: 'open' | 'won' | 'lost'
        readonly amount: Money
        /** The network's */
        readonly reasonCode: string
        /** The rail's own id of it */
        readonly disputeReference?: string
        readonly openedBy: string
        /** ISO 8601, UTC */
        readonly openedAt: string
        /** ISO 8601, UTC */
        readonly responseDue?: string
        /** When evidence was sent last */
        readonly evidenceAt?: string
        /** ISO 8601, UTC */
        readonly decidedAt?: string
        readonly decidedBy?: string
      }[]
    }
    readonly item: {
      readonly disputeId: string
      readonly paymentId: string
      readonly number: number
      readonly status: 'open' | 'won' | 'lost'
      readonly amount: Money
      /** The network's */
      readonly reasonCode: string
      /** The rail's own id of it */
      readonly disputeReference?: string
      readonly openedBy: string
      /** ISO 8601, UTC */
      readonly openedAt: string
      /** ISO 8601, UTC */
      readonly responseDue?: string
      /** When evidence was sent last */
      readonly evidenceAt?: string
      /** ISO 8601, UTC */
      readonly decidedAt?: string
      readonly decidedBy?: string
    }
  }
  /** List holds */
  readonly listHolds: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        /** account. Any of these */
        readonly account?: readonly string[]
        /** status. Any of these */
        readonly status?: readonly ('held' | 'spent' | 'released' | 'expired')[]
        /** Placed at: this or more. ISO 8601 with its offset; a + is written %2B. */
        readonly 'placedAt[gte]'?: string
        /** Placed at: more than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'placedAt[gt]'?: string
        /** Placed at: this or less. ISO 8601 with its offset; a + is written %2B. */
        readonly 'placedAt[lte]'?: string
        /** Placed at: less than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'placedAt[lt]'?: string
        /** A minus stands for descending */
        readonly sort?: 'placedAt' | '-placedAt'
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
      }
    }
    readonly answer: {
      readonly items: readonly {
        readonly holdId: string
        readonly account: string
        readonly amount: Money
        readonly remaining: Money
        readonly status: 'held' | 'spent' | 'released' | 'expired'
        /** ISO 8601, UTC */
        readonly placedAt: string
        /** ISO 8601, UTC */
        readonly expiresAt?: string
        readonly description?: string
        /** Opaque. Give it as `after` to a read that must show this change. */
        readonly position: string
      }[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: {
      readonly holdId: string
      readonly account: string
      readonly amount: Money
      readonly remaining: Money
      readonly status: 'held' | 'spent' | 'released' | 'expired'
      /** ISO 8601, UTC */
      readonly placedAt: string
      /** ISO 8601, UTC */
      readonly expiresAt?: string
      readonly description?: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** How a limit came to be as it is, the last change first */
  readonly listLimitChanges: {
    readonly input: {
      readonly path: {
        readonly limitId: string
      }
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        /** Set or removed at: this or more. ISO 8601 with its offset; a + is written %2B. */
        readonly 'at[gte]'?: string
        /** Set or removed at: more than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'at[gt]'?: string
        /** Set or removed at: this or less. ISO 8601 with its offset; a + is written %2B. */
        readonly 'at[lte]'?: string
        /** Set or removed at: less than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'at[lt]'?: string
        /** A minus stands for descending */
        readonly sort?: 'at' | '-at'
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
      }
    }
    readonly answer: {
      readonly items: readonly LimitChange[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: LimitChange
  }
  /** List changes of limits that wait for approval, and what was decided */
  readonly listLimitProposals: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        /** state. Any of these */
        readonly state?: readonly ('waiting' | 'approved' | 'denied' | 'withdrawn' | 'expired')[]
        /** Asked for at: this or more. ISO 8601 with its offset; a + is written %2B. */
        readonly 'requestedAt[gte]'?: string
        /** Asked for at: more than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'requestedAt[gt]'?: string
        /** Asked for at: this or less. ISO 8601 with its offset; a + is written %2B. */
        readonly 'requestedAt[lte]'?: string
        /** Asked for at: less than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'requestedAt[lt]'?: string
        /** A minus stands for descending */
        readonly sort?: 'requestedAt' | '-requestedAt'
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
      }
    }
    readonly answer: {
      readonly items: readonly LimitProposal[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: LimitProposal
  }
  /** List limits, with what is used and left of each */
  readonly listLimits: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        /** scope. Any of these */
        readonly scope?: readonly ('payer' | 'account' | 'rail')[]
        /** currency. Any of these */
        readonly currency?: readonly string[]
        /** Set at: this or more. ISO 8601 with its offset; a + is written %2B. */
        readonly 'setAt[gte]'?: string
        /** Set at: more than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'setAt[gt]'?: string
        /** Set at: this or less. ISO 8601 with its offset; a + is written %2B. */
        readonly 'setAt[lte]'?: string
        /** Set at: less than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'setAt[lt]'?: string
        /** A minus stands for descending */
        readonly sort?: 'setAt' | '-setAt'
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
      }
    }
    readonly answer: {
      readonly items: readonly Limit[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: Limit
  }
  /** The logs, how far they reach, and the hash that they end with */
  readonly listLogs: {
    readonly input: Readonly<Record<string, never>>
    readonly answer: {
      readonly items: readonly {
        readonly name: string
        /** Events in the log */
        readonly position: number
        /** Hash of the last batch, hexadecimal */
        readonly hash: string
        /** Commands that wait for their batch */
        readonly queueLength: number
      }[]
    }
    readonly item: {
      readonly name: string
      /** Events in the log */
      readonly position: number
      /** Hash of the last batch, hexadecimal */
      readonly hash: string
      /** Commands that wait for their batch */
      readonly queueLength: number
    }
  }
  /** Topics, what goes in and out, and what each group has before it */
  readonly listMessageTopics: {
    readonly input: Readonly<Record<string, never>>
    readonly answer: {
      readonly items: readonly MessageTopic[]
    }
    readonly item: MessageTopic
  }
  /** Where one is signed in, the latest first */
  readonly listOwnSessions: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: {
      readonly items: readonly Session[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: Session
  }
  /** What happened to a payment, in order */
  readonly listPaymentEvents: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
      }
      readonly query?: {
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
      }
    }
    readonly answer: {
      readonly items: readonly {
        /** What happened, for example SubmissionStarted */
        readonly type: string
        readonly at: string
        /** On whose behalf: user:<id>, timer:<name>, ... */
        readonly actor: string
        readonly version: number
        /** Opaque. Give it as `after` to a read that must show this change. */
        readonly position: string
        /** No personal data */
        readonly details: Readonly<Record<string, unknown>>
      }[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
    }
    readonly item: {
      /** What happened, for example SubmissionStarted */
      readonly type: string
      readonly at: string
      /** On whose behalf: user:<id>, timer:<name>, ... */
      readonly actor: string
      readonly version: number
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
      /** No personal data */
      readonly details: Readonly<Record<string, unknown>>
    }
  }
  /** List payment files */
  readonly listPaymentFiles: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        /** messageId. Any of these */
        readonly messageId?: readonly string[]
        /** Where the receiving of its payments stands. Any of these */
        readonly status?: readonly string[]
        /** Received at: this or more. ISO 8601 with its offset; a + is written %2B. */
        readonly 'receivedAt[gte]'?: string
        /** Received at: more than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'receivedAt[gt]'?: string
        /** Received at: this or less. ISO 8601 with its offset; a + is written %2B. */
        readonly 'receivedAt[lte]'?: string
        /** Received at: less than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'receivedAt[lt]'?: string
        /** A minus stands for descending */
        readonly sort?: 'receivedAt' | '-receivedAt'
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
      }
    }
    readonly answer: {
      readonly items: readonly PaymentFile[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: PaymentFile
  }
  /** List payments */
  readonly listPayments: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        /** status. Any of these */
        readonly status?: readonly (
          | 'received'
          | 'validated'
          | 'awaiting-approval'
          | 'scheduled'
          | 'authorised'
          | 'partially-captured'
          | 'captured'
          | 'submitting'
          | 'submitted'
          | 'pending'
          | 'unknown'
          | 'awaiting-retry'
          | 'settled'
          | 'partially-refunded'
          | 'refunded'
          | 'disputed'
          | 'dispute-lost'
          | 'returned'
          | 'rejected'
          | 'denied'
          | 'cancelled'
          | 'voided'
          | 'expired'
          | 'failed')[]
        /** currency. Any of these */
        readonly currency?: readonly string[]
        readonly amount?: string
        /** The amount: this or more. Minor units, whatever the currency: ask for one too. */
        readonly 'amount[gte]'?: string
        /** The amount: more than this. Minor units, whatever the currency: ask for one too. */
        readonly 'amount[gt]'?: string
        /** The amount: this or less. Minor units, whatever the currency: ask for one too. */
        readonly 'amount[lte]'?: string
        /** The amount: less than this. Minor units, whatever the currency: ask for one too. */
        readonly 'amount[lt]'?: string
        /** Received at: this or more. ISO 8601 with its offset; a + is written %2B. */
        readonly 'receivedAt[gte]'?: string
        /** Received at: more than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'receivedAt[gt]'?: string
        /** Received at: this or less. ISO 8601 with its offset; a + is written %2B. */
        readonly 'receivedAt[lte]'?: string
        /** Received at: less than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'receivedAt[lt]'?: string
        /** Changed last at: this or more. ISO 8601 with its offset; a + is written %2B. */
        readonly 'updatedAt[gte]'?: string
        /** Changed last at: more than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'updatedAt[gt]'?: string
        /** Changed last at: this or less. ISO 8601 with its offset; a + is written %2B. */
        readonly 'updatedAt[lte]'?: string
        /** Changed last at: less than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'updatedAt[lt]'?: string
        /** fileId. Any of these */
        readonly fileId?: readonly string[]
        /** endToEndId. Any of these */
        readonly endToEndId?: readonly string[]
        readonly needsOperator?: boolean
        /** A minus stands for descending */
        readonly sort?: 
          | 'receivedAt'
          | '-receivedAt'
          | 'updatedAt'
          | '-updatedAt'
          | 'amount'
          | '-amount'
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
        /** References to show in full beside their ids */
        readonly expand?: readonly 'file'[]
      }
    }
    readonly answer: {
      readonly items: readonly ExpandedPayment[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: ExpandedPayment
  }
  /** What was posted, put under way and held on an account */
  readonly listPostings: {
    readonly input: {
      readonly path: {
        /** Kept in the clear: no IBAN, and nothing that names somebody */
        readonly accountId: string
      }
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        readonly 'recordedAt[gte]'?: string
        readonly 'recordedAt[lt]'?: string
        readonly sort?: 'recordedAt' | '-recordedAt'
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
      }
    }
    readonly answer: {
      readonly items: readonly {
        readonly accountId: string
        readonly currency: string
        /** Minor units; more than zero came in, less than zero went out */
        readonly posted: string
        /** Integer number of minor units */
        readonly pendingIn: string
        /** Integer number of minor units */
        readonly pendingOut: string
        /** Integer number of minor units */
        readonly held: string
        /** ISO 8601, UTC */
        readonly recordedAt: string
        readonly effectiveDate: string
        /** The fact that it follows from, for example HoldPlaced */
        readonly because: string
        readonly transactionId?: string
        readonly paymentId?: string
        readonly holdId?: string
        readonly reference?: string
        readonly description?: string
        /** Opaque. Give it as `after` to a read that must show this change. */
        readonly position: string
      }[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: {
      readonly accountId: string
      readonly currency: string
      /** Minor units; more than zero came in, less than zero went out */
      readonly posted: string
      /** Integer number of minor units */
      readonly pendingIn: string
      /** Integer number of minor units */
      readonly pendingOut: string
      /** Integer number of minor units */
      readonly held: string
      /** ISO 8601, UTC */
      readonly recordedAt: string
      readonly effectiveDate: string
      /** The fact that it follows from, for example HoldPlaced */
      readonly because: string
      readonly transactionId?: string
      readonly paymentId?: string
      readonly holdId?: string
      readonly reference?: string
      readonly description?: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** The processes of this installation, and what none of them does */
  readonly listProcesses: {
    readonly input: Readonly<Record<string, never>>
    readonly answer: {
      readonly items: readonly {
        readonly processId: string
        /** everything, gateway, worker or relay */
        readonly role: string
        /** What it works on */
        readonly contexts: readonly string[]
        readonly version: string
        /** running, stopping, or silent: it went without a word, and is taken for dead */
        readonly state: string
        readonly startedAt: string
        /** When it last told of itself */
        readonly seenAt: string
      }[]
      /** What should run, and does not */
      readonly warnings: readonly string[]
    }
    readonly item: {
      readonly processId: string
      /** everything, gateway, worker or relay */
      readonly role: string
      /** What it works on */
      readonly contexts: readonly string[]
      readonly version: string
      /** running, stopping, or silent: it went without a word, and is taken for dead */
      readonly state: string
      readonly startedAt: string
      /** When it last told of itself */
      readonly seenAt: string
    }
  }
  /** What the codes of rails mean, and what to do about each */
  readonly listRailErrors: {
    readonly input: Readonly<Record<string, never>>
    readonly answer: {
      readonly items: readonly RailError[]
    }
    readonly item: RailError
  }
  /** The rails, how they are, and the rules between them */
  readonly listRails: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: {
      readonly items: readonly Rail[]
      readonly rules: readonly RoutingRule[]
    }
    readonly item: Rail
  }
  /** List refunds, the newest first */
  readonly listRefunds: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        /** paymentId. Any of these */
        readonly paymentId?: readonly string[]
        /** status. Any of these */
        readonly status?: readonly (
          | 'awaiting-approval'
          | 'denied'
          | 'withdrawn'
          | 'expired'
          | 'requested'
          | 'submitted'
          | 'pending'
          | 'unknown'
          | 'settled'
          | 'rejected'
          | 'reversed')[]
        /** Asked for at: this or more. ISO 8601 with its offset; a + is written %2B. */
        readonly 'requestedAt[gte]'?: string
        /** Asked for at: more than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'requestedAt[gt]'?: string
        /** Asked for at: this or less. ISO 8601 with its offset; a + is written %2B. */
        readonly 'requestedAt[lte]'?: string
        /** Asked for at: less than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'requestedAt[lt]'?: string
        /** A minus stands for descending */
        readonly sort?: 'requestedAt' | '-requestedAt'
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
        /** References to show in full beside their ids */
        readonly expand?: readonly ('payment' | 'payment.file')[]
      }
    }
    readonly answer: {
      readonly items: readonly {
        readonly refundId: string
        readonly paymentId: string
        /** Among the transfers of its payment */
        readonly number: number
        readonly status: 
          | 'awaiting-approval'
          | 'denied'
          | 'withdrawn'
          | 'expired'
          | 'requested'
          | 'submitted'
          | 'pending'
          | 'unknown'
          | 'settled'
          | 'rejected'
          | 'reversed'
        readonly amount: Money
        readonly reason: string
        readonly requestedBy: string
        /** ISO 8601, UTC */
        readonly requestedAt: string
        /** ISO 8601, UTC */
        readonly updatedAt: string
        /** The submission that it gives back */
        readonly returnOf: string
        /** Who agreed, where somebody had to */
        readonly approvedBy?: string
        /** That the rail was asked to take it back */
        readonly cancellation?: {
          readonly state: 'asked' | 'failed'
          /** too-late, not-found, or unanswered */
          readonly because?: string
        }
        readonly railReference?: string
        readonly rejection?: PaymentRejection
        /** With `expand=payment`; null where there is no such thing */
        readonly payment?: ExpandedPayment | null
      }[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: {
      readonly refundId: string
      readonly paymentId: string
      /** Among the transfers of its payment */
      readonly number: number
      readonly status: 
        | 'awaiting-approval'
        | 'denied'
        | 'withdrawn'
        | 'expired'
        | 'requested'
        | 'submitted'
        | 'pending'
        | 'unknown'
        | 'settled'
        | 'rejected'
        | 'reversed'
      readonly amount: Money
      readonly reason: string
      readonly requestedBy: string
      /** ISO 8601, UTC */
      readonly requestedAt: string
      /** ISO 8601, UTC */
      readonly updatedAt: string
      /** The submission that it gives back */
      readonly returnOf: string
      /** Who agreed, where somebody had to */
      readonly approvedBy?: string
      /** That the rail was asked to take it back */
      readonly cancellation?: {
        readonly state: 'asked' | 'failed'
        /** too-late, not-found, or unanswered */
        readonly because?: string
      }
      readonly railReference?: string
      readonly rejection?: PaymentRejection
      /** With `expand=payment`; null where there is no such thing */
      readonly payment?: ExpandedPayment | null
    }
  }
  /** The refunds of a payment */
  readonly listRefundsOfPayment: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
      }
    }
    readonly answer: {
      readonly items: readonly {
        readonly refundId: string
        readonly paymentId: string
        /** Among the transfers of its payment */
        readonly number: number
        readonly status: 
          | 'awaiting-approval'
          | 'denied'
          | 'withdrawn'
          | 'expired'
          | 'requested'
          | 'submitted'
          | 'pending'
          | 'unknown'
          | 'settled'
          | 'rejected'
          | 'reversed'
        readonly amount: Money
        readonly reason: string
        readonly requestedBy: string
        /** ISO 8601, UTC */
        readonly requestedAt: string
        /** ISO 8601, UTC */
        readonly updatedAt: string
        /** The submission that it gives back */
        readonly returnOf: string
        /** Who agreed, where somebody had to */
        readonly approvedBy?: string
        /** That the rail was asked to take it back */
        readonly cancellation?: {
          readonly state: 'asked' | 'failed'
          /** too-late, not-found, or unanswered */
          readonly because?: string
        }
        readonly railReference?: string
        readonly rejection?: PaymentRejection
      }[]
    }
    readonly item: {
      readonly refundId: string
      readonly paymentId: string
      /** Among the transfers of its payment */
      readonly number: number
      readonly status: 
        | 'awaiting-approval'
        | 'denied'
        | 'withdrawn'
        | 'expired'
        | 'requested'
        | 'submitted'
        | 'pending'
        | 'unknown'
        | 'settled'
        | 'rejected'
        | 'reversed'
      readonly amount: Money
      readonly reason: string
      readonly requestedBy: string
      /** ISO 8601, UTC */
      readonly requestedAt: string
      /** ISO 8601, UTC */
      readonly updatedAt: string
      /** The submission that it gives back */
      readonly returnOf: string
      /** Who agreed, where somebody had to */
      readonly approvedBy?: string
      /** That the rail was asked to take it back */
      readonly cancellation?: {
        readonly state: 'asked' | 'failed'
        /** too-late, not-found, or unanswered */
        readonly because?: string
      }
      readonly railReference?: string
      readonly rejection?: PaymentRejection
    }
  }
  /** How far each context was published to the message bus */
  readonly listRelays: {
    readonly input: Readonly<Record<string, never>>
    readonly answer: {
      readonly items: readonly {
        readonly context: string
        /** How far the log was published */
        readonly position: number
        /** The log's last position; what lies between is to be sent */
        readonly head: number
        /** As of a consumer; missing where no process runs it */
        readonly state: string
        readonly reason?: string
      }[]
    }
    readonly item: {
      readonly context: string
      /** How far the log was published */
      readonly position: number
      /** The log's last position; what lies between is to be sent */
      readonly head: number
      /** As of a consumer; missing where no process runs it */
      readonly state: string
      readonly reason?: string
    }
  }
  /** Questions to other systems, and how long they wait */
  readonly listRequests: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        /** Who is asked. Any of these */
        readonly source?: readonly string[]
        /** What is asked, such as GetTrn. Any of these */
        readonly name?: readonly string[]
        /** For example transaction/T-1. Any of these */
        readonly subject?: readonly string[]
        /** state. Any of these */
        readonly state?: readonly ('open' | 'answered' | 'expired')[]
        /** Asked at: this or more. ISO 8601 with its offset; a + is written %2B. */
        readonly 'askedAt[gte]'?: string
        /** Asked at: more than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'askedAt[gt]'?: string
        /** Asked at: this or less. ISO 8601 with its offset; a + is written %2B. */
        readonly 'askedAt[lte]'?: string
        /** Asked at: less than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'askedAt[lt]'?: string
        /** Answered or given up at: this or more. ISO 8601 with its offset; a + is written %2B. */
        readonly 'endedAt[gte]'?: string
        /** Answered or given up at: more than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'endedAt[gt]'?: string
        /** Answered or given up at: this or less. ISO 8601 with its offset; a + is written %2B. */
        readonly 'endedAt[lte]'?: string
        /** Answered or given up at: less than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'endedAt[lt]'?: string
        /** A minus stands for descending */
        readonly sort?: 'askedAt' | '-askedAt' | 'endedAt' | '-endedAt'
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
      }
    }
    readonly answer: {
      readonly items: readonly Request[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: Request
  }
  /** Where a user is signed in, the latest first */
  readonly listSessions: {
    readonly input: {
      readonly path: {
        readonly userId: string
      }
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: {
      readonly items: readonly Session[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: Session
  }
  /** How one can sign in */
  readonly listSignInMethods: {
    readonly input: Readonly<Record<string, never>>
    readonly answer: {
      readonly provider?: {
        readonly name: string
      }
    }
  }
  /** List lines of bank statements, by statement, payment or how they were matched */
  readonly listStatementLines: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        /** statementId. Any of these */
        readonly statementId?: readonly string[]
        /** match. Any of these */
        readonly match?: readonly ('open' | 'matched' | 'unmatched' | 'ambiguous')[]
        /** paymentId. Any of these */
        readonly paymentId?: readonly string[]
        /** endToEndId. Any of these */
        readonly endToEndId?: readonly string[]
        /** uetr. Any of these */
        readonly uetr?: readonly string[]
        /** A minus stands for descending */
        readonly sort?: 'place' | '-place'
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
      }
    }
    readonly answer: {
      readonly items: readonly {
        readonly statementId: string
        readonly line: number
        readonly match: 'open' | 'matched' | 'unmatched' | 'ambiguous'
        /** Which reference named the payment, or why none was taken */
        readonly matchedBy: string | null
        readonly paymentId: string | null
        readonly amount: Money
        readonly direction: 'credit' | 'debit'
        /** BOOK, PDNG or INFO */
        readonly status: string
        readonly isReversal: boolean
        readonly isReturn: boolean
        readonly bookedOn: string | null
        readonly valuedOn: string | null
        readonly endToEndId: string | null
        readonly uetr: string | null
        readonly bankReference: string | null
        readonly code: string | null
        /** Masked */
        readonly counterparty: string | null
        readonly instructionId: string | null
        /** Who matched it, or took it out of a match, by hand */
        readonly decidedBy?: string
        /** And why */
        readonly reason?: string
        /** Opaque. Give it as `after` to a read that must show this change. */
        readonly position: string
      }[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: {
      readonly statementId: string
      readonly line: number
      readonly match: 'open' | 'matched' | 'unmatched' | 'ambiguous'
      /** Which reference named the payment, or why none was taken */
      readonly matchedBy: string | null
      readonly paymentId: string | null
      readonly amount: Money
      readonly direction: 'credit' | 'debit'
      /** BOOK, PDNG or INFO */
      readonly status: string
      readonly isReversal: boolean
      readonly isReturn: boolean
      readonly bookedOn: string | null
      readonly valuedOn: string | null
      readonly endToEndId: string | null
      readonly uetr: string | null
      readonly bankReference: string | null
      readonly code: string | null
      /** Masked */
      readonly counterparty: string | null
      readonly instructionId: string | null
      /** Who matched it, or took it out of a match, by hand */
      readonly decidedBy?: string
      /** And why */
      readonly reason?: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** What source systems were asked about, and what came of it */
  readonly listSuspenders: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        /** source. Any of these */
        readonly source?: readonly string[]
        /** transactionId. Any of these */
        readonly transactionId?: readonly string[]
        /** status. Any of these */
        readonly status?: readonly ('open' | 'confirmed' | 'disagrees' | 'not-found' | 'no-answer')[]
        /** Opened at: this or more. ISO 8601 with its offset; a + is written %2B. */
        readonly 'openedAt[gte]'?: string
        /** Opened at: more than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'openedAt[gt]'?: string
        /** Opened at: this or less. ISO 8601 with its offset; a + is written %2B. */
        readonly 'openedAt[lte]'?: string
        /** Opened at: less than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'openedAt[lt]'?: string
        /** Settled at: this or more. ISO 8601 with its offset; a + is written %2B. */
        readonly 'settledAt[gte]'?: string
        /** Settled at: more than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'settledAt[gt]'?: string
        /** Settled at: this or less. ISO 8601 with its offset; a + is written %2B. */
        readonly 'settledAt[lte]'?: string
        /** Settled at: less than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'settledAt[lt]'?: string
        /** A minus stands for descending */
        readonly sort?: 'openedAt' | '-openedAt' | 'settledAt' | '-settledAt'
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
      }
    }
    readonly answer: {
      readonly items: readonly Suspender[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: Suspender
  }
  /** List transactions */
  readonly listTransactions: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        /** Recorded at: this or more. ISO 8601 with its offset; a + is written %2B. */
        readonly 'recordedAt[gte]'?: string
        /** Recorded at: more than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'recordedAt[gt]'?: string
        /** Recorded at: this or less. ISO 8601 with its offset; a + is written %2B. */
        readonly 'recordedAt[lte]'?: string
        /** Recorded at: less than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'recordedAt[lt]'?: string
        /** A minus stands for descending */
        readonly sort?: 'recordedAt' | '-recordedAt'
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
        readonly reference?: string
      }
    }
    readonly answer: {
      readonly items: readonly {
        readonly transactionId: string
        readonly postings: readonly {
          readonly account: string
          readonly amount: Money
        }[]
        readonly effectiveDate: string
        /** ISO 8601, UTC */
        readonly recordedAt: string
        readonly reference?: string
        readonly description?: string
        readonly metadata?: Readonly<Record<string, unknown>>
        readonly holdId?: string
        readonly reverses?: string
        readonly reversedBy?: string
        /** Opaque. Give it as `after` to a read that must show this change. */
        readonly position: string
      }[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: {
      readonly transactionId: string
      readonly postings: readonly {
        readonly account: string
        readonly amount: Money
      }[]
      readonly effectiveDate: string
      /** ISO 8601, UTC */
      readonly recordedAt: string
      readonly reference?: string
      readonly description?: string
      readonly metadata?: Readonly<Record<string, unknown>>
      readonly holdId?: string
      readonly reverses?: string
      readonly reversedBy?: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** People with accounts, newest first */
  readonly listUsers: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        /** Created at: this or more. ISO 8601 with its offset; a + is written %2B. */
        readonly 'createdAt[gte]'?: string
        /** Created at: more than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'createdAt[gt]'?: string
        /** Created at: this or less. ISO 8601 with its offset; a + is written %2B. */
        readonly 'createdAt[lte]'?: string
        /** Created at: less than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'createdAt[lt]'?: string
        /** A minus stands for descending */
        readonly sort?: 'createdAt' | '-createdAt'
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
      }
    }
    readonly answer: {
      readonly items: readonly User[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: User
  }
  /** The views, how far each has come, and the rebuilds that are under way */
  readonly listViews: {
    readonly input: Readonly<Record<string, never>>
    readonly answer: {
      readonly items: readonly {
        readonly context: string
        readonly name: string
        readonly version: number
        /** live, building or stopped */
        readonly state: string
        /** The event that a stopped view cannot get past */
        readonly reason?: string
        /** How far the view has come in its log */
        readonly position: number
        /** The log's last position */
        readonly head: number
        readonly rebuild?: {
          /** running, paused, done, cancelled or failed */
          readonly state: string
          readonly reason?: string
          readonly position: number
          readonly target: number
          readonly ratePerSecond: number
          readonly secondsLeft?: number
          readonly report?: unknown
        }
      }[]
    }
    readonly item: {
      readonly context: string
      readonly name: string
      readonly version: number
      /** live, building or stopped */
      readonly state: string
      /** The event that a stopped view cannot get past */
      readonly reason?: string
      /** How far the view has come in its log */
      readonly position: number
      /** The log's last position */
      readonly head: number
      readonly rebuild?: {
        /** running, paused, done, cancelled or failed */
        readonly state: string
        readonly reason?: string
        readonly position: number
        readonly target: number
        readonly ratePerSecond: number
        readonly secondsLeft?: number
        readonly report?: unknown
      }
    }
  }
  /** What was sent, and how it went */
  readonly listWebhookDeliveries: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        /** endpointId. Any of these */
        readonly endpointId?: readonly string[]
        /** status. Any of these */
        readonly status?: readonly ('waiting' | 'due' | 'sending' | 'retrying' | 'delivered' | 'abandoned')[]
        /** For example payment.settled. Any of these */
        readonly eventType?: readonly string[]
        /** For example payment/0190.... Any of these */
        readonly subject?: readonly string[]
        /** Queued at: this or more. ISO 8601 with its offset; a + is written %2B. */
        readonly 'queuedAt[gte]'?: string
        /** Queued at: more than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'queuedAt[gt]'?: string
        /** Queued at: this or less. ISO 8601 with its offset; a + is written %2B. */
        readonly 'queuedAt[lte]'?: string
        /** Queued at: less than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'queuedAt[lt]'?: string
        /** Changed last at: this or more. ISO 8601 with its offset; a + is written %2B. */
        readonly 'updatedAt[gte]'?: string
        /** Changed last at: more than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'updatedAt[gt]'?: string
        /** Changed last at: this or less. ISO 8601 with its offset; a + is written %2B. */
        readonly 'updatedAt[lte]'?: string
        /** Changed last at: less than this. ISO 8601 with its offset; a + is written %2B. */
        readonly 'updatedAt[lt]'?: string
        /** A minus stands for descending */
        readonly sort?: 'queuedAt' | '-queuedAt' | 'updatedAt' | '-updatedAt'
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
      }
    }
    readonly answer: {
      readonly items: readonly {
        readonly deliveryId: string
        readonly endpointId: string
        /** The fact; sent as webhook-id */
        readonly eventId: string
        readonly eventType: string
        readonly subject: string
        /** The entity's version */
        readonly sequence: number
        /** `waiting` stands behind another delivery of the same entity */
        readonly status: 'waiting' | 'due' | 'sending' | 'retrying' | 'delivered' | 'abandoned'
        readonly attempts: number
        readonly lastStatus?: number
        readonly lastReason?: string
        readonly durationMs?: number
        /** ISO 8601, UTC */
        readonly nextAttemptAt?: string
        readonly abandonedBecause?: 'retries-used-up' | 'too-old' | 'endpoint-removed'
        readonly resendOf?: string
        readonly isTest: boolean
        /** ISO 8601, UTC */
        readonly queuedAt: string
        /** ISO 8601, UTC */
        readonly updatedAt: string
        /** Opaque. Give it as `after` to a read that must show this change. */
        readonly position: string
      }[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: {
      readonly deliveryId: string
      readonly endpointId: string
      /** The fact; sent as webhook-id */
      readonly eventId: string
      readonly eventType: string
      readonly subject: string
      /** The entity's version */
      readonly sequence: number
      /** `waiting` stands behind another delivery of the same entity */
      readonly status: 'waiting' | 'due' | 'sending' | 'retrying' | 'delivered' | 'abandoned'
      readonly attempts: number
      readonly lastStatus?: number
      readonly lastReason?: string
      readonly durationMs?: number
      /** ISO 8601, UTC */
      readonly nextAttemptAt?: string
      readonly abandonedBecause?: 'retries-used-up' | 'too-old' | 'endpoint-removed'
      readonly resendOf?: string
      readonly isTest: boolean
      /** ISO 8601, UTC */
      readonly queuedAt: string
      /** ISO 8601, UTC */
      readonly updatedAt: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Endpoints, newest first; never their secrets */
  readonly listWebhookEndpoints: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
        readonly needsOperator?: boolean
        /** A minus stands for descending */
        readonly sort?: 'createdAt' | '-createdAt'
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
      }
    }
    readonly answer: {
      readonly items: readonly {
        readonly endpointId: string
        readonly url: string
        readonly description?: string
        readonly eventTypes: readonly string[]
        /** Shape of the bodies that it gets */
        readonly bodyVersion: number
        readonly status: 'active' | 'paused' | 'removed'
        /**
         * `failing`: it took nothing for too long; `gone`: it answered 410; `backlog-full`: so much waits that nothing more is
         * queued
         */
        readonly pausedBecause?: 'asked' | 'failing' | 'gone' | 'backlog-full'
        /** ISO 8601, UTC */
        readonly pausedAt?: string
        /** It was paused by itself: somebody should look */
        readonly needsOperator: boolean
        /** ISO 8601, UTC */
        readonly failingSince?: string
        /** What happens from then on is not queued */
        readonly missingSince?: string
        /** The last time span whose facts were not queued for it */
        readonly missed?: {
          /** ISO 8601, UTC */
          readonly from: string
          /** ISO 8601, UTC */
          readonly until: string
        }
        readonly secretGeneration: number
        /** Until then the secret before signs too */
        readonly previousSecretUntil?: string
        /** Deliveries that are neither delivered nor abandoned */
        readonly open: number
        readonly delivered: number
        readonly abandoned: number
        readonly failedAttempts: number
        /** ISO 8601, UTC */
        readonly lastDeliveredAt?: string
        /** ISO 8601, UTC */
        readonly lastFailedAt?: string
        /** ISO 8601, UTC */
        readonly createdAt: string
        readonly createdBy: string
        /** ISO 8601, UTC */
        readonly updatedAt: string
        /** Opaque. Give it as `after` to a read that must show this change. */
        readonly position: string
      }[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: {
      readonly endpointId: string
      readonly url: string
      readonly description?: string
      readonly eventTypes: readonly string[]
      /** Shape of the bodies that it gets */
      readonly bodyVersion: number
      readonly status: 'active' | 'paused' | 'removed'
      /**
       * `failing`: it took nothing for too long; `gone`: it answered 410; `backlog-full`: so much waits that nothing more is
       * queued
       */
      readonly pausedBecause?: 'asked' | 'failing' | 'gone' | 'backlog-full'
      /** ISO 8601, UTC */
      readonly pausedAt?: string
      /** It was paused by itself: somebody should look */
      readonly needsOperator: boolean
      /** ISO 8601, UTC */
      readonly failingSince?: string
      /** What happens from then on is not queued */
      readonly missingSince?: string
      /** The last time span whose facts were not queued for it */
      readonly missed?: {
        /** ISO 8601, UTC */
        readonly from: string
        /** ISO 8601, UTC */
        readonly until: string
      }
      readonly secretGeneration: number
      /** Until then the secret before signs too */
      readonly previousSecretUntil?: string
      /** Deliveries that are neither delivered nor abandoned */
      readonly open: number
      readonly delivered: number
      readonly abandoned: number
      readonly failedAttempts: number
      /** ISO 8601, UTC */
      readonly lastDeliveredAt?: string
      /** ISO 8601, UTC */
      readonly lastFailedAt?: string
      /** ISO 8601, UTC */
      readonly createdAt: string
      readonly createdBy: string
      /** ISO 8601, UTC */
      readonly updatedAt: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** What an endpoint can ask for */
  readonly listWebhookEventTypes: {
    readonly input: Readonly<Record<string, never>>
    readonly answer: {
      readonly items: readonly {
        readonly type: string
        readonly family: string
        /** The published message */
        readonly message: string
        /** JSON Schema of `data` */
        readonly data: Readonly<Record<string, unknown>>
      }[]
    }
    readonly item: {
      readonly type: string
      readonly family: string
      /** The published message */
      readonly message: string
      /** JSON Schema of `data` */
      readonly data: Readonly<Record<string, unknown>>
    }
  }
  /** Make a link with which the payer or the payee follows a payment */
  readonly makeTrackingLink: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
      }
      readonly body: {
        readonly for: 'payer' | 'payee'
        readonly validDays?: number
      }
    }
    readonly answer: {
      /** On this host: /track/<token> */
      readonly path: string
      readonly expiresAt: string
    }
  }
  /** Say that somebody has looked at a payment that needed it */
  readonly markPaymentHandled: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
      }
      readonly body: {
        readonly note: string
      }
    }
    readonly answer: {
      readonly paymentId: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Look again at the lines that no payment was known for */
  readonly matchBankStatementAgain: {
    readonly input: {
      readonly path: {
        readonly statementId: string
      }
    }
    readonly answer: {
      readonly statementId: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Say which payment a line is about */
  readonly matchStatementLine: {
    readonly input: {
      readonly path: {
        readonly statementId: string
        readonly line: number
      }
      readonly body: {
        readonly paymentId: string
        readonly reason: string
      }
    }
    readonly answer: {
      readonly statementId: string
      readonly line: number
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Open an account */
  readonly openAccount: {
    readonly input: {
      readonly body: {
        /** Kept in the clear: no IBAN, and nothing that names somebody */
        readonly accountId: string
        readonly kind: 'guarded' | 'open'
        readonly currencies: readonly string[]
        /** Of a guarded account; zero for a currency that is not listed */
        readonly overdraftLimits?: readonly Money[]
        /** Kept in the clear: name nobody in it */
        readonly label?: string
      }
    }
    readonly answer: {
      readonly accountId: string
      readonly position: string
    }
  }
  /** Record that the payer disputes what has settled */
  readonly openDispute: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
      }
      readonly body: {
        readonly amount?: {
          readonly minorUnits: string
          /** ISO 4217 alphabetic code */
          readonly currency: string
        }
        readonly reasonCode: string
        readonly responseDue?: string
      }
    }
    readonly answer: {
      readonly paymentId: string
      readonly number: number
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Ask a source system where a transaction stands */
  readonly openSuspender: {
    readonly input: {
      readonly body: {
        readonly source: string
        /** As the system that is asked names it */
        readonly transactionId: string
        readonly expected?: Expectation
        /** After which there is no answer */
        readonly waitSeconds?: number
      }
    }
    readonly answer: {
      readonly suspenderId: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Pause the rebuild of a view */
  readonly pauseViewRebuild: {
    readonly input: {
      readonly path: {
        readonly context: string
        readonly view: string
      }
    }
    readonly answer: {
      readonly context: string
      readonly name: string
      readonly version: number
      /** live, building or stopped */
      readonly state: string
      /** The event that a stopped view cannot get past */
      readonly reason?: string
      /** How far the view has come in its log */
      readonly position: number
      /** The log's last position */
      readonly head: number
      readonly rebuild?: {
        /** running, paused, done, cancelled or failed */
        readonly state: string
        readonly reason?: string
        readonly position: number
        readonly target: number
        readonly ratePerSecond: number
        readonly secondsLeft?: number
        readonly report?: unknown
      }
    }
  }
  /** Hold back what is for an endpoint */
  readonly pauseWebhookEndpoint: {
    readonly input: {
      readonly path: {
        readonly endpointId: string
      }
    }
    readonly answer: {
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Send a ping */
  readonly pingWebhookEndpoint: {
    readonly input: {
      readonly path: {
        readonly endpointId: string
      }
    }
    readonly answer: {
      readonly deliveryId: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Set an amount of a guarded account aside */
  readonly placeHold: {
    readonly input: {
      readonly body: {
        /** Kept in the clear: no IBAN, and nothing that names somebody */
        readonly account: string
        readonly amount: Money
        /** Without it, it stays until it is ended */
        readonly expiresAt?: string
        readonly description?: string
      }
    }
    readonly answer: {
      readonly holdId: string
      readonly position: string
    }
  }
  /** Post a transaction */
  readonly postTransaction: {
    readonly input: {
      readonly body: {
        /** Of each currency they sum to zero; more than zero comes in, less goes out */
        readonly postings: readonly {
          /** Kept in the clear: no IBAN, and nothing that names somebody */
          readonly account: string
          readonly amount: Money
        }[]
        /** YYYY-MM-DD */
        readonly effectiveDate?: string
        /** Your own name for it; used once, names nobody */
        readonly reference?: string
        /** Names nobody */
        readonly description?: string
        readonly metadata?: Metadata
      }
    }
    readonly answer: {
      readonly transactionId: string
      readonly position: string
    }
  }
  /** Propose to redrive or discard many */
  readonly proposeDeadLetterBatch: {
    readonly input: {
      readonly body: {
        readonly does: 'redrive' | 'discard'
        readonly filter: {
          readonly group?: string
          readonly topic?: string
          readonly reason?: string
          readonly key?: string
        }
        /** At most */
        readonly ratePerSecond?: number
        /** In words; kept with it. Names nobody */
        readonly why: string
      }
    }
    readonly answer: DeadLetterBatch
  }
  /** Prove that it is still you; the session goes on under a new id */
  readonly proveAgain: {
    readonly input: {
      readonly body: {
        readonly password?: string
        /** Six digits of an authenticator app */
        readonly code?: string
        readonly passkey?: {
          readonly id: string
          readonly clientDataJSON: string
          readonly authenticatorData: string
          readonly signature: string
          readonly userHandle?: string
        }
        readonly challenge?: string
      }
    }
    readonly answer: SignedIn
  }
  /** One’s own passkeys, authenticator app and recovery codes */
  readonly readOwnFactors: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: Factors
  }
  /** Who is signed in */
  readonly readSession: {
    readonly input: Readonly<Record<string, never>>
    readonly answer: SignedIn
  }
  /** Which roles need a second factor */
  readonly readSignInPolicy: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: SignInPolicy
  }
  /** Holds and erasures of a person */
  readonly readSubject: {
    readonly input: {
      readonly path: {
        readonly subject: string
      }
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: Subject
  }
  /** Build a view anew beside the live one, and swap */
  readonly rebuildView: {
    readonly input: {
      readonly path: {
        readonly context: string
        readonly view: string
      }
    }
    readonly answer: {
      readonly context: string
      readonly name: string
      readonly version: number
      /** live, building or stopped */
      readonly state: string
      /** The event that a stopped view cannot get past */
      readonly reason?: string
      /** How far the view has come in its log */
      readonly position: number
      /** The log's last position */
      readonly head: number
      readonly rebuild?: {
        /** running, paused, done, cancelled or failed */
        readonly state: string
        readonly reason?: string
        readonly position: number
        readonly target: number
        readonly ratePerSecond: number
        readonly secondsLeft?: number
        readonly report?: unknown
      }
    }
  }
  /** Have the lines of bank statements matched with payments */
  readonly receiveBankStatements: {
    readonly input: {
      readonly body: string | Uint8Array
    }
    readonly answer: {
      readonly messageId: string
      readonly statementIds: readonly string[]
      readonly lines: number
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Have a payment made */
  readonly receivePayment: {
    readonly input: {
      readonly body: {
        readonly amount: Money
        readonly debtor: {
          readonly name: string
          /** Blanks are allowed */
          readonly iban?: string
          /** An account number of a country without IBANs, in place of `iban` */
          readonly account?: string
          readonly agentBic?: string
          /** ISO 17442 */
          readonly lei?: string
          /** Across borders it names town and country, and has two lines at most beside them */
          readonly address?: {
            readonly streetName?: string
            readonly buildingNumber?: string
            readonly postCode?: string
            readonly townName?: string
            readonly countrySubDivision?: string
            readonly country?: string
            /** What has no part of its own */
            readonly lines?: readonly string[]
          }
        }
        readonly creditor: {
          readonly name: string
          /** Blanks are allowed */
          readonly iban?: string
          /** An account number of a country without IBANs, in place of `iban` */
          readonly account?: string
          readonly agentBic?: string
          /** ISO 17442 */
          readonly lei?: string
          /** Across borders it names town and country, and has two lines at most beside them */
          readonly address?: {
            readonly streetName?: string
            readonly buildingNumber?: string
            readonly postCode?: string
            readonly townName?: string
            readonly countrySubDivision?: string
            readonly country?: string
            /** What has no part of its own */
            readonly lines?: readonly string[]
          }
        }
        /** The payer's reference, carried to the payee. Kept in the clear: name nobody in it. */
        readonly endToEndId: string
        /** What it is for */
        readonly remittance?: string
        /** On whose behalf the debtor pays */
        readonly ultimateDebtor?: string
        /** Whom the creditor is paid for */
        readonly ultimateCreditor?: string
        /** The creditor's; one that begins with RF keeps to ISO 11649 */
        readonly creditorReference?: string
        /** Who bears the charges, as ISO 20022 names it */
        readonly chargeBearer?: 'DEBT' | 'CRED' | 'SHAR' | 'SLEV'
        /** An ISO 20022 code, or your own. Kept in the clear: name nobody in it. */
        readonly purpose?: string
        /** A UUID of version 4 in lower case, which every bank on the way keeps */
        readonly uetr?: string
        /** Handed over when this day begins, at midnight UTC or of the zone that is set; one that has passed means now */
        readonly requestedExecutionDate?: string
        /** Handed over at this instant, in place of a day */
        readonly scheduledFor?: string
        /**
         * What is asked of the rail; a rail is chosen by it where the rules say so. Without it a payment to another country,
         * unless in euros within SEPA, is `cross-border`
         */
        readonly serviceLevel?: 'sepa' | 'instant' | 'urgent' | 'same-day'
        /** `manual`: the money is held until it is captured, in one or several parts */
        readonly captureMode?: 'automatic' | 'manual'
        /** Of a manual payment; a week from its authorisation where it says nothing */
        readonly holdUntil?: string
        /** The journal account that pays. Of a guarded one the amount is set aside at once, or the order is refused */
        readonly fundingAccount?: string
        /**
         * Of an automatic payment: whether another transfer follows where a rail rejects it for a reason that may pass, such as
         * insufficient funds; where it says nothing, as the installation is set
         */
        readonly retry?: {
          readonly triesMax: number
          readonly withinHours?: number
        }
        readonly metadata?: Metadata
      }
    }
    readonly answer: {
      readonly paymentId: string
      readonly status: 
        | 'received'
        | 'validated'
        | 'awaiting-approval'
        | 'scheduled'
        | 'authorised'
        | 'partially-captured'
        | 'captured'
        | 'submitting'
        | 'submitted'
        | 'pending'
        | 'unknown'
        | 'awaiting-retry'
        | 'settled'
        | 'partially-refunded'
        | 'refunded'
        | 'disputed'
        | 'dispute-lost'
        | 'returned'
        | 'rejected'
        | 'denied'
        | 'cancelled'
        | 'voided'
        | 'expired'
        | 'failed'
      readonly rejection?: PaymentRejection
      /** This order was received before, and that is its payment as it stands now */
      readonly isDuplicate?: true
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Have the payments of a file made */
  readonly receivePaymentFile: {
    readonly input: {
      readonly body: string | Uint8Array
    }
    readonly answer: {
      readonly fileId: string
      readonly messageId: string
      readonly status: 'receiving' | 'completed' | 'stalled'
      readonly transactions: number
      /** So far, while the status is receiving */
      readonly accepted: number
      readonly rejected: number
      readonly problems: readonly FileProblem[]
      readonly problemsTotal: number
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Told by the rail what became of a submission */
  readonly receiveRailCallback: {
    readonly input: {
      readonly body: string | Uint8Array
    }
    readonly answer: {
      readonly paymentId: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Hand one to its handler again; those that wait behind it follow */
  readonly redriveDeadLetter: {
    readonly input: {
      readonly path: {
        readonly letterId: string
      }
      readonly body: {
        /** In words; kept with it. Names nobody */
        readonly why?: string
      }
    }
    readonly answer: DeadLetter
  }
  /** Give back what has settled, in part or whole */
  readonly refundPayment: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
      }
      readonly body: {
        readonly amount?: {
          readonly minorUnits: string
          /** ISO 4217 alphabetic code */
          readonly currency: string
        }
        readonly reason: 'requested-by-payer' | 'duplicate' | 'fraudulent' | 'mistaken'
      }
    }
    readonly answer: {
      readonly paymentId: string
      readonly number: number
      /** Present where it waits for somebody else to approve it */
      readonly approvalId?: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Keep a passkey that was made */
  readonly registerPasskey: {
    readonly input: {
      readonly body: {
        readonly challenge: string
        readonly label: string
        readonly passkey: {
          readonly id: string
          readonly clientDataJSON: string
          readonly attestationObject: string
          readonly transports?: readonly string[]
        }
      }
    }
    readonly answer: {
      readonly factorId: string
      /** For `?after=` of a list that must show it */
      readonly position: string
    }
  }
  /** Give back what is left of a hold */
  readonly releaseHold: {
    readonly input: {
      readonly path: {
        readonly holdId: string
      }
    }
    readonly answer: {
      readonly holdId: string
      readonly position: string
    }
  }
  /** Lift a hold */
  readonly releaseSubject: {
    readonly input: {
      readonly path: {
        readonly subject: string
        readonly holdId: string
      }
    }
    readonly answer: {
      /** For `?after=` of a list that must show it */
      readonly position: string
    }
  }
  /** Take a passkey or the authenticator app away; the recovery codes go with the last of them */
  readonly removeFactor: {
    readonly input: {
      readonly path: {
        readonly factorId: string
      }
    }
    readonly answer: {
      /** For `?after=` of a list that must show it */
      readonly position: string
    }
  }
  /** Remove a limit */
  readonly removeLimit: {
    readonly input: {
      readonly path: {
        readonly limitId: string
      }
    }
    readonly answer: {
      readonly limitId: string
      /** Present where it waits for somebody else to approve it */
      readonly proposalId?: string
      readonly position: string
    }
  }
  /** Send nothing any more */
  readonly removeWebhookEndpoint: {
    readonly input: {
      readonly path: {
        readonly endpointId: string
      }
    }
    readonly answer: {
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Give a passkey another name */
  readonly renamePasskey: {
    readonly input: {
      readonly path: {
        readonly factorId: string
      }
      readonly body: {
        readonly label: string
      }
    }
    readonly answer: {
      /** For `?after=` of a list that must show it */
      readonly position: string
    }
  }
  /** Send a range of deliveries again */
  readonly resendWebhookDeliveries: {
    readonly input: {
      readonly path: {
        readonly endpointId: string
      }
      readonly body: {
        /** Queued at this instant or later */
        readonly from: string
        /** Queued before this instant */
        readonly to: string
        readonly statuses?: readonly ('delivered' | 'abandoned')[]
      }
    }
    readonly answer: {
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Send one delivery again */
  readonly resendWebhookDelivery: {
    readonly input: {
      readonly path: {
        readonly deliveryId: string
      }
    }
    readonly answer: {
      readonly deliveryId: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Take all second factors away from a user who lost them, and sign them out */
  readonly resetFactors: {
    readonly input: {
      readonly path: {
        readonly userId: string
      }
    }
    readonly answer: {
      /** For `?after=` of a list that must show it */
      readonly position: string
    }
  }
  /** Take the next step now */
  readonly resumePayment: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
      }
    }
    readonly answer: {
      readonly paymentId: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Have a file that has stalled go on */
  readonly resumePaymentFile: {
    readonly input: {
      readonly path: {
        readonly fileId: string
      }
    }
    readonly answer: {
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Resume the paused rebuild of a view */
  readonly resumeViewRebuild: {
    readonly input: {
      readonly path: {
        readonly context: string
        readonly view: string
      }
    }
    readonly answer: {
      readonly context: string
      readonly name: string
      readonly version: number
      /** live, building or stopped */
      readonly state: string
      /** The event that a stopped view cannot get past */
      readonly reason?: string
      /** How far the view has come in its log */
      readonly position: number
      /** The log's last position */
      readonly head: number
      readonly rebuild?: {
        /** running, paused, done, cancelled or failed */
        readonly state: string
        readonly reason?: string
        readonly position: number
        readonly target: number
        readonly ratePerSecond: number
        readonly secondsLeft?: number
        readonly report?: unknown
      }
    }
  }
  /** Deliver again, and what was missed first */
  readonly resumeWebhookEndpoint: {
    readonly input: {
      readonly path: {
        readonly endpointId: string
      }
    }
    readonly answer: {
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** See the parties of a payment in full */
  readonly revealPayment: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
      }
      readonly body: {
        readonly reason: string
      }
    }
    readonly answer: {
      readonly paymentId: string
      readonly debtor: {
        readonly name: string
        readonly account: string
        readonly agentBic?: string
        readonly country?: string
        readonly subject: string
      } | {
        readonly name: null
        readonly account: null
        readonly subject: string
        readonly erased: true
      }
      readonly creditor: {
        readonly name: string
        readonly account: string
        readonly agentBic?: string
        readonly country?: string
        readonly subject: string
      } | {
        readonly name: null
        readonly account: null
        readonly subject: string
        readonly erased: true
      }
      readonly remittance: string | null
      /** What the payer said beyond that; absent where it was nothing, or is erased */
      readonly details?: {
        readonly ultimateDebtor?: string
        readonly ultimateCreditor?: string
        readonly creditorReference?: string
        readonly documents?: readonly string[]
        readonly regulatory?: readonly string[]
        readonly debtorLei?: string
        readonly creditorLei?: string
        readonly debtorAddress?: string
        readonly creditorAddress?: string
      }
    }
  }
  /** Take a transaction back by a new one, once */
  readonly reverseTransaction: {
    readonly input: {
      readonly path: {
        readonly transactionId: string
      }
      readonly body: {
        /** YYYY-MM-DD */
        readonly effectiveDate?: string
        readonly description?: string
        readonly metadata?: Metadata
      }
    }
    readonly answer: {
      readonly transactionId: string
      readonly position: string
    }
  }
  /** Make a key void: here at once, in other processes within seconds */
  readonly revokeApiKey: {
    readonly input: {
      readonly path: {
        readonly keyId: string
      }
    }
    readonly answer: {
      /** For `?after=` of a list that must show it */
      readonly position: string
    }
  }
  /** Sign with a new secret */
  readonly rotateWebhookSecret: {
    readonly input: {
      readonly path: {
        readonly endpointId: string
      }
      readonly body: {
        /** How long the old secret signs too; 0 for one that has leaked, also while a rotation is under way */
        readonly overlapHours?: number
      }
    }
    readonly answer: {
      /** Shown here and never again; the same Idempotency-Key shows it again */
      readonly secret: string
      readonly secretGeneration: number
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** List the payments of an account */
  readonly searchPaymentsByAccount: {
    readonly input: {
      readonly body: {
        /** An IBAN or another account number */
        readonly account: string
        readonly side: 'debtor' | 'creditor'
        readonly limit?: number
        /** `next` of the page before, with the same filter and sort */
        readonly cursor?: string
      }
    }
    readonly answer: {
      readonly items: readonly Payment[]
      /** Cursor of the next page; absent at the end */
      readonly next?: string
      /** Opaque. The list shows everything up to here; begin a live stream with it as `after` */
      readonly position: string
    }
    readonly item: Payment
  }
  /** Limit what a payer, an account or a rail pays */
  readonly setLimit: {
    readonly input: {
      readonly body: {
        readonly scope: 'payer' | 'account' | 'rail'
        /**
         * Of a payer: an IBAN or account number, which is not kept, or the debtor's `subject` as payments show it; else the id of
         * a journal account, or the name of a rail
         */
        readonly subject: string
        readonly currency: string
        readonly amount?: string
        readonly count?: number
        readonly window: LimitWindow
        readonly label?: string
      }
    }
    readonly answer: {
      readonly limitId: string
      /** Present where it waits for somebody else to approve it */
      readonly proposalId?: string
      readonly position: string
    }
  }
  /** Set the overdraft limit of a guarded account in one currency */
  readonly setOverdraftLimit: {
    readonly input: {
      readonly path: {
        /** Kept in the clear: no IBAN, and nothing that names somebody */
        readonly accountId: string
      }
      readonly body: {
        readonly limit: Money
      }
    }
    readonly answer: {
      readonly accountId: string
      readonly position: string
    }
  }
  /** Set a password; all sessions of the user end */
  readonly setPassword: {
    readonly input: {
      readonly path: {
        readonly userId: string
      }
      readonly body: {
        readonly password: string
        readonly currentPassword?: string
      }
    }
    readonly answer: {
      /** For `?after=` of a list that must show it */
      readonly position: string
    }
  }
  /** Sign in with a username and a password */
  readonly signIn: {
    readonly input: {
      readonly body: {
        readonly username: string
        readonly password: string
      }
    }
    readonly answer: SecondFactorNeeded | SignedIn
  }
  /** Sign in with a passkey that verified its owner */
  readonly signInWithPasskey: {
    readonly input: {
      readonly body: {
        readonly challenge: string
        readonly passkey: {
          readonly id: string
          readonly clientDataJSON: string
          readonly authenticatorData: string
          readonly signature: string
          readonly userHandle?: string
        }
      }
    }
    readonly answer: SignedIn
  }
  /** Sign out */
  readonly signOut: {
    readonly input: Readonly<Record<string, never>>
    readonly answer: undefined
  }
  /** Post a transaction from what is held */
  readonly spendHold: {
    readonly input: {
      readonly path: {
        readonly holdId: string
      }
      readonly body: {
        readonly amount: Money
        /** Kept in the clear: no IBAN, and nothing that names somebody */
        readonly to: string
        /** Whether what is left is given back at once */
        readonly releaseRest?: boolean
        /** YYYY-MM-DD */
        readonly effectiveDate?: string
        readonly description?: string
      }
    }
    readonly answer: {
      readonly holdId: string
      readonly transactionId: string
      readonly position: string
    }
  }
  /** Send evidence in a dispute */
  readonly submitDisputeEvidence: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
        readonly dispute: number
      }
      readonly body: {
        readonly text: string
      }
    }
    readonly answer: {
      readonly paymentId: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Counts and sums by status and currency */
  readonly summarisePayments: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: {
      readonly items: readonly PaymentSummary[]
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
    readonly item: PaymentSummary
  }
  /** How far a payment has come */
  readonly trackPayment: {
    readonly input: {
      readonly path: {
        readonly token: string
      }
    }
    readonly answer: TrackedPayment
  }
  /** Which rail would be taken, and why */
  readonly tryRoute: {
    readonly input: {
      readonly body: {
        readonly amount: Money
        readonly debtorCountry?: string
        readonly creditorCountry?: string
        readonly serviceLevel?: string
        /** Absent: now */
        readonly at?: string
      }
    }
    readonly answer: Route
  }
  /** See what posting a transaction would do */
  readonly tryTransaction: {
    readonly input: {
      readonly body: {
        /** Of each currency they sum to zero; more than zero comes in, less goes out */
        readonly postings: readonly {
          /** Kept in the clear: no IBAN, and nothing that names somebody */
          readonly account: string
          readonly amount: Money
        }[]
        /** YYYY-MM-DD */
        readonly effectiveDate?: string
        /** Your own name for it; used once, names nobody */
        readonly reference?: string
        /** Names nobody */
        readonly description?: string
        readonly metadata?: Metadata
      }
    }
    readonly answer: {
      readonly accepted: true
      readonly balances: readonly {
        readonly accountId: string
        readonly balances: readonly {
          readonly currency: string
          /** Booked; minor units */
          readonly posted: string
          /** Under way to this account */
          readonly pendingIn: string
          /** Under way from this account */
          readonly pendingOut: string
          /** Set aside */
          readonly held: string
          /** Posted, less what is held and what is under way out */
          readonly available: string
          /** Integer number of minor units */
          readonly overdraftLimit?: string
          /** Available and the overdraft limit */
          readonly takeable?: string
        }[]
      }[]
    } | {
      readonly accepted: false
      readonly refusal: string
      readonly detail?: Readonly<Record<string, unknown>>
    }
  }
  /** Say that a line is not about the payment that it was matched with */
  readonly unmatchStatementLine: {
    readonly input: {
      readonly path: {
        readonly statementId: string
        readonly line: number
      }
      readonly body: {
        readonly reason: string
      }
    }
    readonly answer: {
      readonly statementId: string
      readonly line: number
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Recompute a log and hold it against its signed checkpoints */
  readonly verifyLog: {
    readonly input: {
      readonly path: {
        readonly log: string
      }
    }
    readonly answer: {
      readonly log: string
      readonly position: number
      readonly hash: string
      /** Signed checkpoints that it was held against */
      readonly checkpoints: number
      readonly problems: readonly {
        readonly position: number
        readonly what: string
      }[]
    }
  }
  /** Give back what is held */
  readonly voidPayment: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
      }
    }
    readonly answer: {
      readonly paymentId: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
  /** Watch balances change */
  readonly watchAccounts: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: undefined
  }
  /** Watch approvals change */
  readonly watchApprovals: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: undefined
  }
  /** Watch the audit as it is written */
  readonly watchAudit: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: undefined
  }
  /** Watch bank statements arrive and be matched */
  readonly watchBankStatements: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: undefined
  }
  /** Watch disputes change */
  readonly watchDisputes: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: undefined
  }
  /** Watch holds */
  readonly watchHolds: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: undefined
  }
  /** Watch proposed changes of limits */
  readonly watchLimitProposals: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: undefined
  }
  /** Watch limits being used */
  readonly watchLimits: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: undefined
  }
  /** Watch payment files arrive */
  readonly watchPaymentFiles: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: undefined
  }
  /** Watch counts and sums change */
  readonly watchPaymentSummary: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: undefined
  }
  /** Watch payments change */
  readonly watchPayments: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: undefined
  }
  /** Watch refunds change */
  readonly watchRefunds: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: undefined
  }
  /** Watch transactions being posted */
  readonly watchTransactions: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: undefined
  }
  /** Watch deliveries */
  readonly watchWebhookDeliveries: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: undefined
  }
  /** Watch endpoints change */
  readonly watchWebhookEndpoints: {
    readonly input: {
      readonly query?: {
        /** A position token of an earlier answer: waits until it can be seen here. */
        readonly after?: string
      }
    }
    readonly answer: undefined
  }
  /** Take back a change of a limit that waits for approval */
  readonly withdrawLimitChange: {
    readonly input: {
      readonly path: {
        readonly proposalId: string
      }
    }
    readonly answer: {
      readonly proposalId: string
      readonly position: string
    }
  }
  /** Take back a capture or a refund that waits for approval */
  readonly withdrawTransfer: {
    readonly input: {
      readonly path: {
        readonly paymentId: string
        readonly number: number
      }
    }
    readonly answer: {
      readonly paymentId: string
      /** Opaque. Give it as `after` to a read that must show this change. */
      readonly position: string
    }
  }
}

/** How each operation is called. `keyed`: it takes an Idempotency-Key. */
export const addresses = {
  approveDeadLetterBatch: {
    method: 'POST',
    path: '/v1/dead-letter-batches/{batchId}/approve',
    keyed: false,
    mediaType: 'application/json',
  },
  approveLimitChange: {
    method: 'POST',
    path: '/v1/limit-proposals/{proposalId}/approve',
    keyed: true,
  },
  approvePayment: {
    method: 'POST',
    path: '/v1/approvals/{paymentId}/approve',
    keyed: true,
  },
  approveTransfer: {
    method: 'POST',
    path: '/v1/approvals/{paymentId}/{number}/approve',
    keyed: true,
  },
  beginPasskeyRegistration: {
    method: 'POST',
    path: '/v1/account/passkeys/challenge',
    keyed: false,
  },
  beginPasskeySignIn: {
    method: 'POST',
    path: '/v1/sessions/passkey-challenge',
    keyed: false,
  },
  beginProof: {
    method: 'POST',
    path: '/v1/session/challenge',
    keyed: false,
  },
  beginTotpEnrolment: {
    method: 'POST',
    path: '/v1/account/totp/challenge',
    keyed: false,
  },
  cancelCapture: {
    method: 'POST',
    path: '/v1/payments/{paymentId}/captures/{number}/cancel',
    keyed: true,
    mediaType: 'application/json',
  },
  cancelPayment: {
    method: 'POST',
    path: '/v1/payments/{paymentId}/cancel',
    keyed: true,
    mediaType: 'application/json',
  },
  cancelRefund: {
    method: 'POST',
    path: '/v1/payments/{paymentId}/refunds/{number}/cancel',
    keyed: true,
    mediaType: 'application/json',
  },
  cancelViewRebuild: {
    method: 'POST',
    path: '/v1/views/{context}/{view}/cancel',
    keyed: false,
  },
  capturePayment: {
    method: 'POST',
    path: '/v1/payments/{paymentId}/captures',
    keyed: true,
    mediaType: 'application/json',
  },
  changeLimit: {
    method: 'PUT',
    path: '/v1/limits/{limitId}',
    keyed: true,
    mediaType: 'application/json',
  },
  changeRoles: {
    method: 'POST',
    path: '/v1/users/{userId}/roles',
    keyed: true,
    mediaType: 'application/json',
  },
  changeSignInPolicy: {
    method: 'PUT',
    path: '/v1/sign-in-policy',
    keyed: true,
    mediaType: 'application/json',
  },
  changeWebhookEndpoint: {
    method: 'PUT',
    path: '/v1/webhooks/endpoints/{endpointId}',
    keyed: true,
    mediaType: 'application/json',
  },
  checkJournal: {
    method: 'GET',
    path: '/v1/journal/check',
    keyed: false,
  },
  closeAccount: {
    method: 'POST',
    path: '/v1/accounts/{accountId}/close',
    keyed: true,
  },
  completeSignIn: {
    method: 'POST',
    path: '/v1/sessions/second-factor',
    keyed: false,
    mediaType: 'application/json',
  },
  countDeadLetters: {
    method: 'GET',
    path: '/v1/dead-letters/summary',
    keyed: false,
  },
  createUser: {
    method: 'POST',
    path: '/v1/users',
    keyed: true,
    mediaType: 'application/json',
  },
  createWebhookEndpoint: {
    method: 'POST',
    path: '/v1/webhooks/endpoints',
    keyed: true,
    mediaType: 'application/json',
  },
  decideDispute: {
    method: 'POST',
    path: '/v1/payments/{paymentId}/disputes/{dispute}/outcome',
    keyed: true,
    mediaType: 'application/json',
  },
  denyDeadLetterBatch: {
    method: 'POST',
    path: '/v1/dead-letter-batches/{batchId}/deny',
    keyed: false,
    mediaType: 'application/json',
  },
  denyLimitChange: {
    method: 'POST',
    path: '/v1/limit-proposals/{proposalId}/deny',
    keyed: true,
    mediaType: 'application/json',
  },
  denyPayment: {
    method: 'POST',
    path: '/v1/approvals/{paymentId}/deny',
    keyed: true,
    mediaType: 'application/json',
  },
  denyTransfer: {
    method: 'POST',
    path: '/v1/approvals/{paymentId}/{number}/deny',
    keyed: true,
    mediaType: 'application/json',
  },
  disableUser: {
    method: 'POST',
    path: '/v1/users/{userId}/disable',
    keyed: true,
  },
  discardDeadLetter: {
    method: 'POST',
    path: '/v1/dead-letters/{letterId}/discard',
    keyed: false,
    mediaType: 'application/json',
  },
  editDeadLetter: {
    method: 'PUT',
    path: '/v1/dead-letters/{letterId}/payload',
    keyed: false,
    mediaType: 'application/json',
  },
  enableUser: {
    method: 'POST',
    path: '/v1/users/{userId}/enable',
    keyed: true,
  },
  endOtherSessions: {
    method: 'POST',
    path: '/v1/account/sessions/end-others',
    keyed: true,
  },
  endOwnSession: {
    method: 'DELETE',
    path: '/v1/account/sessions/{sessionId}',
    keyed: true,
  },
  endSessions: {
    method: 'POST',
    path: '/v1/users/{userId}/sessions/end',
    keyed: true,
  },
  enrolTotp: {
    method: 'POST',
    path: '/v1/account/totp',
    keyed: true,
    mediaType: 'application/json',
  },
  eraseSubject: {
    method: 'POST',
    path: '/v1/subjects/{subject}/erase',
    keyed: true,
    mediaType: 'application/json',
  },
  getAccount: {
    method: 'GET',
    path: '/v1/accounts/{accountId}',
    keyed: false,
  },
  getBalanceHistory: {
    method: 'GET',
    path: '/v1/accounts/{accountId}/history',
    keyed: false,
  },
  getBalances: {
    method: 'GET',
    path: '/v1/accounts/{accountId}/balances',
    keyed: false,
  },
  getBankStatement: {
    method: 'GET',
    path: '/v1/bank-statements/{statementId}',
    keyed: false,
  },
  getDeadLetter: {
    method: 'GET',
    path: '/v1/dead-letters/{letterId}',
    keyed: false,
  },
  getDeadLetterBatch: {
    method: 'GET',
    path: '/v1/dead-letter-batches/{batchId}',
    keyed: false,
  },
  getHold: {
    method: 'GET',
    path: '/v1/holds/{holdId}',
    keyed: false,
  },
  getLimit: {
    method: 'GET',
    path: '/v1/limits/{limitId}',
    keyed: false,
  },
  getMessageMap: {
    method: 'GET',
    path: '/v1/messages/map',
    keyed: false,
  },
  getOperation: {
    method: 'GET',
    path: '/v1/operations/{operationId}',
    keyed: false,
  },
  getPayment: {
    method: 'GET',
    path: '/v1/payments/{paymentId}',
    keyed: false,
  },
  getPaymentFile: {
    method: 'GET',
    path: '/v1/payment-files/{fileId}',
    keyed: false,
  },
  getPaymentFileStatusReport: {
    method: 'GET',
    path: '/v1/payment-files/{fileId}/status-report',
    keyed: false,
  },
  getRequest: {
    method: 'GET',
    path: '/v1/requests/{requestId}',
    keyed: false,
  },
  getStatement: {
    method: 'GET',
    path: '/v1/accounts/{accountId}/statements',
    keyed: false,
  },
  getSuspender: {
    method: 'GET',
    path: '/v1/suspenders/{suspenderId}',
    keyed: false,
  },
  getTransaction: {
    method: 'GET',
    path: '/v1/journal-transactions/{transactionId}',
    keyed: false,
  },
  getTrialBalance: {
    method: 'GET',
    path: '/v1/journal/trial-balance',
    keyed: false,
  },
  getWebhookDelivery: {
    method: 'GET',
    path: '/v1/webhooks/deliveries/{deliveryId}',
    keyed: false,
  },
  getWebhookEndpoint: {
    method: 'GET',
    path: '/v1/webhooks/endpoints/{endpointId}',
    keyed: false,
  },
  giveUpPayment: {
    method: 'POST',
    path: '/v1/payments/{paymentId}/give-up',
    keyed: true,
    mediaType: 'application/json',
  },
  holdSubject: {
    method: 'POST',
    path: '/v1/subjects/{subject}/holds',
    keyed: true,
    mediaType: 'application/json',
  },
  issueApiKey: {
    method: 'POST',
    path: '/v1/api-keys',
    keyed: true,
    mediaType: 'application/json',
  },
  issueRecoveryCodes: {
    method: 'POST',
    path: '/v1/account/recovery-codes',
    keyed: false,
  },
  listAccounts: {
    method: 'GET',
    path: '/v1/accounts',
    keyed: false,
  },
  listApiKeys: {
    method: 'GET',
    path: '/v1/api-keys',
    keyed: false,
  },
  listApprovals: {
    method: 'GET',
    path: '/v1/approvals',
    keyed: false,
  },
  listAttempts: {
    method: 'GET',
    path: '/v1/payments/{paymentId}/attempts',
    keyed: false,
  },
  listAudit: {
    method: 'GET',
    path: '/v1/audit',
    keyed: false,
  },
  listBankStatements: {
    method: 'GET',
    path: '/v1/bank-statements',
    keyed: false,
  },
  listBreakers: {
    method: 'GET',
    path: '/v1/breakers',
    keyed: false,
  },
  listCaptures: {
    method: 'GET',
    path: '/v1/payments/{paymentId}/captures',
    keyed: false,
  },
  listConsumers: {
    method: 'GET',
    path: '/v1/consumers',
    keyed: false,
  },
  listDeadLetterBatches: {
    method: 'GET',
    path: '/v1/dead-letter-batches',
    keyed: false,
  },
  listDeadLetters: {
    method: 'GET',
    path: '/v1/dead-letters',
    keyed: false,
  },
  listDisputes: {
    method: 'GET',
    path: '/v1/disputes',
    keyed: false,
  },
  listDisputesOfPayment: {
    method: 'GET',
    path: '/v1/payments/{paymentId}/disputes',
    keyed: false,
  },
  listHolds: {
    method: 'GET',
    path: '/v1/holds',
    keyed: false,
  },
  listLimitChanges: {
    method: 'GET',
    path: '/v1/limits/{limitId}/history',
    keyed: false,
  },
  listLimitProposals: {
    method: 'GET',
    path: '/v1/limit-proposals',
    keyed: false,
  },
  listLimits: {
    method: 'GET',
    path: '/v1/limits',
    keyed: false,
  },
  listLogs: {
    method: 'GET',
    path: '/v1/logs',
    keyed: false,
  },
  listMessageTopics: {
    method: 'GET',
    path: '/v1/messages/topics',
    keyed: false,
  },
  listOwnSessions: {
    method: 'GET',
    path: '/v1/account/sessions',
    keyed: false,
  },
  listPaymentEvents: {
    method: 'GET',
    path: '/v1/payments/{paymentId}/events',
    keyed: false,
  },
  listPaymentFiles: {
    method: 'GET',
    path: '/v1/payment-files',
    keyed: false,
  },
  listPayments: {
    method: 'GET',
    path: '/v1/payments',
    keyed: false,
  },
  listPostings: {
    method: 'GET',
    path: '/v1/accounts/{accountId}/postings',
    keyed: false,
  },
  listProcesses: {
    method: 'GET',
    path: '/v1/processes',
    keyed: false,
  },
  listRailErrors: {
    method: 'GET',
    path: '/v1/rails/errors',
    keyed: false,
  },
  listRails: {
    method: 'GET',
    path: '/v1/rails',
    keyed: false,
  },
  listRefunds: {
    method: 'GET',
    path: '/v1/refunds',
    keyed: false,
  },
  listRefundsOfPayment: {
    method: 'GET',
    path: '/v1/payments/{paymentId}/refunds',
    keyed: false,
  },
  listRelays: {
    method: 'GET',
    path: '/v1/relays',
    keyed: false,
  },
  listRequests: {
    method: 'GET',
    path: '/v1/requests',
    keyed: false,
  },
  listSessions: {
    method: 'GET',
    path: '/v1/users/{userId}/sessions',
    keyed: false,
  },
  listSignInMethods: {
    method: 'GET',
    path: '/v1/sign-in-methods',
    keyed: false,
  },
  listStatementLines: {
    method: 'GET',
    path: '/v1/statement-lines',
    keyed: false,
  },
  listSuspenders: {
    method: 'GET',
    path: '/v1/suspenders',
    keyed: false,
  },
  listTransactions: {
    method: 'GET',
    path: '/v1/journal-transactions',
    keyed: false,
  },
  listUsers: {
    method: 'GET',
    path: '/v1/users',
    keyed: false,
  },
  listViews: {
    method: 'GET',
    path: '/v1/views',
    keyed: false,
  },
  listWebhookDeliveries: {
    method: 'GET',
    path: '/v1/webhooks/deliveries',
    keyed: false,
  },
  listWebhookEndpoints: {
    method: 'GET',
    path: '/v1/webhooks/endpoints',
    keyed: false,
  },
  listWebhookEventTypes: {
    method: 'GET',
    path: '/v1/webhooks/event-types',
    keyed: false,
  },
  makeTrackingLink: {
    method: 'POST',
    path: '/v1/payments/{paymentId}/tracking-links',
    keyed: false,
    mediaType: 'application/json',
  },
  markPaymentHandled: {
    method: 'POST',
    path: '/v1/payments/{paymentId}/mark-handled',
    keyed: true,
    mediaType: 'application/json',
  },
  matchBankStatementAgain: {
    method: 'POST',
    path: '/v1/bank-statements/{statementId}/match-again',
    keyed: true,
  },
  matchStatementLine: {
    method: 'POST',
    path: '/v1/bank-statements/{statementId}/lines/{line}/match',
    keyed: true,
    mediaType: 'application/json',
  },
  openAccount: {
    method: 'POST',
    path: '/v1/accounts',
    keyed: true,
    mediaType: 'application/json',
  },
  openDispute: {
    method: 'POST',
    path: '/v1/payments/{paymentId}/disputes',
    keyed: true,
    mediaType: 'application/json',
  },
  openSuspender: {
    method: 'POST',
    path: '/v1/suspenders',
    keyed: true,
    mediaType: 'application/json',
  },
  pauseViewRebuild: {
    method: 'POST',
    path: '/v1/views/{context}/{view}/pause',
    keyed: false,
  },
  pauseWebhookEndpoint: {
    method: 'POST',
    path: '/v1/webhooks/endpoints/{endpointId}/pause',
    keyed: true,
  },
  pingWebhookEndpoint: {
    method: 'POST',
    path: '/v1/webhooks/endpoints/{endpointId}/ping',
    keyed: true,
  },
  placeHold: {
    method: 'POST',
    path: '/v1/holds',
    keyed: true,
    mediaType: 'application/json',
  },
  postTransaction: {
    method: 'POST',
    path: '/v1/journal-transactions',
    keyed: true,
    mediaType: 'application/json',
  },
  proposeDeadLetterBatch: {
    method: 'POST',
    path: '/v1/dead-letter-batches',
    keyed: true,
    mediaType: 'application/json',
  },
  proveAgain: {
    method: 'POST',
    path: '/v1/session/proof',
    keyed: false,
    mediaType: 'application/json',
  },
  readOwnFactors: {
    method: 'GET',
    path: '/v1/account/factors',
    keyed: false,
  },
  readSession: {
    method: 'GET',
    path: '/v1/session',
    keyed: false,
  },
  readSignInPolicy: {
    method: 'GET',
    path: '/v1/sign-in-policy',
    keyed: false,
  },
  readSubject: {
    method: 'GET',
    path: '/v1/subjects/{subject}',
    keyed: false,
  },
  rebuildView: {
    method: 'POST',
    path: '/v1/views/{context}/{view}/rebuild',
    keyed: false,
  },
  receiveBankStatements: {
    method: 'POST',
    path: '/v1/bank-statements',
    keyed: true,
    mediaType: 'application/xml',
  },
  receivePayment: {
    method: 'POST',
    path: '/v1/payments',
    keyed: true,
    mediaType: 'application/json',
  },
  receivePaymentFile: {
    method: 'POST',
    path: '/v1/payment-files',
    keyed: true,
    mediaType: 'application/xml',
  },
  receiveRailCallback: {
    method: 'POST',
    path: '/v1/rails/simulated/callbacks',
    keyed: false,
    mediaType: 'application/json',
  },
  redriveDeadLetter: {
    method: 'POST',
    path: '/v1/dead-letters/{letterId}/redrive',
    keyed: false,
    mediaType: 'application/json',
  },
  refundPayment: {
    method: 'POST',
    path: '/v1/payments/{paymentId}/refunds',
    keyed: true,
    mediaType: 'application/json',
  },
  registerPasskey: {
    method: 'POST',
    path: '/v1/account/passkeys',
    keyed: true,
    mediaType: 'application/json',
  },
  releaseHold: {
    method: 'POST',
    path: '/v1/holds/{holdId}/release',
    keyed: true,
  },
  releaseSubject: {
    method: 'DELETE',
    path: '/v1/subjects/{subject}/holds/{holdId}',
    keyed: true,
  },
  removeFactor: {
    method: 'DELETE',
    path: '/v1/account/factors/{factorId}',
    keyed: true,
  },
  removeLimit: {
    method: 'DELETE',
    path: '/v1/limits/{limitId}',
    keyed: true,
  },
  removeWebhookEndpoint: {
    method: 'DELETE',
    path: '/v1/webhooks/endpoints/{endpointId}',
    keyed: true,
  },
  renamePasskey: {
    method: 'PATCH',
    path: '/v1/account/factors/{factorId}',
    keyed: true,
    mediaType: 'application/json',
  },
  resendWebhookDeliveries: {
    method: 'POST',
    path: '/v1/webhooks/endpoints/{endpointId}/resend',
    keyed: true,
    mediaType: 'application/json',
  },
  resendWebhookDelivery: {
    method: 'POST',
    path: '/v1/webhooks/deliveries/{deliveryId}/resend',
    keyed: true,
  },
  resetFactors: {
    method: 'POST',
    path: '/v1/users/{userId}/factors/reset',
    keyed: true,
  },
  resumePayment: {
    method: 'POST',
    path: '/v1/payments/{paymentId}/resume',
    keyed: true,
  },
  resumePaymentFile: {
    method: 'POST',
    path: '/v1/payment-files/{fileId}/resume',
    keyed: true,
  },
  resumeViewRebuild: {
    method: 'POST',
    path: '/v1/views/{context}/{view}/resume',
    keyed: false,
  },
  resumeWebhookEndpoint: {
    method: 'POST',
    path: '/v1/webhooks/endpoints/{endpointId}/resume',
    keyed: true,
  },
  revealPayment: {
    method: 'POST',
    path: '/v1/payments/{paymentId}/reveal',
    keyed: false,
    mediaType: 'application/json',
  },
  reverseTransaction: {
    method: 'POST',
    path: '/v1/journal-transactions/{transactionId}/reversals',
    keyed: true,
    mediaType: 'application/json',
  },
  revokeApiKey: {
    method: 'DELETE',
    path: '/v1/api-keys/{keyId}',
    keyed: true,
  },
  rotateWebhookSecret: {
    method: 'POST',
    path: '/v1/webhooks/endpoints/{endpointId}/rotate-secret',
    keyed: true,
    mediaType: 'application/json',
  },
  searchPaymentsByAccount: {
    method: 'POST',
    path: '/v1/payments/search',
    keyed: false,
    mediaType: 'application/json',
  },
  setLimit: {
    method: 'POST',
    path: '/v1/limits',
    keyed: true,
    mediaType: 'application/json',
  },
  setOverdraftLimit: {
    method: 'PUT',
    path: '/v1/accounts/{accountId}/overdraft-limit',
    keyed: true,
    mediaType: 'application/json',
  },
  setPassword: {
    method: 'POST',
    path: '/v1/users/{userId}/password',
    keyed: true,
    mediaType: 'application/json',
  },
  signIn: {
    method: 'POST',
    path: '/v1/sessions',
    keyed: false,
    mediaType: 'application/json',
  },
  signInWithPasskey: {
    method: 'POST',
    path: '/v1/sessions/passkey',
    keyed: false,
    mediaType: 'application/json',
  },
  signOut: {
    method: 'DELETE',
    path: '/v1/session',
    keyed: false,
  },
  spendHold: {
    method: 'POST',
    path: '/v1/holds/{holdId}/spend',
    keyed: true,
    mediaType: 'application/json',
  },
  submitDisputeEvidence: {
    method: 'POST',
    path: '/v1/payments/{paymentId}/disputes/{dispute}/evidence',
    keyed: true,
    mediaType: 'application/json',
  },
  summarisePayments: {
    method: 'GET',
    path: '/v1/payments/summary',
    keyed: false,
  },
  trackPayment: {
    method: 'GET',
    path: '/v1/tracking/{token}',
    keyed: false,
  },
  tryRoute: {
    method: 'POST',
    path: '/v1/rails/route',
    keyed: false,
    mediaType: 'application/json',
  },
  tryTransaction: {
    method: 'POST',
    path: '/v1/journal-transactions/dry-runs',
    keyed: false,
    mediaType: 'application/json',
  },
  unmatchStatementLine: {
    method: 'POST',
    path: '/v1/bank-statements/{statementId}/lines/{line}/unmatch',
    keyed: true,
    mediaType: 'application/json',
  },
  verifyLog: {
    method: 'POST',
    path: '/v1/logs/{log}/verify',
    keyed: false,
  },
  voidPayment: {
    method: 'POST',
    path: '/v1/payments/{paymentId}/void',
    keyed: true,
  },
  watchAccounts: {
    method: 'GET',
    path: '/v1/accounts/live',
    keyed: false,
    live: true,
  },
  watchApprovals: {
    method: 'GET',
    path: '/v1/approvals/live',
    keyed: false,
    live: true,
  },
  watchAudit: {
    method: 'GET',
    path: '/v1/audit/live',
    keyed: false,
    live: true,
  },
  watchBankStatements: {
    method: 'GET',
    path: '/v1/bank-statements/live',
    keyed: false,
    live: true,
  },
  watchDisputes: {
    method: 'GET',
    path: '/v1/disputes/live',
    keyed: false,
    live: true,
  },
  watchHolds: {
    method: 'GET',
    path: '/v1/holds/live',
    keyed: false,
    live: true,
  },
  watchLimitProposals: {
    method: 'GET',
    path: '/v1/limit-proposals/live',
    keyed: false,
    live: true,
  },
  watchLimits: {
    method: 'GET',
    path: '/v1/limits/live',
    keyed: false,
    live: true,
  },
  watchPaymentFiles: {
    method: 'GET',
    path: '/v1/payment-files/live',
    keyed: false,
    live: true,
  },
  watchPaymentSummary: {
    method: 'GET',
    path: '/v1/payments/summary/live',
    keyed: false,
    live: true,
  },
  watchPayments: {
    method: 'GET',
    path: '/v1/payments/live',
    keyed: false,
    live: true,
  },
  watchRefunds: {
    method: 'GET',
    path: '/v1/refunds/live',
    keyed: false,
    live: true,
  },
  watchTransactions: {
    method: 'GET',
    path: '/v1/journal-transactions/live',
    keyed: false,
    live: true,
  },
  watchWebhookDeliveries: {
    method: 'GET',
    path: '/v1/webhooks/deliveries/live',
    keyed: false,
    live: true,
  },
  watchWebhookEndpoints: {
    method: 'GET',
    path: '/v1/webhooks/endpoints/live',
    keyed: false,
    live: true,
  },
  withdrawLimitChange: {
    method: 'POST',
    path: '/v1/limit-proposals/{proposalId}/withdraw',
    keyed: true,
  },
  withdrawTransfer: {
    method: 'POST',
    path: '/v1/approvals/{paymentId}/{number}/withdraw',
    keyed: true,
  },
} as const
