import { describe, expect, it } from 'vitest'
import type { DomainEvent, RecordedEvent } from '../../kernel/message.ts'
import { ArrayLog } from '../../testing/array-log.ts'
import { Tail } from './tail.ts'

const raised = { type: 'Raised', data: {} }

/** A log that counts how often it is read. */
class CountedLog extends ArrayLog {
  reads = 0
  override read(after: number, limit: number) {
    this.reads++
    return super.read(after, limit)
  }
}

/** A log that says what was appended; by others it says nothing. */
class HeardLog extends CountedLog {
  #hear: (appended: readonly RecordedEvent[]) => void = () => undefined
  override onAppended(listener: (appended?: readonly RecordedEvent[]) => void) {
    this.#hear = listener
    return () => true
  }
  tellOf(...events: readonly DomainEvent[]): void {
    const before = this.events.length
    this.append(...events)
    this.#hear(this.events.slice(before))
  }
}

const positions = async (tail: Tail, after: number, limit: number) =>
  (await tail.read(after, limit)).map(({ position }) => position)

describe('The tail of a log', () => {
  it('is read once for all who stand at the same place', async () => {
    const log = new CountedLog('a')
    const tail = new Tail(log)
    log.append(raised, raised, raised)
    const both = await Promise.all([positions(tail, 0, 10), positions(tail, 0, 10)])
    expect(both).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ])
    expect(await positions(tail, 1, 10)).toEqual([2, 3])
    expect(await positions(tail, 0, 2)).toEqual([1, 2])
    expect(log.reads).toBe(1)
  })

  it('is read again when the log has grown, and not while it has not', async () => {
    const log = new CountedLog('a')
    const tail = new Tail(log)
    log.append(raised)
    await tail.read(0, 10)
    expect(await positions(tail, 1, 10)).toEqual([])
    const before = log.reads
    expect(await positions(tail, 1, 10)).toEqual([])
    expect(log.reads).toBe(before)
    log.append(raised)
    expect(await positions(tail, 1, 10)).toEqual([2])
    expect(await positions(tail, 0, 10)).toEqual([1, 2])
  })

  it('does not read back what this process appended', async () => {
    const log = new HeardLog('a')
    const tail = new Tail(log)
    log.append(raised, raised)
    await tail.read(0, 10)
    log.tellOf(raised)
    log.tellOf(raised, raised)
    const before = log.reads
    expect(await positions(tail, 2, 10)).toEqual([3, 4, 5])
    expect(await positions(tail, 5, 10)).toEqual([])
    expect(log.reads).toBe(before)
  })

  it('reads what somebody else appended in between', async () => {
    const log = new HeardLog('a')
    const tail = new Tail(log)
    log.tellOf(raised)
    expect(await positions(tail, 0, 10)).toEqual([1])
    log.append(raised)
    log.tellOf(raised)
    expect(await positions(tail, 1, 10)).toEqual([2, 3])
  })

  it('begins with what it hears first, and reads what lies before', async () => {
    const log = new HeardLog('a')
    log.append(raised, raised)
    const tail = new Tail(log)
    log.tellOf(raised)
    expect(await positions(tail, 2, 10)).toEqual([3])
    expect(await positions(tail, 0, 10)).toEqual([1, 2, 3])
  })

  it('finds what another process appended without a word, a little later', async () => {
    const log = new CountedLog('a')
    const tail = new Tail(log)
    log.append(raised)
    await tail.read(0, 10)
    await tail.read(1, 10)
    log.onAppended = () => () => true
    log.events.push(...log.events.map((event) => ({ ...event, position: 2 })))
    let seen = await positions(tail, 1, 10)
    while (seen.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      seen = await positions(tail, 1, 10)
    }
    expect(seen).toEqual([2])
  })

  it('gives full pages to those far behind, and never skips between them and the end', async () => {
    const log = new CountedLog('a')
    const tail = new Tail(log)
    for (let index = 0; index < 250; index++) log.append(raised)
    const seen: number[] = []
    while (seen.length < 250) seen.push(...(await positions(tail, seen.at(-1) ?? 0, 40)))
    expect(seen).toEqual(Array.from({ length: 250 }, (_, index) => index + 1))
    expect(await positions(tail, 100, 3)).toEqual([101, 102, 103])
  })
})
