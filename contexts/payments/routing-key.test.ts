import { describe, expect, it } from 'vitest'
import type { Json } from '../../kernel/json.ts'
import {
  keyOfAccount,
  keyOfHeldAccount,
  keyOfOrder,
  keyOfPayment,
  keyOfPostings,
  keyOfRail,
} from './routing-key.ts'

const asked = (body?: Json, params: Readonly<Record<string, string>> = {}) => ({ params, body })
const debtor = { name: 'Ada', iban: 'DE89 3704 0044 0532 0130 00' }

describe('A payment is decided where others are that contend with it', () => {
  it('for the account that pays, before the payer', () => {
    expect(keyOfOrder(asked({ debtor, fundingAccount: 'customer:1' }))).toBe('account:customer:1')
    expect(keyOfOrder(asked({ debtor }))).toBe('payer:DE89370400440532013000')
    expect(keyOfOrder(asked({ debtor: { account: '4711' } }))).toBe('payer:4711')
  })

  it('which is the account that transactions and holds begin with', () => {
    const account = 'customer:1'
    const keys = [
      keyOfOrder(asked({ debtor, fundingAccount: account })),
      keyOfHeldAccount(asked({ account })),
      keyOfPostings(asked({ postings: [{ account }, { account: 'fees' }] })),
      keyOfAccount(asked(undefined, { accountId: account })),
    ]
    expect(new Set(keys)).toEqual(new Set(['account:customer:1']))
  })

  it('for its rail, where the rail tells of it, and else for itself', () => {
    expect(keyOfRail('sepa')(asked({}))).toBe('rail:sepa')
    expect(keyOfPayment(asked(undefined, { paymentId: '0190' }))).toBe('payment:0190')
  })

  it.each([undefined, null, 'text', 7, [], {}, { debtor: null }, { debtor: { iban: 7 } }])(
    'by any worker, where the body is %j',
    (body) => {
      for (const key of [keyOfOrder, keyOfHeldAccount, keyOfPostings])
        expect(key(asked(body as Json))).toBeUndefined()
    },
  )
})
