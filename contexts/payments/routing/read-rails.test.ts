import { describe, expect, it } from 'vitest'
import { readRails } from './read-rails.ts'

const secret = 'ab'.repeat(32)
const hours = { timeZone: 'Europe/Berlin', days: ['mon'], from: '08:00', to: '18:00' }

describe('the setting of rails', () => {
  it('is read with what goes without saying', () => {
    const given = {
      rails: [
        { name: 'instant', cost: { EUR: { fixed: '20', perMille: '0.5' } } },
        { name: 'swift', url: 'http://127.0.0.1:7501', secret, takes: { currencies: ['USD'] } },
      ],
    }
    expect(readRails(given)).toEqual({
      rails: [
        {
          name: 'instant',
          takes: {},
          cost: { EUR: { fixed: '20', perMille: '0.5' } },
          errors: {},
        },
        {
          name: 'swift',
          url: 'http://127.0.0.1:7501',
          secret,
          takes: { currencies: ['USD'] },
          cost: {},
          errors: {},
        },
      ],
      rules: [{ name: 'any-rail', when: {}, rails: ['instant', 'swift'] }],
    })
  })

  it("reads a rail's own errors beside the standard ones", () => {
    const errors = {
      AM04: { standardCode: 'insufficient-funds', retryAfterMinutes: [60] },
      X1: { standardCode: 'account-closed' },
    }
    const read = readRails({ rails: [{ name: 'instant', errors }] })
    expect(typeof read === 'string' ? read : read.rails[0]?.errors).toEqual({
      AM04: {
        standardCode: 'insufficient-funds',
        recommendedAction: 'retry-after',
        retryDelaysMs: [3_600_000],
      },
      X1: { standardCode: 'account-closed', recommendedAction: 'ask-the-customer' },
    })
  })

  const rail = (more: object) => ({ rails: [{ name: 'instant', ...more }] })
  it.each([
    [{}, /^it .*rails/],
    [{ rails: [] }, /^rails /],
    [{ rails: [{ name: 'Instant!' }] }, /^rails\/0\/name /],
    [{ rails: [{ name: 'one' }, { name: 'one' }] }, /^rails\/1\/name is taken: one/],
    [rail({ url: 'http://127.0.0.1:1' }), /^rails\/0\/secret must be there/],
    // Rails that are spoken to by this protocol have no TLS.
    [rail({ url: 'https://127.0.0.1:1', secret }), /^rails\/0\/url /],
    [rail({ url: 'http://127.0.0.1:1', secret, faults: {} }), /^rails\/0\/faults are for/],
    [rail({ takes: { currencies: ['EUR', 'XXZ'] } }), /^rails\/0\/takes\/currencies\/XXZ is not/],
    [
      rail({ takes: { amounts: { EUR: { min: '5', max: '4' } } } }),
      /^rails\/0\/takes\/amounts\/EUR\/max is less/,
    ],
    [
      rail({ takes: { hours: { ...hours, timeZone: 'Mars/Olympus' } } }),
      /^rails\/0\/takes\/hours\/timeZone is not an IANA time zone: Mars/,
    ],
    [
      rail({ takes: { hours: { ...hours, to: '08:00' } } }),
      /^rails\/0\/takes\/hours\/to must be after/,
    ],
    [
      rail({ takes: { creditorCountries: ['Germany'] } }),
      /^rails\/0\/takes\/creditorCountries\/0 /,
    ],
    [rail({ cost: { EUR: { perMille: '1.2345' } } }), /^rails\/0\/cost\/EUR\/perMille /],
    [
      rail({ errors: { AM04: { standardCode: 'no-such' } } }),
      /^rails\/0\/errors\/AM04\/standardCode /,
    ],
    [
      rail({
        errors: { AC04: { standardCode: 'account-closed', recommendedAction: 'retry-after' } },
      }),
      /^rails\/0\/errors\/AC04\/retryAfterMinutes must be there/,
    ],
    [
      { ...rail({}), rules: [{ name: 'all', rails: ['swift'] }] },
      /^rules\/0\/rails\/0 names no rail: swift/,
    ],
    [
      { ...rail({}), rules: [{ name: 'all', rails: ['instant'], when: { currency: 'EUR' } }] },
      /^rules\/0\/when/,
    ],
  ])('%j is refused with a message that names the field', (given, message) => {
    expect(readRails(given)).toMatch(message)
  })
})
