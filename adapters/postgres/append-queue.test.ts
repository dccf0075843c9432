import { describe, expect, it } from 'vitest'
import type { Append } from '../../kernel/event-store.ts'
import { prepareAppend } from './append-batch.ts'
import { AppendQueue, type Batch, type Waiting } from './append-queue.ts'
import { randomFrom } from './fixtures/crash/random.ts'
import { UnderWay } from './under-way.ts'

const limits = { batchSizeMax: 5, batchCharactersMax: 1_000 }

interface Wish {
  readonly id: string
  readonly reads: Readonly<Record<string, number>>
  readonly writes?: readonly string[]
}

const waiting = ({ id, reads, writes = Object.keys(reads) }: Wish): Waiting => {
  const append: Append = {
    commandId: id,
    fingerprint: 'same',
    onOtherContent: 'refuse',
    origin: { actor: 'system', correlationId: id, causationId: id, traceparent: '00-1-1-01' },
    time: 1,
    reads: Object.entries(reads).map(([stream, version]) => ({ stream, version })),
    events: writes.map((stream) => ({
      stream,
      id: `${id} ${stream}`,
      type: 'Added',
      schemaVersion: 1,
      data: {},
    })),
    outcome: { kind: 'accepted', versions: reads },
  }
  const ignore = () => undefined
  return {
    ...prepareAppend(append),
    since: 0,
    onNotAppended: ignore,
    resolve: ignore,
    reject: ignore,
  }
}

const queueOf = (...wishes: readonly Wish[]): AppendQueue => {
  const queue = new AppendQueue()
  for (const wish of wishes) queue.add(waiting(wish))
  return queue
}

const idsOf = ({ appends }: Batch): readonly string[] =>
  appends.map(({ append }) => append.commandId)

/** Puts a batch on its way, and gives what ends that. */
const send = (underWay: UnderWay, { appends }: Batch): (() => Promise<void>) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  underWay.add(appends, promise)
  return async () => {
    resolve()
    // The release comes in the turn behind.
    await Promise.resolve().then(() => undefined)
  }
}

describe('A batch taken while another is under way', () => {
  it('leaves out what was decided on a stream that is being written, and goes on behind it', async () => {
    const underWay = new UnderWay()
    const queue = queueOf({ id: 'a', reads: { s: 0 } })
    const settle = send(underWay, queue.takeBatch(limits, underWay))
    queue.add(waiting({ id: 'b', reads: { s: 1 } }))
    queue.add(waiting({ id: 'c', reads: { t: 0 } }))
    expect(idsOf(queue.takeBatch(limits, underWay))).toEqual(['c'])
    expect(idsOf(queue.takeBatch(limits, underWay))).toEqual([])
    await settle()
    expect(idsOf(queue.takeBatch(limits, underWay))).toEqual(['b'])
  })

  it('leaves out what would overtake those that are left out', () => {
    const underWay = new UnderWay()
    const queue = queueOf({ id: 'a', reads: { s: 0 } })
    send(underWay, queue.takeBatch(limits, underWay))
    queue.add(waiting({ id: 'b', reads: { s: 1, t: 0 }, writes: ['s'] }))
    queue.add(waiting({ id: 'c', reads: { t: 0, u: 0 } }))
    queue.add(waiting({ id: 'd', reads: { u: 1 } }))
    queue.add(waiting({ id: 'e', reads: { v: 0 } }))
    expect(idsOf(queue.takeBatch(limits, underWay))).toEqual(['e'])
  })

  it('leaves out a command that is under way already, whatever it looks at', () => {
    const underWay = new UnderWay()
    const queue = queueOf({ id: 'a', reads: { s: 0 } })
    send(underWay, queue.takeBatch(limits, underWay))
    queue.add(waiting({ id: 'a', reads: { t: 0 } }))
    queue.add(waiting({ id: 'b', reads: { u: 0 } }))
    expect(idsOf(queue.takeBatch(limits, underWay))).toEqual(['b'])
  })

  it('takes what reads a stream that is only read there', () => {
    const underWay = new UnderWay()
    const queue = queueOf({ id: 'a', reads: { shared: 7, s: 0 }, writes: ['s'] })
    send(underWay, queue.takeBatch(limits, underWay))
    queue.add(waiting({ id: 'b', reads: { shared: 7, t: 0 }, writes: ['t'] }))
    expect(idsOf(queue.takeBatch(limits, underWay))).toEqual(['b'])
  })

  it('keeps the order of every stream, and never two writers of one under way', async () => {
    for (const seed of ['one', 'two', 'three']) {
      const random = randomFrom(seed)
      const versions = new Map<string, number>()
      const underWay = new UnderWay()
      const queue = new AppendQueue()
      const taken: Waiting[] = []
      const open: { batch: Batch; settle: () => Promise<void> }[] = []
      const settleOne = async () => open.splice(random.below(open.length), 1)[0]?.settle()
      const take = () => {
        const batch = queue.takeBatch(limits, underWay)
        if (batch.appends.length === 0) return
        const written = open.flatMap(({ batch: { appends } }) => appends.flatMap(streamsWritten))
        for (const one of batch.appends)
          for (const { stream } of one.append.reads) expect(written).not.toContain(stream)
        taken.push(...batch.appends)
        open.push({ batch, settle: send(underWay, batch) })
      }
      for (let index = 0; index < 400; index++) {
        const names = new Set([1, 2, 3].map(() => `s${random.below(12)}`))
        const reads = Object.fromEntries([...names].map((name) => [name, versions.get(name) ?? 0]))
        for (const name of names) versions.set(name, (versions.get(name) ?? 0) + 1)
        queue.add(waiting({ id: `c${index}`, reads }))
        if (random.below(3) === 0) take()
        if (random.below(4) === 0 && open.length > 0) await settleOne()
      }
      while (queue.length > 0) {
        take()
        await settleOne()
      }
      expect(taken.length).toBe(400)
      const at = new Map<string, number>()
      for (const { append } of taken)
        for (const { stream, version } of append.reads) {
          expect(version).toBe(at.get(stream) ?? 0)
          at.set(stream, version + 1)
        }
    }
  })
})

const streamsWritten = ({ append }: Waiting): readonly string[] =>
  append.events.map(({ stream }) => stream)
