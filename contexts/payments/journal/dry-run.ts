import type { Instant } from '../../../kernel/clock.ts'
import { isRefusal } from '../../../kernel/refusal.ts'
import type { ViewReader } from '../../../kernel/view.ts'
import { isStandingAccount } from './account-id.ts'
import { account, type Account } from './account.ts'
import type { OpenAccounts, TransactionStated } from './commands.ts'
import type { BalanceShown } from './contract.ts'
import { showBalances } from './showing.ts'
import { addBalances, changesOn } from './sums.ts'
import { postTransaction, transactionEntity, type PostRefusal } from './transaction-commands.ts'
import type { AccountRow } from './view-accounts.ts'

/** What a transaction would leave on each account, or why it would be refused: the same decision, on what views show. */
export const dryRun = async (
  view: ViewReader<AccountRow>,
  stated: TransactionStated,
  now: Instant,
): Promise<{ readonly accountId: string; readonly balances: BalanceShown[] }[] | PostRefusal> => {
  const ids = [...new Set(stated.postings.map(({ account: accountId }) => accountId))]
  const rows = new Map(
    await Promise.all(ids.map(async (id) => [id, (await view.get(id))?.row] as const)),
  )
  const openAccounts: Record<string, OpenAccounts[string]> = {}
  for (const id of ids) {
    const row = rows.get(id)
    if (isStandingAccount(id)) openAccounts[id] = 'all'
    else if (row?.kind === 'open') openAccounts[id] = row.currencies ?? []
  }
  const data = { ...stated, transactionId: 'dry-run', openAccounts }
  const command = { type: 'PostTransaction', data } as const
  const states = ids
    .filter((id) => !Object.hasOwn(openAccounts, id))
    .map((id) => stateOf(rows.get(id)))
  const decided = postTransaction.decide(command, [transactionEntity.initialState, ...states], {
    now,
  })
  if (isRefusal(decided)) return decided
  const postings = stated.postings.map((posting) => ({ ...posting, layer: 'posted' as const }))
  return ids.map((accountId) => {
    const row = rows.get(accountId)
    const balances = addBalances(row?.balances ?? {}, changesOn(accountId, postings))
    return { accountId, balances: showBalances(balances, row ?? {}) }
  })
}

const stateOf = (row: AccountRow | undefined): Account =>
  row ? { status: row.status, kind: row.kind, holdings: row.holdings ?? {} } : account.initialState
