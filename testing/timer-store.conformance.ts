import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StoredTimer, TimerStore } from '../kernel/timer-store.ts'

/** A store under test: of a schedule of its own each time, empty at first. */
export type OpenTimers = () => Promise<{ timers: TimerStore; close: () => Promise<void> }>

const timer = (name: string, due: number): StoredTimer => ({
  timer: name,
  due,
  commandType: 'Ring',
  command: { bell: `é"\\'; ${name}`, times: [1, null, true] },
  cause: '01900000-0000-7000-8000-000000000001',
  correlationId: '01900000-0000-7000-8000-000000000002',
  traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
})

/** What every store of timers promises. */
export const timerStoreConformance = (where: string, open: OpenTimers): void => {
  describe(`Timers in ${where}`, () => {
    let opened: Awaited<ReturnType<OpenTimers>>
    let timers: TimerStore
    beforeAll(async () => {
      opened = await open()
      timers = opened.timers
    })
    afterAll(() => opened.close())
    const due = async (now: number, limit = 100, after?: StoredTimer) =>
      (await timers.due(now, limit, after)).map(({ timer: name }) => name).join(' ')

    it('begin with none, at position 0', async () => {
      expect(await timers.position()).toBe(0)
      expect(await timers.nextDue()).toBeUndefined()
      expect(await due(1e15)).toBe('')
    })

    it('are set together with the position, and given back as they were', async () => {
      const set = [timer('c', 30), timer('b', 10), timer('a', 30), timer('d', 4e12)]
      expect(await timers.apply(0, 7, set, ['never-set'])).toBe(true)
      expect(await timers.position()).toBe(7)
      expect(await timers.nextDue()).toBe(10)
      expect(await timers.due(10, 5)).toEqual([timer('b', 10)])
    })

    it('change nothing for whoever stands elsewhere', async () => {
      expect(await timers.apply(6, 8, [timer('x', 1)], ['a'])).toBe(false)
      expect(await timers.position()).toBe(7)
      expect(await due(1e15)).toBe('b a c d')
    })

    it('are due in the order of their times, then names, page by page', async () => {
      expect(await due(9)).toBe('')
      expect(await due(30)).toBe('b a c')
      expect(await due(30, 2)).toBe('b a')
      expect(await due(30, 2, timer('a', 30))).toBe('c')
    })

    it('move when they are set again, and go when they are cancelled', async () => {
      expect(await timers.apply(7, 9, [timer('b', 50)], ['a'])).toBe(true)
      expect(await due(40)).toBe('c')
      expect(await due(50)).toBe('c b')
    })

    it('are forgotten when they have fired, unless they were moved meanwhile', async () => {
      await timers.remove([timer('c', 30), timer('b', 10), timer('d', 4e12 - 1)])
      await timers.remove([])
      expect(await due(1e15)).toBe('b d')
      await timers.remove([timer('b', 50), timer('d', 4e12)])
      expect(await timers.nextDue()).toBeUndefined()
    })

    it('that wait for one thing are due one after the other once it is there, and none of them later', async () => {
      const waiting = (name: string, due: number) => ({ ...timer(name, due), waitsFor: 'rain' })
      const set = [
        waiting('late', 900),
        waiting('later', 901),
        waiting('last', 9_000),
        waiting('soon', 101),
        waiting('near', 110),
        waiting('due', 90),
        { ...timer('other', 500), waitsFor: 'snow' },
        timer('none', 500),
      ]
      expect(await timers.apply(9, 10, set, [])).toBe(true)
      const hastening = { waitsFor: 'rain', from: 100, everyMs: 20, timersMax: 4 }
      expect(await timers.hasten(9, 11, hastening)).toBe(false)
      expect(await due(899)).toBe('due soon near none other')
      expect(await timers.waiting('rain', 100)).toBe(6)
      expect(await timers.waiting('rain', 5)).toBe(5)
      expect(await timers.waiting('snow', 100)).toBe(1)
      expect(await timers.hasten(10, 11, hastening)).toBe(true)
      expect(await timers.position()).toBe(11)
      const after = await timers.due(1e15, 100)
      expect(after.map((one) => [one.timer, one.due])).toEqual([
        ['due', 90],
        ['soon', 100],
        // Its turn would come later than it is due.
        ['near', 110],
        ['late', 140],
        ['later', 160],
        ['none', 500],
        ['other', 500],
        ['last', 9_000],
      ])
      expect(after[3]).toEqual(waiting('late', 140))
    })

    it('wait no longer for what they are set again without', async () => {
      const hastening = { waitsFor: 'rain', from: 100, everyMs: 0, timersMax: 100 }
      expect(await timers.apply(11, 12, [timer('last', 9_000)], [])).toBe(true)
      expect(await timers.hasten(12, 13, hastening)).toBe(true)
      expect(await due(100)).toBe('due late later near soon')
      expect(await timers.waiting('rain', 100)).toBe(5)
      expect(await timers.waiting('', 100)).toBe(0)
      // Nothing waits for nothing.
      expect(await timers.hasten(13, 14, { ...hastening, waitsFor: '' })).toBe(true)
      expect(await due(100)).toBe('due late later near soon')
    })
  })
}
