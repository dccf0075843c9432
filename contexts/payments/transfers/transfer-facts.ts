import type { Route } from '../routing/choose.ts'
import type { RecommendedAction, Rejection } from '../contract.ts'
import type { Evidence, OperatorReason, QuestionReason, RailClaim } from '../event-fields.ts'

export type Notice = 'acknowledged' | 'confirmed'

/** A change of one transfer, whatever its kind; `transfer-events.ts` says which event tells it. */
export type TransferFact =
  | { readonly fact: 'due'; readonly attempt: number; readonly because: 'timer' | 'operator' }
  | {
      readonly fact: 'started'
      readonly attempt: number
      readonly submitBefore: string
      readonly rail: string
      readonly route?: Route
    }
  | {
      readonly fact: 'deferred'
      readonly attempt: number
      readonly until: string
      readonly passedOver: Route['passedOver']
    }
  | { readonly fact: 'not-sent'; readonly attempt: number; readonly reason: string }
  | {
      readonly fact: 'became-unknown'
      readonly attempt: number
      readonly reason: string
      readonly notFoundFinalAt?: string
    }
  | { readonly fact: 'submitted'; readonly railReference: string }
  | {
      readonly fact: 'pending' | 'settled'
      readonly rail?: string
      readonly railReference: string
      readonly evidence: Evidence
    }
  | {
      readonly fact: 'rejected'
      readonly rail?: string
      readonly rejection: Rejection
      /** It was taken back at the rail. */
      readonly isCancellation?: true
      /** When another transfer follows. */
      readonly retryAt?: string
      /** It follows only if an operator says so, and until `retryAt`. */
      readonly awaits?: 'operator'
      readonly railReference?: string
      readonly evidence?: Evidence
    }
  | {
      readonly fact: 'returned'
      readonly rail?: string
      readonly railReference: string
      readonly code: string
      readonly reason: string
      readonly standardCode?: string
      readonly recommendedAction?: RecommendedAction
      readonly evidence: Evidence
    }
  | {
      readonly fact: 'asked'
      readonly question: number
      readonly railReference?: string
      /** Absent: `simulated`, the first there was. */
      readonly rail?: string
      readonly because: QuestionReason
    }
  | {
      readonly fact: 'answered'
      readonly question: number
      readonly status: 'submitted' | 'pending' | 'unknown'
      readonly askedInStatus: number
      readonly answer: 'pending' | 'not-found' | 'unavailable'
      readonly reason?: string
      /** Which was asked; absent: the default. */
      readonly rail?: string
    }
  | { readonly fact: 'operator-asked'; readonly because: OperatorReason }
  | {
      readonly fact: 'contradicted'
      readonly status: Contradictable
      readonly claimed: RailClaim
      /** Who claims it, where it is another than the one that has it. */
      readonly rail?: string
      readonly railReference?: string
      readonly code?: string
      readonly evidence: Evidence
    }
  | { readonly fact: Notice; readonly railReference: string; readonly saidAt: string }

/** The last three by another rail alone: of the one that has it everything is news then. */
export type Contradictable =
  | 'submitted'
  | 'pending'
  | 'settled'
  | 'returned'
  | 'rejected'
  | 'waiting'
  | 'submitting'
  | 'unknown'
