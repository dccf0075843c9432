import { afterEach, describe, expect, it } from 'vitest'
import { memoryCheckpoint } from '../../adapters/memory/checkpoints.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import type { OutsideCall } from '../../kernel/outside-call.ts'
import { asLiveLog } from '../../kernel/policy.ts'
import { countingInMemory, until } from '../../testing/counting-in-memory.ts'
import {
  close,
  closeOne,
  type CountingEvent,
  raise,
  raiseMany,
  raiseOne,
} from '../../testing/counting.ts'
import type { Consumer } from './consumer.ts'
import { runOutsideCall, type OutsideCallOptions } from './outside-calls.ts'

type Call = OutsideCall<CountingEvent, string>
type Counting = ReturnType<typeof countingInMemory>

const nameOf = ({ data }: RecordedEvent<CountingEvent>) => data.counter
/** A fact about a plain counter is announced on `intent-<name>` and answered by closing `answer-<name>`. */
const announced = (call: Call['call'], changes: Partial<Call> = {}): Call => ({
  name: 'tell-the-outside',
  events: ['CounterRaised'],
  concerns: (event) => !nameOf(event).includes('-'),
  intent: (event) => ({
    definition: raise,
    command: { type: 'Raise', data: { counter: `intent-${nameOf(event)}`, by: 1 } },
  }),
  call,
  answer: (event, answer) => ({
    definition: close,
    command: { type: 'Close', data: { counter: `answer-${nameOf(event)}`, why: answer } },
  }),
  concurrencyMax: 4,
  ...changes,
})

const running: Consumer[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((consumer) => consumer.stop()))
})

const start = (
  counting: Counting,
  call: Call,
  {
    checkpoint = memoryCheckpoint(),
    stopWithinMs = 10_000,
    handle = counting.handle,
    ...more
  }: Partial<OutsideCallOptions> = {},
) => {
  const options = { ...counting, handle, checkpoint, stopWithinMs, ...more }
  const consumer = runOutsideCall(call, asLiveLog(counting.log), options)
  running.push(consumer)
  return { consumer, checkpoint }
}

const story = async ({ log }: Counting) =>
  (await log.read(0, 1e6)).map(({ data }) => {
    const { counter, why } = data as { counter: string; why?: string }
    return why === undefined ? counter : `${counter}: ${why}`
  })

const settled = async (counting: Counting, checkpoint: { read(): Promise<number> }) =>
  until(async () => (await checkpoint.read()) === (await counting.log.head()))

/** A call that ends when the test says so. */
const held = () => {
  const ends: ((answer: string) => void)[] = []
  return { ends, call: () => new Promise<string>((resolve) => void ends.push(resolve)) }
}

describe('A call that waits', () => {
  it('ends with the work, and begins anew where that goes on', async () => {
    const counting = countingInMemory()
    const waiting = Promise.withResolvers<string>()
    let begun = 0
    const { intent: _, ...call } = announced((_event, stopped) => {
      begun++
      return Promise.race([waiting.promise, stopped])
    })
    const { consumer, checkpoint } = start(counting, call, { stopWithinMs: 60_000 })
    await raiseOne(counting.handle, counting.ids, 'a')
    await until(() => begun === 1)
    await consumer.stop()
    expect(await story(counting)).toEqual(['a'])
    start(counting, call, { checkpoint })
    await until(() => begun === 2)
    waiting.resolve('came')
    await settled(counting, checkpoint)
    expect(await story(counting)).toEqual(['a', 'answer-a: came'])
  })
})

