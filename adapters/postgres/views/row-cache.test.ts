import { describe, expect, it } from 'vitest'
import { RowCache } from './row-cache.ts'

const cached = (charactersMax: number, rows: number, characters: number) => {
  const cache = new RowCache<{ text: string }>(charactersMax)
  for (let nth = 1; nth <= rows; nth++)
    cache.put({ key: String(nth), position: nth, row: { text: 'x'.repeat(characters) } })
  return cache
}

describe('rows that are kept in memory', () => {
  it('are as many as there is room for, the newest', () => {
    const cache = cached(100_000, 500, 989)
    expect(cache.size).toBe(100)
    expect([cache.get('400'), cache.get('401')?.position]).toEqual([undefined, 401])
  })

  it('are more where they are small, and not without end', () => {
    expect(cached(100_000, 5_000, 9).size).toBe(5_000)
    expect(cached(100_000_000, 20_000, 9).size).toBe(12_000)
  })

  it('stay for longer where they are written again', () => {
    const cache = cached(100_000, 100, 989)
    cache.put({ key: '1', position: 101, row: { text: 'x'.repeat(989) } })
    cache.put({ key: 'new', position: 102, row: { text: 'x'.repeat(989) } })
    expect([cache.get('1')?.position, cache.get('2')]).toEqual([101, undefined])
    expect(cache.size).toBe(100)
  })

  it('are no fewer for one that is heavier by far, however often it is written', () => {
    const cache = cached(1_000_000, 2_000, 89)
    for (let nth = 1; nth <= 10_000; nth++)
      cache.put({ key: 'hot', position: nth, row: { text: 'x'.repeat(50_000) } })
    expect(cache.size).toBe(2_001)
  })

  it('make room when the rows become heavy, and can be let go of', () => {
    const cache = cached(100_000, 500, 89)
    for (let nth = 1; nth <= 20_000; nth++)
      cache.put({ key: `heavy-${nth}`, position: nth, row: { text: 'x'.repeat(9_989) } })
    expect(cache.size).toBeLessThan(15)
    cache.clear()
    cache.put({ key: 'after', position: 1, row: { text: '' } })
    expect([cache.size, cache.get('after')?.position]).toEqual([1, 1])
  })
})
