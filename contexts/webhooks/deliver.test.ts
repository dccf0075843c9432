import { describe, expect, it } from 'vitest'
import { nodeIds } from '../../adapters/node/ids.ts'
import type { ContextTools } from '../../kernel/context.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import { neverStopped, recorded, testTime } from '../../testing/facts.ts'
import { deliver } from './deliver.ts'
import type { EndpointEvent } from './endpoint-state.ts'
import { created, endpointId, queued } from './examples.ts'
import { laneStream } from './lane.ts'
import { patience } from './patience.ts'
import type { WebhookCall } from './ports.ts'

const changed: EndpointEvent = {
  type: 'EndpointChanged',
  data: { endpointId, url: 'https://example.com/other', eventTypes: ['*'] },
}

/** Deliveries over a log whose readings are counted, and end when a test lets them. */
const open = () => {
  const stored: RecordedEvent<EndpointEvent>[] = [...recorded<EndpointEvent>([created])]
  const readings: (() => void)[] = []
  const calls: WebhookCall[] = []
  const log = {
    readStream: (_stream: string, after: number) =>
      new Promise((resolve) => {
        const page = stored.slice(after)
        readings.push(() => resolve(page))
      }),
  }
  const tools = { log, clock: { now: () => testTime }, ids: nodeIds() } as unknown as ContextTools
  const delivering = {
    caller: {
      call: (call: WebhookCall) => {
        calls.push(call)
        return Promise.resolve({ kind: 'answered', status: 200, durationMs: 1, body: '' } as const)
      },
    },
    keys: { sign: () => 'v1,signed' },
    resources: { read: () => Promise.resolve({}) },
    patience,
    timeoutMs: 1_000,
  }
  const { call } = deliver(delivering, tools)
  const [due] = recorded([{ ...queued(endpointId, true), stream: laneStream('one') }])
  if (!due) throw new Error('nothing was recorded')
  const letThrough = async () => {
    await new Promise((resolve) => setImmediate(resolve))
    for (const finish of readings.splice(0)) finish()
  }
  return { stored, readings, calls, begin: () => call(due, neverStopped), letThrough }
}

describe('many deliveries to one endpoint at once', () => {
  it('read once where it stands', async () => {
    const { readings, begin, letThrough } = open()
    const all = Array.from({ length: 100 }, begin)
    await new Promise((resolve) => setImmediate(resolve))
    expect(readings).toHaveLength(1)
    await letThrough()
    expect(await Promise.all(all)).toMatchObject(all.map(() => ({ kind: 'taken' })))
  })

  it('are not made once it is removed', async () => {
    const { stored, calls, begin, letThrough } = open()
    const removed: EndpointEvent = { type: 'EndpointRemoved', data: { endpointId } }
    stored.push(...recorded<EndpointEvent>([created, removed]).slice(1))
    const one = begin()
    await letThrough()
    expect(await one).toEqual({ kind: 'postponed', reason: 'endpoint-removed' })
    expect(calls).toEqual([])
  })

  it('do not take a reading that began before them', async () => {
    const { stored, calls, begin, letThrough } = open()
    const early = begin()
    await new Promise((resolve) => setImmediate(resolve))
    stored.push(...recorded<EndpointEvent>([created, changed]).slice(1))
    const late = begin()
    await letThrough()
    await early
    await letThrough()
    await late
    expect(calls.map(({ url }) => url)).toEqual([created.data.url, changed.data.url])
  })
})
