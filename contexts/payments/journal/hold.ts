import type { Instant } from '../../../kernel/clock.ts'
import type { CommandDefinition, Decision, Entity, StreamRead } from '../../../kernel/decider.ts'
import { compare, negate, subtract, type Money } from '../../../kernel/money.ts'
import { isRefusal, refuse, type Refusal } from '../../../kernel/refusal.ts'
import { accountStream, type Account } from './account.ts'
import type { ExpireHold, PlaceHold, ReleaseHold, SpendHold } from './commands.ts'
import type { HoldEvent, JournalEvent } from './events.ts'
import { guardedRead, release, reserve, spend } from './guarded.ts'
import { decidedAccounts, guardedIn } from './posting-decision.ts'
import { holdStream, transactionStream } from './streams.ts'
import { transactionEntity, type PostRefusal, type Transaction } from './transaction-commands.ts'

/** What is left of a hold. */
export type Hold =
  | { readonly status: 'none' }
  | { readonly status: 'held'; readonly remaining: Money; readonly expiresAt?: Instant }
  | { readonly status: 'ended'; readonly how: 'spent' | 'released' | 'expired' }

export type HoldRefusal =
  | PostRefusal
  | Refusal<'hold-exists' | 'hold-unknown' | 'hold-ended' | 'hold-expired' | 'hold-exceeded'>
  | Refusal<'hold-not-expired' | 'expiry-passed'>

export const holdEntity: Entity<Hold, HoldEvent> = {
  name: 'hold',
  initialState: { status: 'none' },
  evolve: (state, { type, data }) => {
    if (type === 'HoldPlaced') {
      const { amount, expiresAt } = data
      const expiry = expiresAt === undefined ? {} : { expiresAt: Date.parse(expiresAt) }
      return { status: 'held', remaining: amount, ...expiry }
    }
    if (state.status !== 'held') return state
    const remaining = subtract(state.remaining, data.amount)
    if (remaining.minorUnits !== '0') return { ...state, remaining }
    return { status: 'ended', how: type === 'HoldSpent' ? 'spent' : data.because }
  },
}

const holdRead = (holdId: string): StreamRead => ({
  stream: holdStream(holdId),
  entity: holdEntity,
})

/** Sets an amount of a guarded account aside. */
export const placeHold: CommandDefinition<PlaceHold, JournalEvent, HoldRefusal> = {
  type: 'PlaceHold',
  reads: ({ data: { holdId, account } }) => [
    { ...holdRead(holdId), presumedNew: true },
    guardedRead(account),
  ],
  decide: ({ data }, [hold, state], { now }) => {
    const { holdId, ...placed } = data
    if ((hold as Hold).status !== 'none') return refuse('hold-exists', { holdId })
    if (placed.expiresAt !== undefined && Date.parse(placed.expiresAt) <= now)
      return refuse('expiry-passed')
    const reserved = reserve(state as Account, placed.amount, refOf(holdId))
    if (isRefusal(reserved)) return reserved
    return [
      { stream: holdStream(holdId), events: [{ type: 'HoldPlaced', data: placed }] },
      { stream: accountStream(placed.account), events: reserved },
    ]
  },
}

const refOf = (holdId: string): string => `hold:${holdId}`

/** Posts a transaction from what is held; the rest stays held, or is released with it. */
export const spendHold: CommandDefinition<SpendHold, JournalEvent, HoldRefusal> = {
  type: 'SpendHold',
  reads: ({ data }) => [
    holdRead(data.holdId),
    guardedRead(data.account),
    { stream: transactionStream(data.transactionId), entity: transactionEntity, presumedNew: true },
    ...guardedIn(receivingSide(data), data.openAccounts),
  ],
  decide: ({ data }, [first, second, third, ...others], { now }) => {
    const hold = first as Hold
    const ended = endedAlready(hold, now)
    if (ended) return ended
    if ((third as Transaction).status !== 'none') return refuse('transaction-exists')
    return spent(data, hold as Held, second as Account, others)
  },
}

type Held = Extract<Hold, { status: 'held' }>

