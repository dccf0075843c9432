import type { Context, ContextTools } from '../../kernel/context.ts'
import { publishTogether } from '../../kernel/relay.ts'
import { publishAnswers } from '../../kernel/request-reply/answering.ts'
import { callbackRoutes, type CallbackVerifier } from './api-callbacks.ts'
import { fileRoutes } from './api-files.ts'
import { paymentDetailRoutes } from './api-payment-details.ts'
import { paymentViewRoutes } from './api-payment-views.ts'
import { paymentRoutes } from './api-payments.ts'
import { approvalRoutes } from './api-approvals.ts'
import { disputeRoutes } from './api-disputes.ts'
import { holdRoutes } from './api-holds.ts'
import { railRoutes } from './api-rails.ts'
import { refundRoutes } from './api-refunds.ts'
import type { ApprovalLimits } from './approval.ts'
import { approvals } from './view-approvals.ts'
import { duplicateDaysDefault } from './duplicates/order.ts'
import { disputes } from './view-disputes.ts'
import { refunds } from './view-refunds.ts'
import { events } from './events.ts'
import { forgetFiles, receiveSlices } from './file-slices.ts'
import type { IntakeTools } from './iso20022/file-intake.ts'
import { receiveStatementsRoute } from './statements/api-receive.ts'
import { statementRoutes } from './statements/api.ts'
import { matchLines } from './statements/matching.ts'
import { receiveStatementLines, recordStatementMatches } from './statements/statement.ts'
import { bankStatements, statementLines } from './statements/views.ts'
import { statusReportRoute } from './api-status-report.ts'
import { receiveFileRoute } from './api-receive-file.ts'
import { summaryRoutes } from './api-summary.ts'
import { journal } from './journal/journal.ts'
import { openAccountsIn } from './journal/known-accounts.ts'
import { limitRoutes } from './limits/api-limits.ts'
import { limits } from './limits/view-limits.ts'
import { limitCommands } from './limits/set-limit.ts'
import { limitRegister, type DefaultLimit } from './limits/register.ts'
import { askRail, railLimits, submitToRail, type RailLimits } from './outside-calls.ts'
import { patience, type Patience } from './patience.ts'
import { paymentFileCommands } from './payment-file.ts'
import { paymentCommands } from './payment.ts'
import { askWhenAttemptsAreUsedUp } from './policies.ts'
import type { PaymentRail } from './ports.ts'
import { publishPayments } from './publish.ts'
import { publishedFacts } from './published/contract.ts'
import { paymentAnswers } from './questions/answers.ts'
import { paymentResource } from './resource.ts'
import { paymentTimers } from './schedules.ts'
import { trackingRoutes } from './tracking/api-tracking.ts'
import { paymentFiles } from './view-files.ts'
import { paymentSummary } from './view-summary.ts'
import { payments } from './views.ts'

export interface PaymentsOptions {
  readonly rail: PaymentRail
  readonly verifyCallback: CallbackVerifier
  /** Where files are kept while their payments are taken, and how their bytes become text. */
  readonly files: Pick<IntakeTools, 'parts' | 'createDecoder'>
  /** Lower-case letters and digits; stands in the callbacks' path. */
  readonly railName?: string
  /** Second part of the topics. */
  readonly environment?: string
  /** Above which a payment needs a second pair of eyes; none without it. */
  readonly approvalLimits?: ApprovalLimits
  /** For how many days the same order again is answered with the original; 0: each is a payment of its own. */
  readonly duplicateDays?: number
  /** In which zone a day begins at midnight; UTC without it. */
  readonly zone?: string
  /** Limits of everybody for whom nobody has set one. */
  readonly defaultLimits?: readonly DefaultLimit[]
  readonly patience?: Partial<Patience>
  readonly railLimits?: Partial<RailLimits>
}

const dayMs = 86_400_000

/** Routes and outside calls of one process share what they remember. */
const remembered = <Value>(make: (tools: ContextTools) => Value) => {
  const made = new WeakMap<ContextTools, Value>()
  return (tools: ContextTools): Value => {
    const value = made.get(tools) ?? make(tools)
    made.set(tools, value)
    return value
  }
}

/** Payments: received, checked, handed to a rail once, and followed to their end. */
export const paymentsContext = (options: PaymentsOptions): Context => {
  const { rail, verifyCallback, files, railName = 'simulated', environment = 'dev' } = options
  const { approvalLimits = {}, duplicateDays = duplicateDaysDefault } = options
  const rulesOf = remembered((tools: ContextTools) => ({
    approvalLimits,
    duplicatesWithinMs: duplicateDays * dayMs,
    zone: options.zone ?? 'UTC',
    limits: limitRegister(tools, options.defaultLimits),
    findOpenAccounts: openAccountsIn(tools.log),
  }))
  const waits = { ...patience, ...options.patience }
  const callLimits = { ...railLimits, ...options.railLimits }
  return {
    name: 'payments',
    events,
    commands: [
      ...Object.values(paymentCommands),
      ...paymentFileCommands,
      receiveStatementLines,
      recordStatementMatches,
      ...Object.values(limitCommands),
      ...journal.commands,
    ],
    views: [
      payments,
      paymentSummary,
      approvals,
      refunds,
      disputes,
      paymentFiles,
      bankStatements,
      statementLines,
      limits,
      ...journal.views,
    ],
    policies: [askWhenAttemptsAreUsedUp(waits)],
    schedules: [paymentTimers(waits), ...journal.schedules],
    outsideCalls: (tools) => [
      submitToRail(rail, tools, callLimits, railName, rulesOf(tools).limits),
      askRail(rail, callLimits),
      receiveSlices(files.parts, tools, rulesOf(tools)),
      forgetFiles(files.parts, tools),
      matchLines(tools),
    ],
    publish: publishTogether(
      publishPayments(environment),
      publishAnswers('payments', environment, paymentAnswers),
    ),
    publishes: Object.values(publishedFacts),
    answers: paymentAnswers,
    resources: (tools) => [paymentResource(tools)],
    routes: (tools) => [
      ...paymentRoutes(tools, rulesOf(tools)),
      ...holdRoutes(tools),
      ...refundRoutes(tools),
      ...disputeRoutes(tools),
      ...approvalRoutes(tools),
      ...limitRoutes(tools, rulesOf(tools).limits),
      ...railRoutes({ [railName]: rail }),
      ...summaryRoutes(tools),
      ...paymentViewRoutes(tools),
      ...paymentDetailRoutes(tools),
      receiveFileRoute(tools, files, rulesOf(tools)),
      statusReportRoute(tools),
      receiveStatementsRoute(tools, files),
      ...statementRoutes(tools),
      ...fileRoutes(tools),
      ...trackingRoutes(tools),
      ...journal.routes(tools),
      ...callbackRoutes(tools, railName, verifyCallback),
    ],
  }
}