describe('A call to the outside', () => {
  it('is announced before it is made, and its answer recorded after', async () => {
    const counting = countingInMemory()
    const seen: string[][] = []
    const { checkpoint } = start(
      counting,
      announced(async () => {
        seen.push(await story(counting))
        return 'done'
      }),
    )
    await raiseOne(counting.handle, counting.ids, 'a')
    await until(async () => (await counting.log.head()) === 3)
    await settled(counting, checkpoint)
    expect(seen).toEqual([['a', 'intent-a']])
    expect(await story(counting)).toEqual(['a', 'intent-a', 'answer-a: done'])
  })

  it('is not made again when its announcement was recorded earlier: whether it was heard is not known', async () => {
    const counting = countingInMemory()
    const { ends, call } = held()
    const first = start(counting, announced(call), { stopWithinMs: 20 })
    await raiseOne(counting.handle, counting.ids, 'a')
    await until(() => ends.length === 1)
    // The process ends while the call is under way.
    await first.consumer.stop()
    expect(await first.checkpoint.read()).toBe(0)
    let calls = 0
    const next = start(
      counting,
      announced(() => Promise.resolve(`call ${++calls}`)),
      { checkpoint: first.checkpoint },
    )
    await until(async () => (await counting.log.head()) === 3)
    await settled(counting, next.checkpoint)
    expect(calls).toBe(0)
    expect(await story(counting)).toEqual(['a', 'intent-a', 'answer-a: ambiguous'])
    ends[0]?.('too late')
    await settled(counting, next.checkpoint)
    expect((await story(counting)).length).toBe(3)
  })

  it('is not made where a past that was lost may have made it: whether it was heard is not known', async () => {
    const counting = countingInMemory()
    await raiseMany(counting.handle, counting.ids, { counters: 2, count: 2 })
    let calls = 0
    const asked: object[] = []
    const { checkpoint } = start(
      counting,
      announced(() => Promise.resolve(`call ${++calls}`)),
      {
        mayHaveBeenMade: async (fact) => {
          asked.push(fact)
          return fact.stream === 'counter-0'
        },
      },
    )
    await until(async () => (await counting.log.head()) === 6)
    await settled(counting, checkpoint)
    expect((await story(counting)).toSorted()).toEqual([
      '0',
      '1',
      'answer-0: ambiguous',
      'answer-1: call 1',
      'intent-0',
      'intent-1',
    ])
    const actor = 'policy:tell-the-outside'
    expect(asked).toContainEqual({ stream: 'counter-0', position: 1, actor })
  })

  it('is answered once, although everything is seen again', async () => {
    const counting = countingInMemory()
    await raiseMany(counting.handle, counting.ids, { counters: 20, count: 20 })
    let calls = 0
    const call = announced(() => Promise.resolve(`call ${++calls}`))
    const first = start(counting, call)
    await until(async () => (await counting.log.head()) === 60)
    await settled(counting, first.checkpoint)
    await first.consumer.stop()
    const again = start(counting, call)
    await settled(counting, again.checkpoint)
    expect(calls).toBe(20)
    expect(await counting.log.head()).toBe(60)
    expect((await story(counting)).filter((line) => line.includes('ambiguous'))).toEqual([])
  })

  it('is not made when its announcement is refused', async () => {
    const counting = countingInMemory()
    await closeOne(counting.handle, counting.ids, 'intent-a')
    await raiseOne(counting.handle, counting.ids, 'a')
    let calls = 0
    const { checkpoint } = start(
      counting,
      announced(() => Promise.resolve(`call ${++calls}`)),
    )
    await settled(counting, checkpoint)
    expect([calls, await counting.log.head()]).toEqual([0, 2])
  })

  it('that throws after it was announced is ambiguous', async () => {
    const counting = countingInMemory()
    let calls = 0
    const { checkpoint } = start(
      counting,
      announced(() => Promise.reject(new Error(`lost ${++calls}`))),
    )
    await raiseOne(counting.handle, counting.ids, 'a')
    await until(async () => (await counting.log.head()) === 3)
    await settled(counting, checkpoint)
    expect(calls).toBe(1)
    expect((await story(counting)).at(-1)).toBe('answer-a: ambiguous')
  })

  it('that does no harm is repeated until it works', async () => {
    const counting = countingInMemory()
    let calls = 0
    const { intent: _, ...question } = announced(() =>
      ++calls < 3 ? Promise.reject(new Error('busy')) : Promise.resolve(`call ${calls}`),
    )
    start(counting, question)
    await raiseOne(counting.handle, counting.ids, 'a')
    await until(async () => (await counting.log.head()) === 2)
    expect(await story(counting)).toEqual(['a', 'answer-a: call 3'])
  })

  it('that fails too often is ambiguous, unless it is to be made until it is answered', async () => {
    const failing = (failures: number) => {
      let calls = 0
      const call = () =>
        ++calls <= failures ? Promise.reject(new Error('away')) : Promise.resolve(`call ${calls}`)
      const { intent: _, ...question } = announced(call)
      return question
    }
    for (const [call, answer] of [
      [failing(3), 'answer-a: ambiguous'],
      [{ ...failing(3), untilAnswered: true } as const, 'answer-a: call 4'],
    ] as const) {
      const counting = countingInMemory()
      start(counting, call, { attemptsMax: 2 })
      await raiseOne(counting.handle, counting.ids, 'a')
      await until(async () => (await counting.log.head()) === 2)
      expect(await story(counting)).toEqual(['a', answer])
    }
  })

  it('that fails while the process stops is made anew by the next', async () => {
    const counting = countingInMemory()
    let calls = 0
    const { intent: _, ...call } = announced(() => {
      calls++
      return Promise.reject(new Error('away'))
    })
    const checkpoint = memoryCheckpoint()
    const untilAnswered = { ...call, untilAnswered: true } as const
    const { consumer } = start(counting, untilAnswered, { checkpoint, stopWithinMs: 60_000 })
    await raiseOne(counting.handle, counting.ids, 'a')
    await until(() => calls > 2)
    await consumer.stop()
    expect(await story(counting)).toEqual(['a'])
    start(counting, { ...call, call: () => Promise.resolve('done') }, { checkpoint })
    await settled(counting, checkpoint)
    expect(await story(counting)).toEqual(['a', 'answer-a: done'])
  })

  it('has company up to a limit, and the checkpoint follows the oldest', async () => {
    const counting = countingInMemory()
    const { ends, call } = held()
    const { checkpoint } = start(counting, announced(call))
    await raiseMany(counting.handle, counting.ids, { counters: 9, count: 9 })
    await until(() => ends.length === 4)
    for (const end of ends.slice(1, 4)) end('early')
    await until(() => ends.length === 7)
    expect(await checkpoint.read()).toBe(0)
    for (const end of ends) end('rest')
    await until(() => ends.length === 9)
    for (const end of ends) end('rest')
    await until(async () => (await counting.log.head()) === 27)
    await settled(counting, checkpoint)
  })

  it('is waited for when the process stops', async () => {
    const counting = countingInMemory()
    const { ends, call } = held()
    const { consumer, checkpoint } = start(counting, announced(call))
    await raiseOne(counting.handle, counting.ids, 'a')
    await until(() => ends.length === 1)
    const stopping = consumer.stop()
    ends[0]?.('in time')
    await stopping
    expect(await story(counting)).toEqual(['a', 'intent-a', 'answer-a: in time'])
    expect(await checkpoint.read()).toBeGreaterThanOrEqual(1)
  })

  it('has its answer recorded in the end, although that fails at first', async () => {
    const counting = countingInMemory()
    let failures = 0
    const { consumer } = start(
      counting,
      announced(() => Promise.resolve('done')),
      {
        handle: (definition, command, envelope) => {
          if (definition.type !== 'Close' || ++failures > 3)
            return counting.handle(definition, command, envelope)
          if (failures === 2) return Promise.reject(new Error('a mistake'))
          return Promise.resolve({ kind: 'failed', reason: 'unavailable' })
        },
      },
    )
    await raiseOne(counting.handle, counting.ids, 'a')
    await until(async () => (await counting.log.head()) === 3)
    expect(await story(counting)).toEqual(['a', 'intent-a', 'answer-a: done'])
    expect(consumer.status().state).toBe('running')
  })
})
