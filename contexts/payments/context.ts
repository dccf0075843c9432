import type { Context, ContextTools } from '../../kernel/context.ts'
import { publishTogether } from '../../kernel/relay.ts'
import { publishAnswers } from '../../kernel/request-reply/answering.ts'
import { callbackRoutes } from './api-callbacks.ts'
import { fileRoutes } from './api-files.ts'
import { paymentDetailRoutes } from './api-payment-details.ts'
import { paymentViewRoutes } from './api-payment-views.ts'
import { paymentRoutes } from './api-payments.ts'
import { approvalRoutes } from './api-approvals.ts'
import { correlationsIn } from './correlations.ts'
import { disputeRoutes } from './api-disputes.ts'
import { holdRoutes } from './api-holds.ts'
import { paymentHoldTimers } from './hold-timers.ts'
import { railErrorRoute } from './rail-errors/api.ts'
import { refundRoutes } from './api-refunds.ts'
import type { TransferRules } from './proposals/four-eyes.ts'
import type { ApprovalLimits } from './approval.ts'
import { approvals } from './view-approvals.ts'
import { duplicateDaysDefault, orderEntity } from './duplicates/order.ts'
import { disputes } from './view-disputes.ts'
import { refunds } from './view-refunds.ts'
import type { RetryRules } from './event-fields.ts'
import { events } from './events.ts'
import { forgetFiles, receiveSlices } from './file-slices.ts'
import type { IntakeTools } from './iso20022/file-intake.ts'
import { receiveStatementsRoute } from './statements/api-receive.ts'
import { statementLineRoutes } from './statements/api-lines.ts'
import { statementRoutes } from './statements/api.ts'
import { statementLineCommands } from './statements/by-hand.ts'
import { matchLines, matchLinesAgain } from './statements/matching.ts'
import { receiveStatementLines, recordStatementMatches } from './statements/statement.ts'
import { statementTimers } from './statements/timers.ts'
import { bankStatements, statementLines } from './statements/views.ts'
import { statusReportRoute } from './api-status-report.ts'
import { receiveFileRoute } from './api-receive-file.ts'
import { summaryRoutes } from './api-summary.ts'
import { journal } from './journal/journal.ts'
import { openAccountsIn } from './journal/known-accounts.ts'
import { limitProposalCommands } from './limits/proposals/decide.ts'
import type { LimitApproval } from './limits/proposals/loosening.ts'
import { limitProposalTimers } from './limits/proposals/timers.ts'
import { limitChanges, limitProposals } from './limits/proposals/views.ts'
import { limitRoutes } from './limits/api-limits.ts'
import { limits } from './limits/view-limits.ts'
import { limitCommands } from './limits/set-limit.ts'
import { limitRegister, type DefaultLimit } from './limits/register.ts'
import {
  askRail,
  cancelAtRail,
  railLimits,
  submitToRail,
  type RailLimits,
} from './outside-calls.ts'
import { awaitRail } from './outages/await-rail.ts'
import { noteOutages } from './outages/notice.ts'
import { outageCommands } from './outages/outage.ts'
import { patience, type Patience } from './patience.ts'
import { paymentFileCommands } from './payment-file.ts'
import { paymentCommands } from './payment.ts'
import { askWhenAttemptsAreUsedUp } from './policies.ts'
import type { RoutingRule } from './routing/choose.ts'
import { openRails, type ConnectedRail } from './routing/rails.ts'
import { railRoutes } from './routing/api.ts'
import { railSummary } from './routing/view-rails.ts'
import type { RejectionTerms } from './transfers/commands.ts'
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
  /** Each with its rules; of several, `rules` says which one a transfer goes over. */
  readonly rails: readonly ConnectedRail[]
  /** Absent: every rail that takes it. */
  readonly rules?: readonly RoutingRule[]
  /** Where files are kept while their payments are taken, and how their bytes become text. */
  readonly files: Pick<IntakeTools, 'parts' | 'createDecoder'>
  /** Second part of the topics. */
  readonly environment?: string
  /** Above which a payment needs a second pair of eyes; none without it. */
  readonly approvalLimits?: ApprovalLimits
  /** The same for captures and refunds; absent: as for payments. */
  readonly captureApprovalLimits?: ApprovalLimits
  readonly refundApprovalLimits?: ApprovalLimits
  /** Which changes of limits need a second person; absent: those that let more through. */
  readonly limitApproval?: LimitApproval
  /** For how many days the same order again is answered with the original; 0: each is a payment of its own. */
  readonly duplicateDays?: number
  /** In which zone a day begins at midnight; UTC without it. */
  readonly zone?: string
  /** Limits of everybody for whom nobody has set one. */
  readonly defaultLimits?: readonly DefaultLimit[]
  readonly patience?: Partial<Patience>
  /** For automatic payments that do not say themselves whether a rejection is followed by another transfer. */
  readonly retry?: RetryRules
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

