import type { ContextTools } from '../../../kernel/context.ts'
import type { Route } from '../../../kernel/route.ts'
import { accountCommands } from './account-commands.ts'
import { accountViewRoutes } from './api-account-views.ts'
import { accountRoutes } from './api-accounts.ts'
import { checkRoutes } from './api-check.ts'
import { holdViewRoutes } from './api-hold-views.ts'
import { holdRoutes } from './api-holds.ts'
import { postingRoutes } from './api-postings.ts'
import { statementRoutes } from './api-statements.ts'
import { transactionViewRoutes } from './api-transaction-views.ts'
import { transactionRoutes } from './api-transactions.ts'
import { holdTimers } from './hold-timers.ts'
import { expireHold, placeHold, releaseHold, spendHold } from './hold.ts'
import { postTransaction, reverseTransaction } from './transaction-commands.ts'
import { accounts } from './view-accounts.ts'
import { holds } from './view-holds.ts'
import { accountLines } from './view-lines.ts'
import { accountPeriods } from './view-periods.ts'
import { journalTransactions } from './view-transactions.ts'
import { trialBalance } from './view-trial-balance.ts'

/** The journal's table of contents: what it adds to the context `payments`. */
export const journal = {
  commands: [
    ...Object.values(accountCommands),
    postTransaction,
    reverseTransaction,
    placeHold,
    spendHold,
    releaseHold,
    expireHold,
  ],
  views: [accounts, accountLines, accountPeriods, journalTransactions, trialBalance, holds],
  schedules: [holdTimers],
  routes: (tools: ContextTools): readonly Route[] => [
    ...accountRoutes(tools),
    ...accountViewRoutes(tools),
    ...postingRoutes(tools),
    ...statementRoutes(tools),
    ...transactionRoutes(tools),
    ...transactionViewRoutes(tools),
    ...holdRoutes(tools),
    ...holdViewRoutes(tools),
    ...checkRoutes(tools),
  ],
} as const
