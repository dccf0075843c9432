import { expect, it } from 'vitest'
import { costInWords, ruleInWords, takesInWords } from './words.ts'

const hours = {
  timeZone: 'Europe/Berlin',
  days: ['fri', 'mon'],
  from: '08:00',
  to: '18:00',
  except: ['2026-12-25'],
} as const

it('says what a rail takes', () => {
  expect(takesInWords({ takes: {} })).toBe('Takes every payment')
  expect(
    takesInWords({
      takes: {
        currencies: ['EUR', 'USD', 'JPY'],
        amounts: { EUR: { max: '10000000' } },
        creditorCountries: ['DE'],
        serviceLevels: ['sepa', 'instant'],
        hours,
      },
    }),
  ).toBe(
    'Takes payments in EUR, USD or JPY, of up to EUR 100000.00, to accounts in DE, as sepa or instant, ' +
      'on mon, fri from 08:00 to 18:00 (Europe/Berlin), not on 2026-12-25',
  )
})

it('says what a rule means, and what a transfer costs', () => {
  const rule = {
    name: 'large',
    when: { amounts: { EUR: { min: '100' } } },
    rails: ['swift', 'sepa'],
  }
  expect(ruleInWords(rule)).toBe('A payment of at least EUR 1.00 goes over swift or sepa')
  expect(ruleInWords({ ...rule, when: {} })).toBe('Every payment goes over swift or sepa')
  expect(costInWords({ EUR: { fixed: '20' } })).toEqual(['EUR 0.20 for EUR'])
})