/** Asked once, and again only where that failed. */
const once = <Value>(ask: () => Promise<Value>) => {
  let asked: Promise<Value> | undefined
  return (): Promise<Value> => {
    asked ??= ask().catch((error: unknown) => {
      asked = undefined
      throw error
    })
    return asked
  }
}

/** What is told with each word of a rail; nothing where the installation says nothing of its own. */
const termsOf = ({ retry, rails }: PaymentsOptions): RejectionTerms | undefined => {
  const errors = Object.fromEntries(
    rails.flatMap((rail) => (rail.errors ? [[rail.name, rail.errors]] : [])),
  )
  const hasErrors = Object.keys(errors).length > 0
  if (!retry && !hasErrors) return undefined
  return { ...(retry ? { retry } : {}), ...(hasErrors ? { errors } : {}) }
}

/** Those that say when they answer again. */
const tellingRails = ({ rails }: PaymentsOptions): ReadonlySet<string> =>
  new Set(rails.flatMap(({ name, port }) => (port.answers ? [name] : [])))

/** Captures and refunds need a second person above amounts of their own, else above those of payments. */
const transferRulesOf = (
  { approvalLimits = {}, captureApprovalLimits, refundApprovalLimits }: PaymentsOptions,
  withinMs: number,
): TransferRules => ({
  capture: { above: captureApprovalLimits ?? approvalLimits, withinMs },
  refund: { above: refundApprovalLimits ?? approvalLimits, withinMs },
})

/** Payments: received, checked, handed to a rail once, and followed to their end. */
export const paymentsContext = (options: PaymentsOptions): Context => {
  const { approvalLimits = {}, duplicateDays = duplicateDaysDefault } = options
  const waits = { ...patience, ...options.patience }
  const rulesOf = remembered((tools: ContextTools) => ({
    approval: { above: approvalLimits, withinMs: waits.approvalMaxMs },
    duplicatesWithinMs: duplicateDays * dayMs,
    claimsStandApart: once(() => tools.log.hasStreamsOf(orderEntity)),
    zone: options.zone ?? 'UTC',
    limits: limitRegister(tools, options.defaultLimits),
    findOpenAccounts: openAccountsIn(tools.log),
  }))
  const correlationsOf = remembered((tools: ContextTools) => correlationsIn(tools.log))
  const { files, environment = 'dev' } = options
  const rails = openRails(options.rails, options.rules)
  const terms = termsOf(options)
  const transferRules = transferRulesOf(options, waits.approvalMaxMs)
  const limitRules = {
    approval: options.limitApproval ?? 'raises',
    withinMs: waits.approvalMaxMs,
    rails: options.rails.map(({ name }) => name),
  }
  const callLimits = { ...railLimits, ...options.railLimits }
  return {
    name: 'payments',
    events,
    commands: [
      ...Object.values(paymentCommands),
      ...paymentFileCommands,
      receiveStatementLines,
      recordStatementMatches,
      ...Object.values(statementLineCommands),
      ...Object.values(limitCommands),
      ...Object.values(limitProposalCommands),
      ...Object.values(outageCommands),
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
      limitProposals,
      limitChanges,
      railSummary,
      ...journal.views,
    ],
    policies: [askWhenAttemptsAreUsedUp(waits), noteOutages(waits, tellingRails(options))],
    schedules: [
      paymentTimers(waits),
      paymentHoldTimers,
      limitProposalTimers,
      statementTimers,
      ...journal.schedules,
    ],
    outsideCalls: (tools) => [
      receiveSlices(files.parts, tools, rulesOf(tools)),
      submitToRail(rails, tools, callLimits, {
        terms,
        limits: rulesOf(tools).limits,
        correlations: correlationsOf(tools),
      }),
      askRail(rails, callLimits, terms),
      cancelAtRail(rails, callLimits),
      awaitRail(rails),
      forgetFiles(files.parts, tools),
      matchLines(tools),
      matchLinesAgain(tools),
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
      ...holdRoutes(tools, transferRules, rails.cancels),
      ...refundRoutes(tools, transferRules),
      ...disputeRoutes(tools),
      ...approvalRoutes(tools),
      ...limitRoutes(tools, rulesOf(tools).limits, limitRules),
      ...railRoutes(tools, rails),
      railErrorRoute(terms?.errors),
      ...summaryRoutes(tools),
      ...paymentViewRoutes(tools),
      ...paymentDetailRoutes(tools),
      receiveFileRoute(tools, files, rulesOf(tools)),
      statusReportRoute(tools),
      receiveStatementsRoute(tools, files),
      ...statementRoutes(tools),
      ...statementLineRoutes(tools),
      ...fileRoutes(tools),
      ...trackingRoutes(tools),
      ...journal.routes(tools),
      ...options.rails.flatMap(({ name, verifyCallback }) =>
        callbackRoutes(tools, name, verifyCallback, correlationsOf(tools), terms),
      ),
    ],
  }
}
