import { describe, expect, it } from 'vitest'
import { amountOf, emptyOrder, faultOf, orderOf } from './order-form.ts'

const form = {
  ...emptyOrder,
  debtorName: ' Ada Lovelace ',
  debtorAccount: 'de89 3704 0044 0532 0130 00',
  creditorName: 'Charles Babbage',
  creditorAccount: '000123456789',
  amount: '12,5',
  endToEndId: 'INVOICE-117',
}

describe('an order that is written by hand', () => {
  it('says what was written, and nothing of what was left empty', () => {
    const amount = amountOf(form)
    if (!amount) throw new Error('12,5 is an amount')
    expect(orderOf(form, amount)).toEqual({
      amount: { minorUnits: '1250', currency: 'EUR' },
      debtor: { name: 'Ada Lovelace', iban: 'de89 3704 0044 0532 0130 00' },
      creditor: { name: 'Charles Babbage', account: '000123456789' },
      endToEndId: 'INVOICE-117',
    })
  })

  it('says the rest where it was written', () => {
    const more = { ...form, remittance: ' Thanks ', day: '2026-12-24', service: 'instant' }
    const written = { ...more, purpose: 'SALA', charges: 'SHAR', isHold: true }
    expect(orderOf(written, { minorUnits: '1', currency: 'EUR' })).toMatchObject({
      remittance: 'Thanks',
      requestedExecutionDate: '2026-12-24',
      serviceLevel: 'instant',
      purpose: 'SALA',
      chargeBearer: 'SHAR',
      captureMode: 'manual',
    })
  })

  it.each([
    ['JPY', '1200', '1200'],
    ['JPY', '12.5', undefined],
    ['KWD', '1.005', '1005'],
    ['EUR', '0', undefined],
    ['EUR', '1e3', undefined],
    ['EUR', '-1', undefined],
  ])('counts in the minor units of %s: %s', (currency, amount, minorUnits) => {
    expect(amountOf({ ...form, currency, amount })?.minorUnits).toBe(minorUnits)
  })

  it('shows a fault at the field that has it', () => {
    const fields = [{ field: 'body/debtor/iban', reason: 'iban-check-digits-wrong' }]
    expect(faultOf(fields, 'debtor/iban', 'debtor/account')).toBe('IBAN check digits wrong')
    expect(faultOf(fields, 'creditor/iban', 'creditor/account')).toBeUndefined()
  })
})
