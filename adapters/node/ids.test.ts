import { describe, expect, it } from 'vitest'
import { hash } from 'node:crypto'
import { formatUuid, isUuid } from '../../kernel/id.ts'
import { nodeIds } from './ids.ts'

describe('new ids', () => {
  it('are UUIDs of version 7 that hold the time', () => {
    const before = Date.now()
    const id = nodeIds().next()
    expect(isUuid(id)).toBe(true)
    expect(id[14]).toBe('7')
    expect('89ab').toContain(id[19])
    const at = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
    expect(at).toBeGreaterThanOrEqual(before)
    expect(at).toBeLessThanOrEqual(Date.now())
  })

  it('each sort behind the one before, however many a millisecond takes', () => {
    const ids = nodeIds()
    const made = Array.from({ length: 50_000 }, () => ids.next())
    expect(made.findIndex((id, index) => index > 0 && id <= (made[index - 1] ?? ''))).toBe(-1)
  })

  it('of two processes do not meet', () => {
    const [one, other] = [nodeIds(), nodeIds()]
    const made = new Set(Array.from({ length: 20_000 }, () => [one.next(), other.next()]).flat())
    expect(made.size).toBe(40_000)
  })
})

describe('derived ids', () => {
  const ids = nodeIds()
  const derive = (...parts: string[]) => ids.derive(...parts)

  it('are the same for the same parts in every process', () => {
    expect(derive('user:1', 'POST /v1/payments', 'key')).toBe(
      nodeIds().derive('user:1', 'POST /v1/payments', 'key'),
    )
    expect(isUuid(derive('a'))).toBe(true)
    expect(derive('a')[14]).toBe('8')
  })

  it('are the first half of a digest, with version and variant written over it', () => {
    for (let index = 0; index < 200; index++) {
      const part = `part ${index}`
      const bytes = hash('sha256', `${part.length}:${part}`, 'buffer')
      expect(derive(part)).toBe(formatUuid(bytes, 8))
    }
  })

  it('tell apart parts that run into the same text', () => {
    const different = [
      derive('ab', 'c'),
      derive('a', 'bc'),
      derive('abc'),
      derive('abc', ''),
      derive('2:ab1:c'),
    ]
    expect(new Set(different).size).toBe(different.length)
  })
})

describe('span ids', () => {
  it('are 16 hexadecimal digits, each time others', () => {
    const ids = nodeIds()
    const spans = new Set(Array.from({ length: 5_000 }, () => ids.spanId()))
    expect(spans.size).toBe(5_000)
    for (const span of spans) expect(span).toMatch(/^[0-9a-f]{16}$/)
  })
})
