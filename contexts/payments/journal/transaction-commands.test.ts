import { describe, it } from 'vitest'
import { refuse } from '../../../kernel/refusal.ts'
import { givenStreams } from '../../../testing/decider.ts'
import { move } from '../../../testing/journal.ts'
import type { PostTransaction, ReverseTransaction } from './commands.ts'
import type { AccountEvent, JournalTransactionEvent } from './events.ts'
import { postTransaction, reverseTransaction } from './transaction-commands.ts'

const id = '0193502c-7a5e-8c1d-9f10-3f5d9d0c6a01'
const reversalId = '0193502c-7a5e-8c1d-9f10-3f5d9d0c6a02'
const effectiveDate = '2026-01-01'
const openAccounts = { bank: ['EUR', 'USD'], payers: 'all' } as const
const ref = `transaction:${id}`
const eur = (minorUnits: string) => ({ minorUnits, currency: 'EUR' })

const post = (postings: PostTransaction['data']['postings']): PostTransaction => ({
  type: 'PostTransaction',
  data: { transactionId: id, postings, effectiveDate, openAccounts },
})
const opened: AccountEvent = {
  type: 'AccountOpened',
  data: { kind: 'guarded', currencies: ['EUR'] },
}
const rich: readonly AccountEvent[] = [
  opened,
  { type: 'AmountReceived', data: { amount: eur('100'), ref: 'transaction:before' } },
]
const posted = (postings: PostTransaction['data']['postings']): JournalTransactionEvent => ({
  type: 'TransactionPosted',
  data: { postings: [...postings], effectiveDate },
})
const both = { 'account-anna': rich, 'account-ben': [opened] }

describe('a transaction', () => {
  it('moves money between guarded accounts, each on its own stream', () => {
    const postings = move('anna', 'ben', 30)
    givenStreams(both)
      .when(postTransaction, post(postings))
      .expect({
        [`transaction-${id}`]: [posted(postings)],
        'account-anna': [{ type: 'AmountTaken', data: { amount: eur('30'), ref } }],
        'account-ben': [{ type: 'AmountReceived', data: { amount: eur('30'), ref } }],
      })
  })

  it('touches no stream of an open account', () => {
    const postings = move('payers', 'bank', 10n ** 17n)
    givenStreams()
      .when(postTransaction, post(postings))
      .expect({ [`transaction-${id}`]: [posted(postings)] })
  })

  it('finds out by itself that an account is open, if nobody had seen it yet', () => {
    const open: AccountEvent = {
      type: 'AccountOpened',
      data: { kind: 'open', currencies: ['EUR'] },
    }
    const postings = move('new', 'bank', 7)
    givenStreams({ 'account-new': [open] })
      .when(postTransaction, post(postings))
      .expect({ [`transaction-${id}`]: [posted(postings)] })
    givenStreams({ 'account-new': [open] })
      .when(postTransaction, post(move('new', 'bank', 7, 'USD')))
      .expect(refuse('currency-mismatch', { account: 'new', currency: 'USD' }))
  })

  it('counts what an account gets against what it gives', () => {
    const postings = [...move('anna', 'ben', 120), ...move('bank', 'anna', 20)]
    givenStreams(both)
      .when(postTransaction, post(postings))
      .expect({
        [`transaction-${id}`]: [posted(postings)],
        'account-anna': [{ type: 'AmountTaken', data: { amount: eur('100'), ref } }],
        'account-ben': [{ type: 'AmountReceived', data: { amount: eur('120'), ref } }],
      })
    const round = [...move('anna', 'bank', 500), ...move('bank', 'anna', 500)]
    givenStreams(both)
      .when(postTransaction, post(round))
      .expect({ [`transaction-${id}`]: [posted(round)] })
  })

  it('is refused whole for what one account lacks', () => {
    givenStreams(both)
      .when(postTransaction, post(move('anna', 'ben', 101)))
      .expect(refuse('overdraft-exceeded', { account: 'anna', currency: 'EUR', takeable: '100' }))
    givenStreams(both)
      .when(postTransaction, post(move('anna', 'nobody', 1)))
      .expect(refuse('account-unknown', { account: 'nobody' }))
    givenStreams({ ...both, 'account-ben': [opened, { type: 'AccountClosed', data: {} }] })
      .when(postTransaction, post(move('anna', 'ben', 1)))
      .expect(refuse('account-closed', { account: 'ben' }))
    givenStreams(both)
      .when(postTransaction, post(move('bank', 'ben', 1, 'USD')))
      .expect(refuse('currency-mismatch', { account: 'ben', currency: 'USD' }))
    givenStreams()
      .when(postTransaction, post(move('bank', 'payers', 1, 'GBP')))
      .expect(refuse('currency-mismatch', { account: 'bank', currency: 'GBP' }))
  })

  it('balances in each currency by itself', () => {
    const [out, income] = move('payers', 'bank', 5)
    if (!out || !income) throw new Error('two postings')
    const dollars = { ...income, amount: { minorUnits: '5', currency: 'USD' } }
    givenStreams()
      .when(postTransaction, post([out, dollars]))
      .expect(refuse('unbalanced', { currencies: ['EUR', 'USD'] }))
    const exchange = [...move('payers', 'bank', 100), ...move('bank', 'payers', 109, 'USD')]
    givenStreams()
      .when(postTransaction, post(exchange))
      .expect({ [`transaction-${id}`]: [posted(exchange)] })
  })

  it('has two postings or more, none of nothing, none of what is no money', () => {
    const given = givenStreams()
    given.when(postTransaction, post([])).expect(refuse('postings-not-valid'))
    given
      .when(
        postTransaction,
        post(Array.from({ length: 51 }, () => move('payers', 'bank', 1)).flat()),
      )
      .expect(refuse('postings-not-valid'))
    given
      .when(postTransaction, post(move('payers', 'bank', 0)))
      .expect(refuse('amount-zero', { account: 'payers' }))
    given
      .when(postTransaction, post(move('payers', 'bank', 1, 'XXX')))
      .expect(
        refuse('amount-not-valid', { account: 'payers', because: 'currency-without-minor-unit' }),
      )
  })

  it('is posted once', () => {
    givenStreams({ ...both, [`transaction-${id}`]: [posted(move('anna', 'ben', 1))] })
      .when(postTransaction, post(move('anna', 'ben', 1)))
      .expect(refuse('transaction-exists', { transactionId: id }))
  })

  it('refuses sums beyond eighteen digits where it knows the account', () => {
    const most = 10n ** 18n - 1n
    givenStreams(both)
      .when(postTransaction, post([...move('bank', 'ben', most), ...move('bank', 'ben', most)]))
      .expect(refuse('balance-too-large', { account: 'ben', currency: 'EUR', digitsMax: 18 }))
  })
})

