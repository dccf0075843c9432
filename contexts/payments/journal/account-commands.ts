import { commandFor, type Decider } from '../../../kernel/decider.ts'
import { checkMoney, isNegative } from '../../../kernel/money.ts'
import { refuse, type Refusal } from '../../../kernel/refusal.ts'
import { isPayable } from '../../../kernel/currencies.ts'
import { isStandingAccount } from './account-id.ts'
import { account, accountStream, holdingIn, type Account } from './account.ts'
import type { AccountCommand, CloseAccount, OpenAccount, SetOverdraftLimit } from './commands.ts'
import type { AccountEvent } from './events.ts'

export type AccountCommandRefusal = Refusal<
  | 'account-exists'
  | 'account-unknown'
  | 'account-closed'
  | 'account-not-guarded'
  | 'balance-not-zero'
  | 'currency-mismatch'
  | 'currency-unknown'
  | 'limit-not-valid'
>

type Decided = readonly AccountEvent[] | AccountCommandRefusal

const decide = (command: AccountCommand, state: Account): Decided => {
  if (command.type === 'OpenAccount')
    return state.status === 'none' ? open(command.data) : refuse('account-exists')
  if (state.status === 'none') return refuse('account-unknown')
  if (state.status === 'closed') return refuse('account-closed')
  if (state.kind !== 'guarded') return refuse('account-not-guarded')
  return command.type === 'SetOverdraftLimit' ? setLimit(command.data, state) : close(state)
}

const open = ({ accountId, ...opened }: OpenAccount['data']): Decided => {
  const { kind, currencies, overdraftLimits = [], label } = opened
  if (isStandingAccount(accountId)) return refuse('account-exists')
  const unknown = currencies.find((code) => !isPayable(code))
  if (unknown !== undefined) return refuse('currency-unknown', { currency: unknown })
  if (kind === 'open' && overdraftLimits.length > 0) return refuse('account-not-guarded')
  const strange = overdraftLimits.find(({ currency }) => !currencies.includes(currency))
  if (strange) return refuse('currency-mismatch', { currency: strange.currency })
  const limited = new Set(overdraftLimits.map(({ currency }) => currency))
  if (limited.size < overdraftLimits.length || !overdraftLimits.every(isLimit))
    return refuse('limit-not-valid')
  return [
    {
      type: 'AccountOpened',
      data: {
        kind,
        currencies: [...currencies],
        ...(overdraftLimits.length > 0 ? { overdraftLimits: [...overdraftLimits] } : {}),
        ...(label === undefined ? {} : { label }),
      },
    },
  ]
}

const isLimit = (limit: SetOverdraftLimit['data']['limit']): boolean =>
  checkMoney(limit) === undefined && !isNegative(limit)

type Known = Exclude<Account, { status: 'none' }>

/** May be set below what the account owes already: then nothing more can be taken from it. */
const setLimit = ({ limit }: SetOverdraftLimit['data'], state: Known): Decided => {
  const holding = holdingIn(state, limit.currency)
  if (!holding) return refuse('currency-mismatch', { currency: limit.currency })
  if (!isLimit(limit)) return refuse('limit-not-valid')
  return holding.overdraft === BigInt(limit.minorUnits)
    ? []
    : [{ type: 'OverdraftLimitSet', data: { limit } }]
}

const close = (state: Known): Decided => {
  const left = Object.entries(state.holdings).find(
    ([, { posted, reserved }]) => posted !== '0' || reserved !== '0',
  )
  return left
    ? refuse('balance-not-zero', { currency: left[0], posted: left[1].posted })
    : [{ type: 'AccountClosed', data: {} }]
}

export const accountDecider: Decider<Account, AccountCommand, AccountEvent, AccountCommandRefusal> =
  { ...account, decide }

const definitionOf = <C extends AccountCommand>(
  type: C['type'],
  options: { readonly presumedNew?: boolean } = {},
) =>
  commandFor<Account, AccountCommand, C, AccountEvent, AccountCommandRefusal>(
    accountDecider,
    type,
    ({ data }) => accountStream(data.accountId),
    options,
  )

/** Everything that can be asked of one account. */
export const accountCommands = {
  OpenAccount: definitionOf<OpenAccount>('OpenAccount', { presumedNew: true }),
  SetOverdraftLimit: definitionOf<SetOverdraftLimit>('SetOverdraftLimit'),
  CloseAccount: definitionOf<CloseAccount>('CloseAccount'),
} as const
