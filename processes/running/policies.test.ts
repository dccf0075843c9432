import { afterEach, describe, expect, it } from 'vitest'
import { memoryCheckpoint } from '../../adapters/memory/checkpoints.ts'
import type { HandleCommand, Outcome } from '../../kernel/handle-command.ts'
import type { LogReader } from '../../kernel/event-store.ts'
import { asLiveLog, type Policy } from '../../kernel/policy.ts'
import { countingInMemory, until } from '../../testing/counting-in-memory.ts'
import {
  closeOne,
  type CountingEvent,
  mirror,
  raiseMany,
  raiseOne,
} from '../../testing/counting.ts'
import type { Consumer } from './consumer.ts'
import { runPolicy } from './policies.ts'

const running: Consumer[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((consumer) => consumer.stop()))
})

const start = (
  counting: ReturnType<typeof countingInMemory>,
  { policy = mirror, checkpoint = memoryCheckpoint(), handle = counting.handle } = {},
) => {
  const consumer = runPolicy(policy, asLiveLog(counting.log), { ...counting, checkpoint, handle })
  running.push(consumer)
  return { consumer, checkpoint }
}

const totals = async ({ log }: ReturnType<typeof countingInMemory>) => {
  const sums = new Map<string, number>()
  for (const { data } of await log.read(0, 1e6)) {
    const { counter, by = 0 } = data as { counter: string; by?: number }
    sums.set(counter, (sums.get(counter) ?? 0) + by)
  }
  return sums
}

describe('A policy', () => {
  it('sends its commands, on behalf of the fact that called for them', async () => {
    const counting = countingInMemory()
    const { checkpoint } = start(counting)
    await raiseOne(counting.handle, counting.ids, 'a', 3)
    await until(async () => (await checkpoint.read()) === 2)
    const [fact, effect] = await counting.log.read(0, 10)
    expect(effect).toMatchObject({
      stream: 'counter-mirror-a',
      data: { counter: 'mirror-a', by: 3 },
      actor: 'policy:mirror',
      correlationId: fact?.correlationId,
      traceparent: fact?.traceparent,
      causationId: counting.ids.derive('policy', 'counting', 'mirror', fact?.id ?? '', '0'),
      time: counting.clock.at,
    })
  })

  it('does nothing twice when it sees everything again, even with other code', async () => {
    const counting = countingInMemory()
    const { consumer, checkpoint } = start(counting)
    await raiseMany(counting.handle, counting.ids, { counters: 20, count: 700 })
    await until(async () => (await checkpoint.read()) === 1_400)
    await consumer.stop()
    const doubling: Policy<CountingEvent> = {
      ...mirror,
      react: (event) =>
        mirror.react(event).map((intent) => ({
          ...intent,
          command: { type: 'Raise', data: { ...(intent.command.data as object), by: 1_000 } },
        })),
    }
    const again = start(counting, { policy: doubling })
    await until(async () => (await again.checkpoint.read()) === 1_400)
    expect((await totals(counting)).get('mirror-7')).toBe(35)
    expect(await counting.log.head()).toBe(1_400)
  })

  it('keeps the order of commands on one stream, when some of them fail at first', async () => {
    const counting = countingInMemory()
    let calls = 0
    const moody: HandleCommand = (definition, command, envelope) => {
      const failed: Outcome = { kind: 'failed', reason: 'overloaded' }
      return ++calls % 3 === 0
        ? Promise.resolve(failed)
        : counting.handle(definition, command, envelope)
    }
    for (let by = 1; by <= 12; by++) await raiseOne(counting.handle, counting.ids, 'a', by)
    await closeOne(counting.handle, counting.ids, 'a')
    const { checkpoint } = start(counting, { handle: moody })
    await until(async () => (await checkpoint.read()) >= 13)
    const mirrored = await counting.log.readStream('counter-mirror-a', 0, 100)
    expect(mirrored.map(({ data }) => (data as { by?: number }).by)).toEqual([
      ...Array.from({ length: 12 }, (_, index) => index + 1),
      undefined,
    ])
  })

  it('takes a refusal for an answer, and goes on', async () => {
    const counting = countingInMemory()
    await closeOne(counting.handle, counting.ids, 'mirror-a')
    await raiseOne(counting.handle, counting.ids, 'a')
    await raiseOne(counting.handle, counting.ids, 'b')
    const { checkpoint } = start(counting)
    await until(async () => (await checkpoint.read()) === 4)
    expect(Object.fromEntries(await totals(counting))).toEqual({
      'mirror-a': 0,
      a: 1,
      b: 1,
      'mirror-b': 1,
    })
  })

  it('tries again, and says why, while its commands cannot be handled; nothing is skipped', async () => {
    const counting = countingInMemory()
    let broken = true
    const handle: HandleCommand = (definition, command, envelope) =>
      broken
        ? Promise.reject(new Error('a mistake'))
        : counting.handle(definition, command, envelope)
    await raiseOne(counting.handle, counting.ids, 'a')
    const { consumer, checkpoint } = start(counting, { handle })
    await until(() => consumer.status().state === 'retrying')
    expect(consumer.status().reason).toBe('a mistake')
    expect(await checkpoint.read()).toBe(0)
    broken = false
    await until(async () => (await checkpoint.read()) === 2)
    expect((await totals(counting)).get('mirror-a')).toBe(1)
    await until(() => consumer.status().state === 'running')
  })

  it('stops where its own code fails, after doing what came before', async () => {
    const counting = countingInMemory()
    const fragile: Policy<CountingEvent> = {
      ...mirror,
      react: (event) => {
        if (event.data.counter === 'c') throw new Error('not c')
        return mirror.react(event)
      },
    }
    for (const name of ['a', 'b', 'c', 'd']) await raiseOne(counting.handle, counting.ids, name)
    const { consumer, checkpoint } = start(counting, { policy: fragile })
    await until(() => consumer.status().state === 'stopped')
    expect(consumer.status()).toEqual({
      name: 'policy/counting/mirror',
      state: 'stopped',
      reason: 'CounterRaised at position 3: Error: not c',
    })
    expect(await checkpoint.read()).toBe(2)
    expect([...(await totals(counting)).keys()]).toEqual([
      'a',
      'b',
      'c',
      'd',
      'mirror-a',
      'mirror-b',
    ])
  })

  it('is done by one process at a time, and by the next when that one stops', async () => {
    const counting = countingInMemory()
    const checkpoint = memoryCheckpoint()
    const first = start(counting, { checkpoint }).consumer
    await until(() => first.status().state === 'running')
    const second = start(counting, { checkpoint }).consumer
    await until(() => second.status().state === 'standby')
    await first.stop()
    second.wake()
    await until(() => second.status().state === 'running')
    await raiseOne(counting.handle, counting.ids, 'a')
    await until(async () => (await checkpoint.read()) === 2)
    expect((await totals(counting)).get('mirror-a')).toBe(1)
  })

  it('cannot be run on a log that is only read', () => {
    const counting = countingInMemory()
    const options = { ...counting, checkpoint: memoryCheckpoint() }
    const replayed: LogReader = counting.log
    const refused = () => {
      // @ts-expect-error A rebuild and a replay have a LogReader, and nothing makes a policy take one.
      runPolicy(mirror, replayed, options)
      // @ts-expect-error The store itself is not the live log either: a process has to say that it goes live.
      runPolicy(mirror, counting.log, options)
    }
    expect(refused).toBeTypeOf('function')
  })
})