describe('a reversal', () => {
  const postings = move('anna', 'ben', 30)
  const reverse: ReverseTransaction = {
    type: 'ReverseTransaction',
    data: { transactionId: id, reversalId, postings, effectiveDate, openAccounts },
  }
  const after: readonly AccountEvent[] = [
    opened,
    { type: 'AmountReceived', data: { amount: eur('30'), ref } },
  ]
  const done = {
    'account-anna': [opened],
    'account-ben': after,
    [`transaction-${id}`]: [posted(postings)],
  }

  it('is a new transaction the other way round', () => {
    const back = move('ben', 'anna', 30).toReversed()
    givenStreams(done)
      .when(reverseTransaction, reverse)
      .expect({
        [`transaction-${id}`]: [{ type: 'TransactionReversed', data: { by: reversalId } }],
        [`transaction-${reversalId}`]: [
          { type: 'TransactionPosted', data: { postings: back, effectiveDate, reverses: id } },
        ],
        'account-anna': [
          { type: 'AmountReceived', data: { amount: eur('30'), ref: `transaction:${reversalId}` } },
        ],
        'account-ben': [
          { type: 'AmountTaken', data: { amount: eur('30'), ref: `transaction:${reversalId}` } },
        ],
      })
  })

  it('happens once, to what exists, and not to a reversal', () => {
    givenStreams().when(reverseTransaction, reverse).expect(refuse('transaction-unknown'))
    const reversed: JournalTransactionEvent = {
      type: 'TransactionReversed',
      data: { by: reversalId },
    }
    givenStreams({ ...done, [`transaction-${id}`]: [posted(postings), reversed] })
      .when(reverseTransaction, reverse)
      .expect(refuse('already-reversed', { by: reversalId }))
    const reversal: JournalTransactionEvent = {
      type: 'TransactionPosted',
      data: { postings, effectiveDate, reverses: reversalId },
    }
    givenStreams({ ...done, [`transaction-${id}`]: [reversal] })
      .when(reverseTransaction, reverse)
      .expect(refuse('reversal-not-reversible'))
  })

  it('does not take what is no longer there', () => {
    givenStreams({ ...done, 'account-ben': [opened] })
      .when(reverseTransaction, reverse)
      .expect(refuse('overdraft-exceeded', { account: 'ben', currency: 'EUR', takeable: '0' }))
  })
})
