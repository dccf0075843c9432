import type {
  RailCancellation,
  RailStatus,
  RailSubmission,
} from '../../../contexts/payments/ports.ts'
import type { Exchange } from './exchange.ts'
import { fits } from './shape.ts'
import {
  AcceptedAnswer,
  CancelAnswer,
  NotFoundAnswer,
  RefusedAnswer,
  StatusAnswer,
} from './wire.ts'

/**
 * What an exchange says about a submit.
 *
 *   no connection ............................ not-sent
 *   connection, no whole answer .............. ambiguous
 *   202 that names this submission ........... accepted
 *   422, 400, 413 with `accepted: false` ..... rejected: the rail will never take it
 *   any other with `accepted: false` ......... not-sent: outage, signature, window closed
 *   everything else, each bare 5xx too ....... ambiguous
 */
export const submissionFrom = (
  exchange: Exchange,
  submissionId: string,
  notFoundFinalAt: string,
): RailSubmission => {
  if (exchange.kind === 'not-sent') return exchange
  const ambiguous = (reason: string): RailSubmission => ({
    kind: 'ambiguous',
    reason,
    notFoundFinalAt,
  })
  if (exchange.kind === 'lost') return ambiguous(exchange.reason)
  const { status: code, body } = exchange
  if (code === 202 && fits(AcceptedAnswer, body) && body.submissionId === submissionId) {
    return { kind: 'accepted', railReference: body.railReference }
  }
  if (code === 409) return ambiguous('already-submitted')
  if (
    code >= 400 &&
    fits(RefusedAnswer, body) &&
    (body.submissionId ?? submissionId) === submissionId
  ) {
    return finalRefusals.has(code)
      ? { kind: 'rejected', code: body.code ?? 'FF01', reason: body.reason ?? body.error }
      : { kind: 'not-sent', reason: body.error }
  }
  return ambiguous(code >= 500 ? 'rail-failed' : 'answer-not-understood')
}

const finalRefusals: ReadonlySet<number> = new Set([400, 413, 422])

export const statusFrom = (exchange: Exchange, submissionId: string): RailStatus => {
  if (exchange.kind !== 'answered') return { kind: 'unavailable', reason: exchange.reason }
  const { status: code, body } = exchange
  if (code === 200 && fits(StatusAnswer, body) && body.submissionId === submissionId) {
    const { state, railReference, code: reasonCode, reason, at } = body
    return {
      kind: 'found',
      state,
      railReference,
      ...(reasonCode === undefined ? {} : { code: reasonCode }),
      ...(reason === undefined ? {} : { reason }),
      at,
    }
  }
  return isNotFound(exchange, submissionId) ? { kind: 'not-found' } : unavailable(exchange)
}

export const cancellationFrom = (exchange: Exchange, submissionId: string): RailCancellation => {
  if (exchange.kind !== 'answered') return { kind: 'unavailable', reason: exchange.reason }
  const { status: code, body } = exchange
  if (code === 200 && fits(CancelAnswer, body) && body.submissionId === submissionId) {
    return body.state === 'cancelled'
      ? { kind: 'cancelled', railReference: body.railReference }
      : { kind: 'too-late', state: body.state }
  }
  return isNotFound(exchange, submissionId) ? { kind: 'not-found' } : unavailable(exchange)
}

type Answered = Exchange & { kind: 'answered' }

const isNotFound = ({ status: code, body }: Answered, submissionId: string): boolean =>
  code === 404 && fits(NotFoundAnswer, body) && body.submissionId === submissionId

const unavailable = ({
  status: code,
  body,
}: Answered): { kind: 'unavailable'; reason: string } => ({
  kind: 'unavailable',
  reason: fits(RefusedAnswer, body)
    ? body.error
    : code >= 500
      ? 'rail-failed'
      : 'answer-not-understood',
})
