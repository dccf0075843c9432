import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BoundedLines } from './bounded-lines.ts'

describe('Lines that are alike', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const open = () => {
    const written: string[] = []
    const lines = new BoundedLines(
      (fields, message) => written.push(`${message} ${JSON.stringify(fields)}`),
      1_000,
    )
    const say = (times: number, kind = 'down') => {
      for (let index = 0; index < times; index++) lines.say(kind, { kind }, 'unavailable')
    }
    return { lines, written, say }
  }

  it('are written once at first, then as a number', () => {
    const { written, say } = open()
    say(500)
    expect(written).toEqual(['unavailable {"kind":"down"}'])
    vi.advanceTimersByTime(1_000)
    expect(written).toEqual([
      'unavailable {"kind":"down"}',
      'unavailable {"kind":"down","alike":499}',
    ])
  })

  it('are news again after a while of quiet', () => {
    const { written, say } = open()
    say(1)
    vi.advanceTimersByTime(1_000)
    say(1)
    expect(written).toHaveLength(2)
    expect(written[1]).toBe(written[0])
  })

  it('keep nothing of another kind back', () => {
    const { written, say } = open()
    say(10, 'down')
    say(10, 'busy')
    expect(written).toHaveLength(2)
  })

  it('are not lost at the end', () => {
    const { lines, written, say } = open()
    say(4)
    lines.close()
    expect(written.at(-1)).toBe('unavailable {"kind":"down","alike":3}')
  })
})
