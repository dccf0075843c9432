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
  readonly metadata?: Metadata
  readonly railReference?: string
  readonly rejection?: Rejection
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
  /** A bank on the way said that it has it */
  readonly acknowledgedAt?: string
  /** The network said that it went through */
  readonly confirmedAt?: string
  /** Why somebody denied or cancelled it */
  readonly endedBecause?: string
  /** Why the rail does not have it yet; it is tried again */
  readonly waiting?: string
  /** Why somebody should look at it, for example unknown-too-long */
  readonly needsOperator?: string
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
  readonly metadata?: Metadata
  readonly railReference?: string
  readonly rejection?: Rejection
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
  /** A bank on the way said that it has it */
  readonly acknowledgedAt?: string
  /** The network said that it went through */
  readonly confirmedAt?: string
  /** Why somebody denied or cancelled it */
  readonly endedBecause?: string
  /** Why the rail does not have it yet; it is tried again */
  readonly waiting?: string
  /** Why somebody should look at it, for example unknown-too-long */
  readonly needsOperator?: string
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
  /** Opaque. Give it as `after` to a read that must show this change. */
  readonly position: string
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
  readonly detail?: string
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

export interface Rejection {
  /** An ISO 20022 reason such as AC04, or a slug where there is none */
  readonly code: string
  /** In words; names nobody */
  readonly reason: string
  readonly by: 'validation' | 'rail' | 'millrace'
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
  /** Who saw whose personal data, who was held or erased, and who changed accounts */
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
          | 'SubjectHeld'
          | 'SubjectReleased'
          | 'SubjectErased'
          | 'SubjectKeyDestroyed'
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
        }
        readonly creditor: {
          readonly name: string
          /** Blanks are allowed */
          readonly iban?: string
          /** An account number of a country without IBANs, in place of `iban` */
          readonly account?: string
          readonly agentBic?: string
        }
        /** The payer's reference, carried to the payee. Kept in the clear: name nobody in it. */
        readonly endToEndId: string
        /** What it is for */
        readonly remittance?: string
        readonly requestedExecutionDate?: string
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
      readonly rejection?: Rejection
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
    }
  }
  /** Make a key void, within seconds everywhere */
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
}

/** How each operation is called. `keyed`: it takes an Idempotency-Key. */
export const addresses = {
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
  cancelViewRebuild: {
    method: 'POST',
    path: '/v1/views/{context}/{view}/cancel',
    keyed: false,
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
  completeSignIn: {
    method: 'POST',
    path: '/v1/sessions/second-factor',
    keyed: false,
    mediaType: 'application/json',
  },
  createUser: {
    method: 'POST',
    path: '/v1/users',
    keyed: true,
    mediaType: 'application/json',
  },
  disableUser: {
    method: 'POST',
    path: '/v1/users/{userId}/disable',
    keyed: true,
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
  listApiKeys: {
    method: 'GET',
    path: '/v1/api-keys',
    keyed: false,
  },
  listAudit: {
    method: 'GET',
    path: '/v1/audit',
    keyed: false,
  },
  listConsumers: {
    method: 'GET',
    path: '/v1/consumers',
    keyed: false,
  },
  listLogs: {
    method: 'GET',
    path: '/v1/logs',
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
  listSessions: {
    method: 'GET',
    path: '/v1/users/{userId}/sessions',
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
  pauseViewRebuild: {
    method: 'POST',
    path: '/v1/views/{context}/{view}/pause',
    keyed: false,
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
  registerPasskey: {
    method: 'POST',
    path: '/v1/account/passkeys',
    keyed: true,
    mediaType: 'application/json',
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
  renamePasskey: {
    method: 'PATCH',
    path: '/v1/account/factors/{factorId}',
    keyed: true,
    mediaType: 'application/json',
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
  revealPayment: {
    method: 'POST',
    path: '/v1/payments/{paymentId}/reveal',
    keyed: false,
    mediaType: 'application/json',
  },
  revokeApiKey: {
    method: 'DELETE',
    path: '/v1/api-keys/{keyId}',
    keyed: true,
  },
  searchPaymentsByAccount: {
    method: 'POST',
    path: '/v1/payments/search',
    keyed: false,
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
  summarisePayments: {
    method: 'GET',
    path: '/v1/payments/summary',
    keyed: false,
  },
  verifyLog: {
    method: 'POST',
    path: '/v1/logs/{log}/verify',
    keyed: false,
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
} as const
