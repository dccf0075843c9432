import { describe, expect, it } from 'vitest'
import { meaningOf } from './meaning.ts'
import { railCodeFamilies, railCodes } from './rail-codes.ts'
import { isStandardCode, standardErrors } from './standard-errors.ts'

describe('the table of errors', () => {
  it.each([
    ['AC01', 'account-unknown', 'ask-the-customer'],
    ['AC04', 'account-closed', 'ask-the-customer'],
    ['AC06', 'account-blocked', 'ask-the-customer'],
    ['AG01', 'transaction-forbidden', 'do-not-retry'],
    ['AM04', 'insufficient-funds', 'retry-after'],
    ['AM05', 'duplicate', 'ask-an-operator'],
    ['BE04', 'party-data-invalid', 'ask-the-customer'],
    ['BE22', 'party-data-invalid', 'ask-the-customer'],
    ['MS03', 'no-reason', 'ask-an-operator'],
    ['RC01', 'bank-unknown', 'ask-the-customer'],
    ['TM01', 'cut-off-passed', 'retry-after'],
    ['AB05', 'bank-unavailable', 'retry-after'],
    ['AB08', 'bank-unavailable', 'retry-after'],
    ['AG09', 'not-received', 'ask-an-operator'],
    ['DT01', 'date-invalid', 'ask-the-customer'],
    ['DU04', 'duplicate', 'ask-an-operator'],
    ['CANC', 'cancelled', 'do-not-retry'],
    ['ZZ99', 'unknown-error', 'ask-an-operator'],
    ['constructor', 'unknown-error', 'ask-an-operator'],
    ['', 'unknown-error', 'ask-an-operator'],
  ])('reads %s as %s: %s', (code, standardCode, recommendedAction) => {
    expect(meaningOf(code)).toMatchObject({ standardCode, recommendedAction })
  })

  it('names only standard codes, and each of them can be met', () => {
    const named = new Set([...Object.values(railCodes), ...Object.values(railCodeFamilies)])
    for (const code of named) expect(isStandardCode(code)).toBe(true)
    const met = [...named, 'unknown-error'].toSorted()
    expect(met).toEqual(Object.keys(standardErrors).toSorted())
  })

  it('has delays where it is tried again, and nowhere else', () => {
    for (const [code, { recommendedAction, retryDelaysMs = [] }] of Object.entries(
      standardErrors,
    )) {
      expect([code, retryDelaysMs.length > 0]).toEqual([code, recommendedAction === 'retry-after'])
      for (const delayMs of retryDelaysMs) expect(delayMs).toBeGreaterThanOrEqual(60_000)
    }
  })

  it('never tries again what may have been paid already', () => {
    for (const code of ['AM05', 'DU01', 'DU04', 'DUPL', 'RF01', 'AG09', 'NOOR'])
      expect(meaningOf(code).recommendedAction).toBe('ask-an-operator')
  })

  it("goes by the rail's own table first", () => {
    const ofRail = {
      AM04: { standardCode: 'limit-exceeded', recommendedAction: 'ask-an-operator' },
    } as const
    expect(meaningOf('AM04', ofRail)).toBe(ofRail.AM04)
    expect(meaningOf('AC04', ofRail).standardCode).toBe('account-closed')
  })
})
