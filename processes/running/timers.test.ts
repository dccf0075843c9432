import { afterEach, describe, expect, it } from 'vitest'
import { memoryTimers } from '../../adapters/memory/timers.ts'
import type { HandleCommand } from '../../kernel/handle-command.ts'
import { asLiveLog } from '../../kernel/policy.ts'
import type { TimerStore } from '../../kernel/timer-store.ts'
import { countingInMemory, until } from '../../testing/counting-in-memory.ts'
import { close, closeOne, raiseOne, remind } from '../../testing/counting.ts'
import type { Consumer } from './consumer.ts'
import { runSchedule } from './timers.ts'

const running: Consumer[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((consumer) => consumer.stop()))
})

const start = (
  counting: ReturnType<typeof countingInMemory>,
  { timers = memoryTimers(), handle = counting.handle, schedule = remind, commands = [close] } = {},
) => {
  const live = asLiveLog(counting.log)
  const consumer = runSchedule(schedule, live, { ...counting, handle, timers, commands })
  running.push(consumer)
  return { consumer, timers }
}

const closings = async ({ log }: ReturnType<typeof countingInMemory>) =>
  (await log.read(0, 1e6))
    .filter(({ type }) => type === 'CounterClosed')
    .map(({ data }) => (data as { counter: string }).counter)

