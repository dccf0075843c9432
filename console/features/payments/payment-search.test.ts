import { describe, expect, it } from 'vitest'
import { readPaymentSearch } from './payment-search.ts'

describe('the address of a list', () => {
  it('is read back as it was written', () => {
    const search = { status: 'unknown', currency: 'EUR', attention: true, sort: '-amount' }
    expect(readPaymentSearch(search)).toEqual(search)
  })

  it('loses what is not known, whoever wrote it', () => {
    expect(
      readPaymentSearch({ status: 'lost', currency: 'euro', attention: 'yes', sort: 'name', x: 1 }),
    ).toEqual({})
  })

  it('keeps a reference that looks like a number', () => {
    expect(readPaymentSearch({ endToEndId: 4711 })).toEqual({ endToEndId: '4711' })
  })
})
