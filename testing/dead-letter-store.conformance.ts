import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Clock } from '../kernel/clock.ts'
import type { DeadLetterStore, LetterFilter } from '../kernel/dead-letter-store.ts'
import type { DeadLetter } from '../kernel/message-bus.ts'

export type OpenLetters = (
  clock: Clock,
) => Promise<{ readonly store: DeadLetterStore; readonly close: () => Promise<void> }>

/** What every place for dead letters promises. */
export const deadLetterStoreConformance = (where: string, open: OpenLetters): void => {
  describe(`Dead letters in ${where}`, () => {
    const clock = { at: 1_700_000_000_000, now: () => clock.at }
    let store: DeadLetterStore
    let close: () => Promise<void>
    beforeAll(async () => {
      ;({ store, close } = await open(clock))
    })
    afterAll(() => close())

    /** Groups of each test are its own. */
    const lane = () => {
      const group = `g-${randomUUID()}`
      let offset = 0
      const letter = (change: Partial<DeadLetter> & { key?: string; payload?: string } = {}) => {
        const { key = 'k', payload = '{"a":1}', ...rest } = change
        return {
          group,
          message: {
            topic: 'millrace.test.tst.fct.test.Told',
            partition: 1,
            offset: String(offset++),
            attempt: 3,
            key,
            id: `id-${offset}`,
            source: '/test',
            type: 'Told',
            time: '2026-01-01T12:00:00.000Z',
            traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
            subject: 'thing/1',
            entityVersion: 7,
            payload,
            dataschema: 'urn:x:1',
            extensions: { correlationid: 'c' },
          },
          reason: 'handler-failed',
          error: 'no such thing',
          attempts: 3,
          ...rest,
        }
      }
      const behind = (key?: string) =>
        letter({ reason: 'waits-behind', attempts: 0, ...(key ? { key } : {}) })
      const put = async (...letters: readonly DeadLetter[]): Promise<readonly string[]> => {
        for (const one of letters) await store.add(one)
        return (await ids()).slice(-letters.length)
      }
      const all = async () => (await store.list({ group }, 100)).letters.toReversed()
      const ids = async () => (await all()).map(({ letterId }) => letterId)
      const states = async () => (await all()).map(({ state }) => state)
      const due = async () => (await store.due(group, 100)).map(({ letterId }) => letterId)
      const holds = (key = 'k') => store.holds(group, 'millrace.test.tst.fct.test.Told', key)
      return { group, letter, behind, put, all, states, due, holds }
    }
    const by = (actor = 'user:one', why?: string) => ({
      actor,
      at: clock.at,
      ...(why === undefined ? {} : { why }),
    })
    const batchOf = (filter: LetterFilter, does: 'redrive' | 'discard' = 'redrive') => ({
      batchId: randomUUID(),
      does,
      filter,
      ratePerSecond: 50,
      proposed: by('user:one', 'fixed'),
    })

    it('are kept whole, each once', async () => {
      const { letter, put, all } = lane()
      const one = letter({ payload: '{"ü":"\u0000"}'.replace('\u0000', '\\u0000') })
      await put(one)
      clock.at += 5
      await put({ ...one, error: 'another time' })
      const [stored, ...others] = await all()
      expect(others).toEqual([])
      expect(stored).toMatchObject({
        ...one,
        state: 'dead',
        isEdited: false,
        setAsideAt: clock.at - 5,
        changedAt: clock.at - 5,
      })
      expect(await store.find(stored?.letterId ?? '')).toEqual(stored)
      expect(await store.find(randomUUID())).toBeUndefined()
    })

    it('hold their key, until the last of it is gone', async () => {
      const { letter, behind, put, holds } = lane()
      expect(await holds()).toBe(false)
      const [first = '', second = ''] = await put(letter(), behind())
      expect([await holds(), await holds('other')]).toEqual([true, false])
      await store.redrive(first, by())
      expect(await holds()).toBe(true)
      await store.settled(first, clock.at)
      expect(await holds()).toBe(true)
      await store.settled(second, clock.at)
      expect(await holds()).toBe(false)
    })

    it('are redriven in the order of their key, those that waited behind them after them', async () => {
      const { letter, behind, put, states, due } = lane()
      const [a = '', b = '', c = '', other = ''] = await put(
        letter(),
        behind(),
        behind(),
        letter({ key: 'other' }),
      )
      expect(await states()).toEqual(['dead', 'waiting', 'waiting', 'dead'])
      expect(await due()).toEqual([])
      expect(await store.redrive(b, by())).toBe(false)
      expect(await store.redrive(a, by())).toBe(true)
      expect(await store.redrive(a, by())).toBe(false)
      await store.redrive(other, by())
      expect(await due()).toEqual([a, other])
      await store.settled(a, clock.at)
      expect(await states()).toEqual(['redriven', 'redriving', 'redriving', 'redriving'])
      expect(await due()).toEqual([b, other])
      await store.settled(b, clock.at)
      expect(await due()).toEqual([c, other])
    })

    it('wait again where the one before them fails', async () => {
      const { letter, behind, put, states, due, all } = lane()
      const [a = '', b = ''] = await put(letter(), behind(), behind())
      await store.redrive(a, by())
      await store.settled(a, clock.at)
      await store.failed(b, 'schema-mismatch', 'still wrong', clock.at)
      expect(await states()).toEqual(['redriven', 'dead', 'waiting'])
      expect(await due()).toEqual([])
      expect((await all())[1]).toMatchObject({
        reason: 'schema-mismatch',
        error: 'still wrong',
        attempts: 1,
      })
    })

    it('follow also where the one before them is discarded, and what was set aside again stands still', async () => {
      const { letter, behind, put, states } = lane()
      const [a = ''] = await put(letter(), behind(), letter(), behind())
      expect(await store.discard(a, by('user:one', 'a test'))).toBe(true)
      expect(await states()).toEqual(['discarded', 'redriving', 'dead', 'waiting'])
      expect(await store.discard(a, by())).toBe(false)
    })

    it('that were to wait for one that is gone by now are not forgotten', async () => {
      const { behind, put, due } = lane()
      const ids = await put(behind())
      expect(await due()).toEqual(ids)
    })

    it('are dead again when their message comes again', async () => {
      const { letter, put, states } = lane()
      const one = letter()
      const [a = ''] = await put(one)
      await store.discard(a, by())
      await put(one)
      expect(await states()).toEqual(['dead'])
    })

    it('stay settled where their message was only read again', async () => {
      const { letter, put, states } = lane()
      const [one, two] = [letter(), letter()]
      const [a = '', b = ''] = await put(one, two)
      await store.discard(a, by())
      await store.redrive(b, by())
      await store.settled(b, clock.at)
      for (const read of [one, two, letter()]) await store.add(read, 'left')
      expect(await states()).toEqual(['discarded', 'redriven', 'dead'])
    })

    it('can be edited while they are dead, and say so', async () => {
      const { letter, behind, put } = lane()
      const [a = '', b = ''] = await put(letter(), behind())
      expect(await store.edit(a, '{"a":2}', by('user:two', 'a typing error'))).toBe(true)
      expect(await store.edit(b, '{}', by())).toBe(false)
      expect(await store.find(a)).toMatchObject({ isEdited: true, message: { payload: '{"a":2}' } })
      await store.redrive(a, by())
      expect(await store.edit(a, '{}', by())).toBe(false)
    })

    it('remember what was done with them, by whom and why', async () => {
      const { group, letter, put } = lane()
      const [a = ''] = await put(letter())
      await store.shown(a, by('user:one'))
      await store.edit(a, '{}', by('user:one', 'empty'))
      await store.redrive(a, by('user:two'))
      await store.failed(a, 'handler-failed', 'again', clock.at)
      await store.discard(a, by('user:two', 'given up'))
      const told = (await store.history(a)).map(({ action, actor, why }) => [action, actor, why])
      expect(told).toEqual([
        ['set-aside', `bus:${group}`, undefined],
        ['shown', 'user:one', undefined],
        ['edited', 'user:one', 'empty'],
        ['redrive', 'user:two', undefined],
        ['failed', 'system', 'again'],
        ['discarded', 'user:two', 'given up'],
      ])
    })

    it('are counted by group, topic, reason and state', async () => {
      const { group, letter, behind, put } = lane()
      const from = clock.at
      await put(letter())
      clock.at += 10
      await put(letter({ key: 'l' }), letter({ reason: 'not-json' }), behind())
      const mine = (await store.summary()).filter((one) => one.group === group)
      const told = mine.map(({ reason, state, letters }) => `${reason} ${state} ${letters}`)
      expect(told.toSorted()).toEqual([
        'handler-failed dead 2',
        'not-json dead 1',
        'waits-behind waiting 1',
      ])
      expect(mine.find(({ letters }) => letters === 2)).toMatchObject({
        topic: 'millrace.test.tst.fct.test.Told',
        oldestAt: from,
        newestAt: from + 10,
      })
    })

    it('are listed in pages, the newest first, by what they have', async () => {
      const { group, letter, put } = lane()
      const ids = await put(...Array.from({ length: 5 }, () => letter()), letter({ key: 'other' }))
      const first = await store.list({ group }, 4)
      const second = await store.list({ group }, 4, first.next)
      const listed = [...first.letters, ...second.letters].map(({ letterId }) => letterId)
      expect(listed).toEqual(ids.toReversed())
      expect(second.next).toBeUndefined()
      const found = async (filter: LetterFilter) =>
        (await store.list({ group, ...filter }, 10)).letters.length
      expect(await found({ key: 'other' })).toBe(1)
      expect(await found({ reason: 'not-json' })).toBe(0)
      expect(await found({ state: 'dead', reason: 'handler-failed' })).toBe(6)
      expect(await found({ topic: 'elsewhere' })).toBe(0)
    })

    describe('many at once', () => {
      it('are those that were there when they were proposed, and nothing happens before a decision', async () => {
        const { group, letter, behind, put, states } = lane()
        const ids = await put(letter(), letter({ key: 'l' }), behind())
        const proposed = batchOf({ group })
        const batch = await store.propose(proposed, 100)
        expect(batch).toEqual({ ...proposed, letters: 2, state: 'proposed' })
        expect(await store.propose(proposed, 100)).toEqual(batch)
        expect(await store.findBatch(batch.batchId)).toEqual(batch)
        await put(letter({ key: 'm' }))
        expect((await store.lettersOf(batch.batchId, 10)).map(({ letterId }) => letterId)).toEqual(
          ids.slice(0, 2),
        )
        expect(await states()).toEqual(['dead', 'dead', 'waiting', 'dead'])
        const decided = by('user:two')
        expect(await store.decide(batch.batchId, true, decided)).toBe(true)
        expect(await store.decide(batch.batchId, false, decided)).toBe(false)
        expect(await states()).toEqual(['redriving', 'redriving', 'waiting', 'dead'])
        expect(await store.findBatch(batch.batchId)).toMatchObject({ state: 'approved', decided })
        expect((await store.due(group, 10)).map(({ ratePerSecond }) => ratePerSecond)).toEqual([
          50, 50,
        ])
      })

      it('are followed by what waits behind them at the same rate', async () => {
        const { group, letter, behind, put } = lane()
        const [first = ''] = await put(letter(), behind(), behind())
        const { batchId } = await store.propose(batchOf({ group }), 10)
        await store.decide(batchId, true, by('user:two'))
        await store.settled(first, clock.at)
        for (const _ of [1, 2]) {
          const [next] = await store.due(group, 10)
          expect(next).toMatchObject({ reason: 'waits-behind', ratePerSecond: 50 })
          await store.settled(next?.letterId ?? '', clock.at)
        }
        expect(await store.due(group, 10)).toEqual([])
      })

      it('are due after those that somebody asked for one by one', async () => {
        const { group, letter, put, due } = lane()
        const [a = '', b = ''] = await put(letter({ key: 'a' }), letter({ key: 'b' }))
        const { batchId } = await store.propose(batchOf({ group }), 10)
        await store.decide(batchId, true, by('user:two'))
        const [one = ''] = await put(letter({ key: 'one' }))
        await store.redrive(one, by())
        expect(await due()).toEqual([one, a, b])
        expect((await store.due(group, 1)).map(({ letterId }) => letterId)).toEqual([one])
      })

      it('are at most so many, the oldest, and never none', async () => {
        const { group, letter, put } = lane()
        const ids = await put(...Array.from({ length: 5 }, () => letter()))
        const { batchId, letters } = await store.propose(batchOf({ group }), 3)
        expect(letters).toBe(3)
        expect((await store.lettersOf(batchId, 10)).map(({ letterId }) => letterId)).toEqual(
          ids.slice(0, 3),
        )
        const none = await store.propose(batchOf({ group, reason: 'no such reason' }), 3)
        expect(none.letters).toBe(0)
        const listed = (await store.batches(100)).map((batch) => batch.batchId)
        expect(listed).toContain(batchId)
        expect(listed).not.toContain(none.batchId)
      })

      it('leave out what somebody else has dealt with meanwhile', async () => {
        const { group, letter, put, states } = lane()
        const [a = ''] = await put(letter(), letter({ key: 'l' }))
        const { batchId } = await store.propose(batchOf({ group }), 100)
        await store.discard(a, by())
        await store.decide(batchId, true, by('user:two'))
        expect(await states()).toEqual(['discarded', 'redriving'])
      })

      it('leave out what says or is something else than when it was proposed', async () => {
        const { group, letter, put, states, due } = lane()
        const same = ['a', 'b', 'c', 'd'].map((key) => letter({ key }))
        const [edited = '', failed = '', again = '', untouched = ''] = await put(...same)
        const { batchId } = await store.propose(batchOf({ group }), 100)
        await store.edit(edited, '{"a":2}', by('user:one', 'a bigger amount'))
        await store.redrive(failed, by())
        await store.failed(failed, 'schema-mismatch', 'now it is wrong', clock.at)
        await store.discard(again, by())
        for (const one of same.slice(2, 3)) await store.add(one)
        await store.shown(untouched, by('user:two'))
        expect(await states()).toEqual(['dead', 'dead', 'dead', 'dead'])
        expect(await store.decide(batchId, true, by('user:two'))).toBe(true)
        expect(await due()).toEqual([untouched])
        // Proposed as they are now, they are part of it.
        const anew = await store.propose(batchOf({ group }), 100)
        expect(anew.letters).toBe(3)
        await store.decide(anew.batchId, true, by('user:two'))
        expect(await due()).toEqual([edited, failed, again, untouched])
      })

      it('do not stand in each other’s way where two are approved at once', async () => {
        const { group, letter, put } = lane()
        // The keys of the first half come in one order, those of the second in the other.
        const keys = Array.from({ length: 40 }, (_, index) => `k-${index}`)
        await put(...keys.map((key) => letter({ key, reason: 'not-json' })))
        await put(...keys.toReversed().map((key) => letter({ key, reason: 'key-mismatch' })))
        const propose = (reason: string) =>
          store.propose(batchOf({ group, reason }, 'discard'), 100)
        const batches = [await propose('not-json'), await propose('key-mismatch')]
        const decided = batches.map(({ batchId }) => store.decide(batchId, true, by('user:two')))
        expect(await Promise.all(decided)).toEqual([true, true])
        const left = (await store.list({ group, state: 'dead' }, 100)).letters
        expect(left).toEqual([])
      })

      it('are discarded, and denied', async () => {
        const { group, letter, put, states, behind } = lane()
        await put(letter(), behind())
        const denied = await store.propose(batchOf({ group }, 'discard'), 100)
        await store.decide(denied.batchId, false, by('user:two', 'not these'))
        expect(await states()).toEqual(['dead', 'waiting'])
        const discarded = await store.propose(batchOf({ group }, 'discard'), 100)
        await store.decide(discarded.batchId, true, by('user:two'))
        expect(await states()).toEqual(['discarded', 'redriving'])
        const known = (await store.batches(100)).map(({ batchId }) => batchId)
        expect(known.slice(0, 2)).toEqual([discarded.batchId, denied.batchId])
        expect(await store.decide(randomUUID(), true, by())).toBe(false)
        expect(await store.findBatch(randomUUID())).toBeUndefined()
      })
    })
  })
}
