import Type from 'typebox'
import type { ContextTools } from '../../../kernel/context.ts'
import type { Outcome } from '../../../kernel/handle-command.ts'
import { positionToken } from '../../../kernel/position-token.ts'
import { ok, outcomeReply, problemReply } from '../../../kernel/reply.ts'
import { route, type Route } from '../../../kernel/route.ts'
import type { Role } from '../../../kernel/role.ts'
import { notFound, tag } from '../api-reading.ts'
import { PositionToken } from '../contract.ts'
import type { PaymentRow } from '../payment-row.ts'
import { payments } from '../views.ts'
import { statementLineCommands } from './by-hand.ts'
import { statementLines, type StatementLineRow } from './views.ts'

const operators: readonly Role[] = ['operator']
const strict = { additionalProperties: false } as const
/** How long an answer waits until the view shows what was just done: what is asked next is looked up there. */
const visibleWithinMs = 2_000
const Uuid = Type.String({ format: 'uuid' })
const Reason = Type.String({ minLength: 3, maxLength: 300, pattern: '\\S' })
const Line = Type.Integer({ minimum: 1, maximum: 10_000_000 })
const LineParams = Type.Object({ statementId: Uuid, line: Line })
interface OfLine {
  readonly statementId: string
  readonly line: number
}

const Changed = Type.Object({ statementId: Uuid, line: Line, position: PositionToken })
const refusals = {
  'bank-statement-unknown': 404,
  'line-unknown': 404,
  'line-not-looked-at': 409,
  'line-matched-already': 409,
  'line-not-matched': 409,
  'payment-matched-already': 409,
}

/** A line that comes back is the payment's return. */
const kindOf = ({ direction }: StatementLineRow) =>
  direction === 'credit' ? ('return' as const) : ('payment' as const)

/** What an operator does where references do not say it: matching lines, taking them apart, looking again. */
export const statementLineRoutes = (tools: ContextTools): readonly Route[] => [
  ...byHand(tools),
  lookAgain(tools),
]

const byHand = (tools: ContextTools): readonly Route[] => {
  const lines = tools.view<StatementLineRow>(statementLines)
  const rowOf = async ({ statementId, line }: OfLine) =>
    (await lines.get(`${statementId}.${line}`))?.row
  const shown = async (outcome: Outcome): Promise<Outcome> => {
    if (outcome.kind === 'accepted') await lines.waitFor(outcome.position, visibleWithinMs)
    return outcome
  }
  const done = ({ statementId, line }: OfLine) => {
    return ({ position }: { readonly position: number }) =>
      ok({ statementId, line, position: positionToken(tools.log.name, position) })
  }
  return [
    route<OfLine, Record<string, never>, { paymentId: string; reason: string }>({
      method: 'POST',
      path: '/v1/bank-statements/:statementId/lines/:line/match',
      name: 'matchStatementLine',
      summary: 'Say which payment a line is about',
      description:
        'Of the same currency; the amount may differ, and the reason says why. A line that came in is matched with the ' +
        "payment's return. Name nobody in the reason: it is kept in the clear.",
      tag,
      access: { roles: operators },
      params: LineParams,
      body: { schema: Type.Object({ paymentId: Uuid, reason: Reason }, strict) },
      replies: { 200: Changed },
      refusals: { ...refusals, 'payment-unknown': 404, 'currency-differs': 422 },
      handle: async ({ params, body: { paymentId, reason }, envelope: envelopeOf }) => {
        const row = await rowOf(params)
        const payment = await tools.view<PaymentRow>(payments).get(paymentId)
        if (!row || !payment) return notFound(row ? 'payment' : 'line')
        const { currency } = payment.row
        if (row.currency !== currency) return otherCurrency(currency)
        const envelope = envelopeOf({ ...params, paymentId, reason })
        const data = { ...params, paymentId, kind: kindOf(row), reason, matchedBy: envelope.actor }
        const outcome = await tools.handle(
          statementLineCommands.MatchStatementLine,
          { type: 'MatchStatementLine', data },
          envelope,
        )
        return outcomeReply(await shown(outcome), refusals, done(params))
      },
    }),

    route<OfLine, Record<string, never>, { reason: string }>({
      method: 'POST',
      path: '/v1/bank-statements/:statementId/lines/:line/unmatch',
      name: 'unmatchStatementLine',
      summary: 'Say that a line is not about the payment that it was matched with',
      description:
        'It stays unmatched until somebody matches it. The payment is free for another line.',
      tag,
      access: { roles: operators },
      params: LineParams,
      body: { schema: Type.Object({ reason: Reason }, strict) },
      replies: { 200: Changed },
      refusals,
      handle: async ({ params, body: { reason }, envelope: envelopeOf }) => {
        const row = await rowOf(params)
        if (!row) return notFound('line')
        const { paymentId } = row
        const envelope = envelopeOf({ ...params, reason })
        // One that has been taken apart already: the stream says so, and a repetition is answered alike.
        const data = {
          ...params,
          paymentId: paymentId ?? '00000000-0000-0000-0000-000000000000',
          kind: kindOf(row),
          reason,
          unmatchedBy: envelope.actor,
        }
        const outcome = await tools.handle(
          statementLineCommands.UnmatchStatementLine,
          { type: 'UnmatchStatementLine', data },
          envelope,
        )
        return outcomeReply(await shown(outcome), refusals, done(params))
      },
    }),
  ]
}

const otherCurrency = (currency: string) =>
  problemReply({
    slug: 'currency-differs',
    status: 422,
    title: 'The payment is in another currency than the line',
    detail: `The payment is in ${currency}`,
  })

const again = { 'bank-statement-unknown': 404, 'nothing-to-match': 409 }

const lookAgain = (tools: ContextTools): Route =>
  route<{ statementId: string }>({
    method: 'POST',
    path: '/v1/bank-statements/:statementId/match-again',
    name: 'matchBankStatementAgain',
    summary: 'Look again at the lines that no payment was known for',
    description:
      'Happens by itself too, a minute after the statement has come and ever more seldom for a week and a half. What ' +
      'was taken apart by hand stays so.',
    tag,
    access: { roles: operators },
    params: Type.Object({ statementId: Uuid }),
    replies: { 200: Type.Object({ statementId: Uuid, position: PositionToken }) },
    refusals: again,
    handle: async ({ params: { statementId }, envelope: envelopeOf }) => {
      const envelope = envelopeOf({ statementId })
      const data = { statementId, askedBy: envelope.actor }
      const outcome = await tools.handle(
        statementLineCommands.RematchStatement,
        { type: 'RematchStatement', data },
        envelope,
      )
      return outcomeReply(outcome, again, ({ position }) =>
        ok({ statementId, position: positionToken(tools.log.name, position) }),
      )
    },
  })
