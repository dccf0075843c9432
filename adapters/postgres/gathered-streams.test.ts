import { describe, expect, it } from 'vitest'
import type { RecordedEvent } from '../../kernel/message.ts'
import { gatherStreams } from './gathered-streams.ts'

/** Streams whose names say how long they are, and a count of what was asked. */
const open = () => {
  const asked: string[] = []
  const eventsOf = (stream: string, after: number, limit: number) =>
    Array.from({ length: Number(stream.split('-')[1]) }, (_, index) => ({
      stream,
      version: index + 1,
    }))
      .filter(({ version }) => version > after)
      .slice(0, limit) as unknown as RecordedEvent[]
  const read = gatherStreams(
    (stream, after, limit) => {
      asked.push(`${stream} alone`)
      return Promise.resolve(eventsOf(stream, after, limit))
    },
    (places, eventsMax) => {
      asked.push(places.map(({ stream }) => stream).join(' '))
      return Promise.resolve(
        places.flatMap(({ stream, after }) => eventsOf(stream, after, eventsMax)),
      )
    },
  )
  return { asked, read }
}
const versions = (events: readonly RecordedEvent[]) => events.map(({ version }) => version)

describe('Reading streams', () => {
  it('asks once for all that are wanted in one turn', async () => {
    const { asked, read } = open()
    const pages = await Promise.all([read('a-2', 0, 10), read('b-0', 0, 10), read('c-3', 1, 10)])
    expect(pages.map(versions)).toEqual([[1, 2], [], [2, 3]])
    expect(asked).toEqual(['a-2 b-0 c-3'])
  })

  it('asks plainly for one alone', async () => {
    const { asked, read } = open()
    expect(versions(await read('a-2', 0, 10))).toEqual([1, 2])
    expect(asked).toEqual(['a-2 alone'])
  })

  it('reads a long stream by itself, and never gives less of it than was asked for', async () => {
    const { asked, read } = open()
    const [long, short] = await Promise.all([read('a-120', 0, 100), read('b-1', 0, 100)])
    expect([long.length, short.length]).toEqual([100, 1])
    expect(asked).toEqual(['a-120 b-1', 'a-120 alone'])
  })

  it('keeps to the limit', async () => {
    const { read } = open()
    const [few] = await Promise.all([read('a-9', 0, 4), read('b-1', 0, 4)])
    expect(versions(few)).toEqual([1, 2, 3, 4])
  })

  it('asks again for another part of the same stream', async () => {
    const { asked, read } = open()
    const pages = await Promise.all([read('a-3', 0, 10), read('b-1', 0, 10), read('a-3', 2, 10)])
    expect(pages.map(versions)).toEqual([[1, 2, 3], [1], [3]])
    expect(asked).toEqual(['a-3 b-1', 'a-3 alone'])
  })

  it('splits what is too much for one query', async () => {
    const { asked, read } = open()
    const pages = await Promise.all(Array.from({ length: 450 }, (_, n) => read(`s${n}-1`, 0, 10)))
    expect(pages.every((page) => page.length === 1)).toBe(true)
    expect(asked.map((streams) => streams.split(' ').length)).toEqual([200, 200, 50])
  })

  it('tells everybody of a failure', async () => {
    const read = gatherStreams(
      () => Promise.reject(new Error('alone')),
      () => Promise.reject(new Error('away')),
    )
    const results = await Promise.allSettled([read('a-1', 0, 1), read('b-1', 0, 1)])
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected'])
  })
})
