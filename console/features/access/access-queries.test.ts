import { describe, expect, it } from 'vitest'
import { dayStart, readAuditSearch } from './access-queries.ts'

describe('a day of the audit', () => {
  it('begins where it begins for whoever looks, and ends where the next one does', () => {
    expect(dayStart('2026-11-21')).toBe(new Date(2026, 10, 21).toISOString())
    expect(dayStart('2026-11-30', 1)).toBe(new Date(2026, 11, 1).toISOString())
  })

  it('that was not given, or is none, narrows nothing', () => {
    for (const day of [undefined, '', 'yesterday', '2026-13', '2026-99-99x'])
      expect(dayStart(day)).toBeUndefined()
  })

  it('stands in the address with the other conditions, and nothing else does', () => {
    const search = { kind: 'PasswordSet', actor: '', from: '2026-11-21', other: 'x', to: 7 }
    expect(readAuditSearch(search)).toEqual({ kind: 'PasswordSet', from: '2026-11-21' })
  })
})