const endedAlready = (hold: Hold, now: Instant): HoldRefusal | undefined => {
  if (hold.status === 'none') return refuse('hold-unknown')
  if (hold.status === 'ended') return refuse('hold-ended', { how: hold.how })
  // Its timer may be late; time is not.
  return hold.expiresAt !== undefined && hold.expiresAt <= now ? refuse('hold-expired') : undefined
}

const receivingSide = ({ to, amount }: SpendHold['data']) => [{ account: to, amount }]

const spent = (
  data: SpendHold['data'],
  hold: Held,
  payer: Account,
  others: readonly unknown[],
): Decision<JournalEvent> | HoldRefusal => {
  const { holdId, account, amount, to, releaseRest, transactionId, openAccounts } = data
  if (amount.currency !== hold.remaining.currency)
    return refuse('currency-mismatch', { currency: amount.currency })
  if (compare(amount, hold.remaining) > 0)
    return refuse('hold-exceeded', { remaining: hold.remaining.minorUnits })
  if (to === account) return refuse('postings-not-valid')
  const taken = spend(payer, amount, refOf(holdId))
  if (isRefusal(taken)) return taken
  const postings = [{ account, amount: negate(amount) }, ...receivingSide(data)]
  const payerIsDecided = { ...openAccounts, [account]: 'all' } as const
  const received = decidedAccounts(postings, payerIsDecided, others, transactionId)
  if (isRefusal(received)) return received
  const rest = subtract(hold.remaining, amount)
  const given = releaseRest && rest.minorUnits !== '0' ? rest : undefined
  const { effectiveDate, description } = data
  const text = description === undefined ? {} : { description }
  return [
    {
      stream: holdStream(holdId),
      events: [
        { type: 'HoldSpent', data: { account, amount, transactionId } },
        ...(given
          ? [
              {
                type: 'HoldReleased',
                data: { account, amount: given, because: 'released' },
              } as const,
            ]
          : []),
      ],
    },
    {
      stream: transactionStream(transactionId),
      events: [{ type: 'TransactionPosted', data: { postings, effectiveDate, holdId, ...text } }],
    },
    { stream: accountStream(account), events: [...taken, ...giveBack(given, holdId)] },
    ...received,
  ]
}

const giveBack = (given: Money | undefined, holdId: string) =>
  given
    ? [{ type: 'ReservationReleased', data: { amount: given, ref: refOf(holdId) } } as const]
    : []

/** Gives back whatever is left. */
export const releaseHold: CommandDefinition<ReleaseHold, JournalEvent, HoldRefusal> = {
  type: 'ReleaseHold',
  reads: ({ data: { holdId, account } }) => [holdRead(holdId), guardedRead(account)],
  decide: ({ data }, [first, second]) => {
    const hold = first as Hold
    if (hold.status === 'none') return refuse('hold-unknown')
    if (hold.status === 'ended') return refuse('hold-ended', { how: hold.how })
    return released(data, hold, second as Account, 'released')
  },
}

/** The same, once its time has passed. */
export const expireHold: CommandDefinition<ExpireHold, JournalEvent, HoldRefusal> = {
  type: 'ExpireHold',
  reads: ({ data: { holdId, account } }) => [holdRead(holdId), guardedRead(account)],
  decide: ({ data }, [first, second], { now }) => {
    const hold = first as Hold
    if (hold.status === 'none') return refuse('hold-unknown')
    if (hold.status === 'ended') return refuse('hold-ended', { how: hold.how })
    if (hold.expiresAt === undefined || hold.expiresAt > now) return refuse('hold-not-expired')
    return released(data, hold, second as Account, 'expired')
  },
}

const released = (
  { holdId, account }: ReleaseHold['data'],
  { remaining }: Held,
  state: Account,
  because: 'released' | 'expired',
): Decision<JournalEvent> | HoldRefusal => {
  const given = release(state, remaining, refOf(holdId))
  if (isRefusal(given)) return given
  return [
    {
      stream: holdStream(holdId),
      events: [{ type: 'HoldReleased', data: { account, amount: remaining, because } }],
    },
    { stream: accountStream(account), events: given },
  ]
}
