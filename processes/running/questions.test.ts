import { afterEach, describe, expect, it } from 'vitest'
import { memoryDeadLetters } from '../../adapters/memory/dead-letters.ts'
import { memoryMessageBus } from '../../adapters/memory/message-bus.ts'
import { nodeIds } from '../../adapters/node/ids.ts'
import { systemClock } from '../../adapters/node/clock.ts'
import type { SubscribeOptions } from '../../kernel/message-bus.ts'
import { check, environment } from './fixtures/shop-and-orders.ts'
import { answerQuestions } from './questions.ts'
import type { Consumer, ConsumerStatus } from './consumer.ts'

const started: Consumer[] = []
afterEach(() => Promise.all(started.splice(0).map((one) => one.stop())))
const eventually = { timeout: 30_000, interval: 5 }

describe('Whoever answers questions', () => {
  it('says that the bus fails, and that it works again once it no longer does', async () => {
    const inner = memoryMessageBus()
    let asked: SubscribeOptions | undefined
    const states: ConsumerStatus[] = []
    const answering = answerQuestions({
      context: 'orders',
      environment,
      answers: [],
      check,
      bus: { subscribe: (options) => inner.subscribe((asked = options)) },
      deadLetters: memoryDeadLetters(),
      handle: () => Promise.reject(new Error('nobody asks')),
      ids: nodeIds(),
      clock: systemClock,
      onStatus: (status) => states.push(status),
      recoveredAfterMs: 50,
    })
    started.push(answering)
    await expect.poll(() => answering.status().state, eventually).toBe('running')
    asked?.onFailure?.(new Error('the coordinator has moved'))
    expect(answering.status()).toMatchObject({
      state: 'retrying',
      reason: 'Error: the coordinator has moved',
    })
    await expect.poll(() => answering.status().state, eventually).toBe('running')
    expect(states.map(({ state }) => state)).toEqual(['running', 'retrying', 'running'])
  })
})