describe('A schedule', () => {
  it('fires what is due, in the order of due times, on behalf of the fact that set it', async () => {
    const counting = countingInMemory()
    const { timers, consumer } = start(counting)
    await raiseOne(counting.handle, counting.ids, 'late', 300)
    await raiseOne(counting.handle, counting.ids, 'soon', 100)
    await raiseOne(counting.handle, counting.ids, 'later', 9_000)
    await until(async () => (await timers.position()) === 3)
    expect(await closings(counting)).toEqual([])
    counting.clock.at += 300
    consumer.wake()
    await until(async () => (await counting.log.head()) === 5)
    const [first, second] = await counting.log.read(3, 2)
    expect(first).toMatchObject({
      type: 'CounterClosed',
      data: { counter: 'soon', why: 'reminded' },
      actor: 'timer:remind',
      time: counting.clock.at,
      correlationId: (await counting.log.read(1, 1))[0]?.correlationId,
    })
    expect(second).toMatchObject({ data: { counter: 'late' } })
    await until(async () => (await timers.nextDue()) === 1_700_000_000_000 + 9_000)
  })

  it('fires by itself when the time has come, without being asked', async () => {
    const counting = countingInMemory()
    const begun = Date.now()
    counting.clock.now = () => 1_700_000_000_000 + Date.now() - begun
    start(counting)
    await raiseOne(counting.handle, counting.ids, 'a', 30)
    await until(async () => (await closings(counting)).length === 1)
    expect(counting.clock.now()).toBeGreaterThanOrEqual(1_700_000_000_030)
  })

  it('misses no timer that its dead predecessor stores while it takes over', async () => {
    const counting = countingInMemory()
    await raiseOne(counting.handle, counting.ids, 'late', 100)
    const { timers: folded, consumer: predecessor } = start(counting)
    await until(async () => (await folded.position()) === 1)
    await predecessor.stop()
    counting.clock.at += 500
    const set = await folded.due(counting.clock.at, 1)
    // What the predecessor had sent off is carried out after the successor's first question.
    const stored = memoryTimers()
    let asked = false
    const storedBehind = async <T>(answer: Promise<T>): Promise<T> => {
      const answered = await answer
      if (!asked) await stored.apply(0, 1, set, [])
      asked = true
      return answered
    }
    const timers: TimerStore = {
      ...stored,
      position: () => storedBehind(stored.position()),
      nextDue: () => storedBehind(stored.nextDue()),
    }
    start(counting, { timers })
    await until(async () => (await closings(counting)).length === 1)
    expect(await closings(counting)).toEqual(['late'])
  })

  it('does not start among commands of which two have one name', () => {
    const counting = countingInMemory()
    const another = { ...close, streamOf: () => 'another' }
    expect(() => start(counting, { commands: [close, another] })).toThrow(
      'two commands of one context are called Close',
    )
  })

  it('moves a timer that is set again, and forgets one that is cancelled', async () => {
    const counting = countingInMemory()
    await raiseOne(counting.handle, counting.ids, 'moved', 100)
    await raiseOne(counting.handle, counting.ids, 'moved', 1_000)
    await raiseOne(counting.handle, counting.ids, 'cancelled', 100)
    await closeOne(counting.handle, counting.ids, 'cancelled')
    await raiseOne(counting.handle, counting.ids, 'due', 100)
    counting.clock.at += 500
    const { timers, consumer } = start(counting)
    await until(async () => (await closings(counting)).length === 2)
    expect(await closings(counting)).toEqual(['cancelled', 'due'])
    await until(async () => (await timers.nextDue()) === 1_700_000_001_000)
    counting.clock.at += 500
    consumer.wake()
    await until(async () => (await closings(counting)).length === 3)
    await until(async () => (await timers.nextDue()) === undefined)
  })

  it('hastens those that wait for what has come, also where it stands in the middle of a page', async () => {
    const counting = countingInMemory()
    const { handle, ids, clock } = counting
    const hurrying: typeof remind = {
      ...remind,
      change: (event) => {
        const { data, time } = event
        if (data.counter === 'rain')
          return [{ hasten: { waitsFor: 'rain', from: time + 10, everyMs: 5, timersMax: 9 } }]
        return remind
          .change(event)
          .map((change) =>
            'set' in change && data.counter.startsWith('wet')
              ? { ...change, waitsFor: 'rain' }
              : change,
          )
      },
    }
    await raiseOne(handle, ids, 'wet-2', 9_000)
    await raiseOne(handle, ids, 'dry', 9_000)
    await raiseOne(handle, ids, 'wet-1', 8_000)
    await raiseOne(handle, ids, 'rain')
    await raiseOne(handle, ids, 'wet-after', 7_000)
    const { timers, consumer } = start(counting, { schedule: hurrying })
    await until(async () => (await timers.position()) === 5)
    const due = async () =>
      (await timers.due(1e15, 9)).map((one) => [one.timer, one.due - clock.at])
    expect(await due()).toEqual([
      ['wet-1', 10],
      ['wet-2', 15],
      ['wet-after', 7_000],
      ['dry', 9_000],
    ])
    clock.at += 15
    consumer.wake()
    await until(async () => (await closings(counting)).length === 2)
    expect(await closings(counting)).toEqual(['wet-1', 'wet-2'])
  })

  it('fires nothing twice when everything is folded and fired again', async () => {
    const counting = countingInMemory()
    for (let index = 0; index < 30; index++)
      await raiseOne(counting.handle, counting.ids, `c${index}`, index)
    counting.clock.at += 100
    const first = start(counting)
    await until(async () => (await closings(counting)).length === 30)
    await first.consumer.stop()
    const outcomes: string[] = []
    const watched: HandleCommand = async (definition, command, envelope) => {
      const outcome = await counting.handle(definition, command, envelope)
      outcomes.push(outcome.kind === 'accepted' && outcome.fresh ? 'fresh' : 'repeated')
      return outcome
    }
    // From an empty store, without the events that cancel: as after a crash between firing and forgetting.
    const again = start(counting, {
      handle: watched,
      schedule: { ...remind, events: ['CounterRaised'] },
    })
    await until(async () => outcomes.length === 30 && (await again.timers.nextDue()) === undefined)
    expect(new Set(outcomes)).toEqual(new Set(['repeated']))
    expect((await closings(counting)).length).toBe(30)
  })

  it('keeps a timer until its command is answered', async () => {
    const counting = countingInMemory()
    let failures = 3
    const handle: HandleCommand = (definition, command, envelope) =>
      failures-- > 0
        ? Promise.resolve({ kind: 'failed', reason: 'unavailable' })
        : counting.handle(definition, command, envelope)
    await raiseOne(counting.handle, counting.ids, 'a', 0)
    const { timers } = start(counting, { handle })
    await until(async () => (await closings(counting)).length === 1)
    await until(async () => (await timers.nextDue()) === undefined)
    expect(failures).toBeLessThan(0)
  })

  it('stops at a command that its context does not list, since no restart would find it', async () => {
    const counting = countingInMemory()
    await raiseOne(counting.handle, counting.ids, 'a', 0)
    const { consumer } = start(counting, { commands: [] })
    await until(() => consumer.status().state === 'stopped')
    expect(consumer.status().reason).toContain('Close is not among the commands of the context')
  })

  it('fires the others where a command is not known any more, and keeps that one for who knows it', async () => {
    const counting = countingInMemory()
    const timers = memoryTimers()
    const { ids } = counting
    const stored = (timer: string, due: number, commandType: string) => ({
      timer,
      due,
      commandType,
      command: { counter: timer, why: 'reminded' },
      cause: ids.next(),
      correlationId: ids.next(),
      traceparent: '',
    })
    const ofBefore = [stored('a', 1, 'Close'), stored('b', 2, 'Shut'), stored('c', 3, 'Close')]
    await timers.apply(0, 0, ofBefore, [])
    const { consumer } = start(counting, { timers })
    await until(async () => (await closings(counting)).length === 2)
    await until(() => consumer.status().state === 'retrying')
    expect(consumer.status().reason).toContain('timer b sends Shut, which the context no longer')
    // What is set from now on is fired as well.
    await raiseOne(counting.handle, ids, 'd', 0)
    await until(async () => (await closings(counting)).length === 3)
    expect(await closings(counting)).toEqual(['a', 'c', 'd'])
    expect((await timers.due(1e15, 10)).map(({ timer }) => timer)).toEqual(['b'])
    // Another release, beside this one.
    start(counting, { timers, commands: [{ ...close, type: 'Shut' as never }, close] })
    await until(async () => (await timers.nextDue()) === undefined)
    expect(await closings(counting)).toEqual(['a', 'c', 'd', 'b'])
  })

  it('keeps what was set before an event at which it stops', async () => {
    const counting = countingInMemory()
    await raiseOne(counting.handle, counting.ids, 'before', 100)
    await raiseOne(counting.handle, counting.ids, 'broken', 100)
    const { consumer, timers } = start(counting, {
      schedule: {
        ...remind,
        change: (event) => {
          if ((event.data as { counter: string }).counter === 'broken') throw new Error('a mistake')
          return remind.change(event)
        },
      },
    })
    await until(() => consumer.status().state === 'stopped')
    expect(await timers.position()).toBe(1)
    expect((await timers.due(1e15, 10)).map(({ timer }) => timer)).toEqual(['before'])
  })
})
