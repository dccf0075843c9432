import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { memoryMessageBus } from '../../adapters/memory/message-bus.ts'
import { memoryOwnership } from '../../adapters/memory/ownership.ts'
import { systemClock } from '../../adapters/node/clock.ts'
import { mayHaveBeenDone } from '../../adapters/postgres/restore/epochs.ts'
import { postgresTimers } from '../../adapters/postgres/timers.ts'
import { verifyLog } from '../../adapters/postgres/verify-log.ts'
import type { BusMessage, MessageBus } from '../../kernel/message-bus.ts'
import { asLiveLog } from '../../kernel/policy.ts'
import { countingOnPostgres } from '../../testing/counting-on-postgres.ts'
import {
  close,
  closeOne,
  envelopeFor,
  raise,
  raiseMany,
  raiseOne,
  remind,
} from '../../testing/counting.ts'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import {
  busWith,
  contentOf,
  countingContext,
  countingTopic,
  messagesOn,
  publishAll,
  recordOf,
  restoreCounting,
} from './fixtures/restoring.ts'
import { logShape } from '../running/whole-log.ts'
import { runSchedule } from '../running/timers.ts'

let postgres: TestPostgres
/** A log that has lived, as it lies in its database and on its topic. */
let original: Awaited<ReturnType<typeof contentOf>>
let messages: readonly BusMessage[]
let databases = 0
const name = () => `restored_${++databases}`

beforeAll(async () => {
  postgres = await startTestPostgres()
  const database = await postgres.createDatabase('original')
  const counting = await countingOnPostgres(database)
  const { handle, ids, log, pool } = counting
  const timers = postgresTimers({ pool, context: 'counting', log: 'counting', schedule: 'remind' })
  await raiseMany(handle, ids, { counters: 5, count: 700 })
  await closeOne(handle, ids, '1')
  const scheduled = runSchedule(remind, asLiveLog(log), {
    handle,
    ids,
    clock: systemClock,
    ownership: memoryOwnership(),
    timers,
    commands: [raise, close],
    onAppended: (listener) => log.onAppended(listener),
  })
  // Until the timers have closed all of them.
  while ((await timers.position()) < (await log.head()) || (await timers.nextDue()) !== undefined)
    await delay(20)
  await scheduled.stop()
  await raiseMany(handle, ids, { counters: 9, count: 30 })
  const bus = memoryMessageBus()
  await publishAll(counting, bus)
  messages = await messagesOn(bus)
  original = await contentOf(database.pool)
  await counting.close()
})
afterAll(() => postgres.stop())

/** A record as JSON, to be changed at will. */
// oxlint-disable-next-line typescript/no-explicit-any
type Loose = any

const changed = (index: number, change: (record: Loose) => void): readonly BusMessage[] =>
  messages.map((message, at) => {
    if (at !== index) return message
    const record: Loose = JSON.parse(message.payload)
    change(record)
    return { ...message, payload: JSON.stringify(record) }
  })

const nthBatch = (count: number): number => {
  const batches = messages.flatMap((message, index) =>
    recordOf(message).kind === 'batch' ? [index] : [],
  )
  return batches[count - 1] ?? -1
}

const refusalOf = async (told: readonly BusMessage[], options = {}): Promise<string> => {
  const target = await restoreCounting(postgres, await busWith(told), { name: name(), ...options })
  const refused = await target.restore().then(
    () => 'it was restored',
    (error: Error) => `${error.name}: ${error.message}`,
  )
  const { rows } = await target.pool.query('select position from log_counting.log')
  expect(rows).toEqual([{ position: '0' }])
  return refused
}

describe('A log that is made again from the bus', () => {
  it('is the same: events, positions, versions, hashes, batches, outcomes, timers', async () => {
    const target = await restoreCounting(postgres, await busWith(messages), { name: name() })
    const [restored] = await target.restore()
    const content = await contentOf(target.pool)
    expect(content.events.length).toBeGreaterThan(600)
    expect(content.outcomes.length).toBeGreaterThan(content.events.length)
    expect(content).toEqual({ ...original, timers: content.timers })
    expect(restored).toMatchObject({ position: content.events.length, epoch: 2, repeated: 0 })
    expect((await verifyLog(target.pool, 'counting', [])).problems).toEqual([])
  })

  it('has the timers that wait, and not those that fired or were cancelled', async () => {
    const target = await restoreCounting(postgres, await busWith(messages), { name: name() })
    await target.restore()
    const { timers } = await contentOf(target.pool)
    const open =
      original.streams.length - original.events.filter((row) => row[4] === 'CounterClosed').length
    expect(open).toBeGreaterThan(0)
    expect(timers.length).toBe(open)
    const checkpoints = await target.pool.query(
      `select position from millrace.checkpoints where consumer = 'schedule/remind'`,
    )
    expect(checkpoints.rows).toEqual([{ position: String(original.events.length) }])
  })

  it('has the timers hastened that had waited for what came', async () => {
    const last = original.events.length
    const hastening = { waitsFor: 'rain', from: 7, everyMs: 2, timersMax: 3 }
    const hurrying: typeof remind = {
      ...remind,
      change: (event) =>
        event.position === last
          ? [{ hasten: hastening }]
          : remind
              .change(event)
              .map((change) => ('set' in change ? { ...change, waitsFor: 'rain' } : change)),
    }
    const contexts = [{ ...countingContext, schedules: [hurrying] }]
    const bus = await busWith(messages)
    const target = await restoreCounting(postgres, bus, { name: name(), contexts })
    await target.restore()
    const { timers } = await contentOf(target.pool)
    expect(timers.length).toBeGreaterThan(3)
    const due = timers.map((row) => Number((row as readonly unknown[])[2]))
    expect(due.toSorted((a, b) => a - b).slice(0, 4)).toEqual([7, 9, 11, 1_700_000_000_001])
  })

  it('takes records that came twice, byte by byte, and no others', async () => {
    const [second, third] = [nthBatch(2), nthBatch(3)]
    const twice = [...messages.slice(0, third + 1), ...messages.slice(second)]
    const target = await restoreCounting(postgres, await busWith(twice), { name: name() })
    const [restored] = await target.restore()
    expect(restored?.repeated).toBe(third - second + 1)
    expect(await contentOf(target.pool)).toMatchObject({ events: original.events })

    const other = (change: (record: Loose) => void) => [
      ...messages.slice(0, third + 1),
      ...changed(second, change).slice(second),
    ]
    expect(
      await refusalOf(other((record) => (record.events[0].data = '{"counter":"x","by":1}'))),
    ).toContain('with another event')
    expect(
      await refusalOf(other((record) => (record.outcomes[0].outcome = '{"kind":"refused"}'))),
    ).toContain('repeats the outcome of command')
    expect(await refusalOf(other((record) => (record.hash = 'ab'.repeat(32))))).toContain(
      'another content',
    )
  })

  it('stops at a gap and says what is missing', async () => {
    const gone = nthBatch(2)
    const record = recordOf(messages[gone] as BusMessage)
    const [first, last] = record.kind === 'batch' ? [record.first, record.last] : [0, 0]
    const refused = await refusalOf(messages.filter((_, index) => index !== gone))
    expect(refused).toContain(`RestoreRefused: ${countingTopic}, offset ${gone}: `)
    expect(refused).toContain(`positions ${first} to ${last} are missing`)
    expect(await refusalOf(messages.slice(nthBatch(2)))).toContain('positions 1 to')
  })

  it('stops at a record that was changed and says where', async () => {
    const at = nthBatch(2)
    const refused = (change: (record: Loose) => void) => refusalOf(changed(at, change))
    const here = `${countingTopic}, offset ${at}: `
    expect(await refused((record) => (record.events[0].data = '{"counter":"x","by":1}'))).toContain(
      `${here}the event at position`,
    )
    expect(await refused((record) => record.events.pop())).toContain(`${here}the batch`)
    expect(await refused((record) => (record.hash = 'ab'.repeat(32)))).toContain(
      'does not continue the chain',
    )
    expect(await refused((record) => (record.previous = 'ab'.repeat(32)))).toContain(
      'does not continue what is before it',
    )
    expect(await refused((record) => record.events.reverse())).toContain('is expected')
    const again = original.outcomes.at(0)?.[0]
    expect(await refused((record) => (record.outcomes[0].commandId = again))).toContain(
      'cannot be stored',
    )
    expect(await refused((record) => (record.kind = 'something'))).toContain(
      'is no record of a log',
    )
  })

  it('stops at a record of another log, installation or topic', async () => {
    const refused = (change: (record: Loose) => void) => refusalOf(changed(nthBatch(2), change))
    expect(await refused((record) => (record.log = 'payments'))).toContain('is of the log payments')
    expect(await refused((record) => (record.environment = 'prod'))).toContain(
      'is of the environment prod',
    )
    expect(await refused((record) => (record.epoch = 3))).toContain(
      'is of epoch 3, whose beginning is missing',
    )

    const stranger = await postgres.createDatabase(name())
    const counting = await countingOnPostgres(stranger)
    await raiseMany(counting.handle, counting.ids, { counters: 2, count: 900 })
    const bus = memoryMessageBus()
    await publishAll(counting, bus)
    await counting.close()
    const theirs = await messagesOn(bus)
    expect(await refusalOf([...messages, ...theirs])).toContain('RestoreRefused')
    const empty = memoryMessageBus()
    await expect(
      (await restoreCounting(postgres, empty, { name: name() })).restore(),
    ).rejects.toThrow(`there is no topic ${countingTopic}`)
  })

  it('leaves out a batch that never came whole, and says so', async () => {
    const last = messages.findLastIndex((message) => {
      const told = recordOf(message)
      return told.kind === 'batch' && told.events.length > 1
    })
    const record = recordOf(messages[last] as BusMessage)
    if (record.kind !== 'batch') throw new Error('it is a batch')
    const half = Math.ceil(record.events.length / 2)
    const part = (number: number, events: readonly unknown[]) => ({
      ...(messages[last] as BusMessage),
      payload: JSON.stringify({ environment: 'qa', ...record, part: number, parts: 2, events }),
    })
    const [one, two] = [part(1, record.events.slice(0, half)), part(2, record.events.slice(half))]
    const before = messages.slice(0, last)
    const cut = await restoreCounting(postgres, await busWith([...before, one]), { name: name() })
    const [told] = await cut.restore()
    const cutOff = { first: record.first, last: record.last }
    expect(told).toMatchObject({ position: record.first - 1, cutOff })
    expect(await refusalOf([...before, two])).toContain('part 1 of 2')
    const withoutOutcomes = {
      ...two,
      payload: two.payload.replace(/"outcomes":\[.*\]/, '"outcomes":[]'),
    }
    const whole = await restoreCounting(
      postgres,
      await busWith([...before, one, one, withoutOutcomes]),
      {
        name: name(),
        kind: 'drill',
      },
    )
    expect((await whole.restore())[0]).toMatchObject({ position: record.last, repeated: 1 })
    const drill = await restoreCounting(postgres, await busWith([...before, one]), {
      name: name(),
      kind: 'drill',
    })
    expect((await drill.restore())[0]).toMatchObject({ position: record.first - 1, cutOff })
  })

  it('goes into an empty database only, and is begun anew where it did not end', async () => {
    const broken = changed(nthBatch(3), (record) => (record['hash'] = 'ab'.repeat(32)))
    const bus = await busWith(broken)
    const target = await restoreCounting(postgres, bus, { name: name() })
    await expect(target.restore()).rejects.toThrow('does not continue the chain')
    const whole = { ...target, ...(await busWith(messages)) }
    const again = await restoreCounting(postgres, whole, { name: name() })
    await again.restore()
    await expect(again.restore()).rejects.toThrow('Only an empty database can be filled')
  })
})

describe('A restore takes over', () => {
  const lived = async (bus: MessageBus) => {
    const target = await restoreCounting(postgres, bus, { name: name() })
    const restored = await target.restore()
    const counting = await countingOnPostgres(target)
    return { ...target, restored, counting }
  }

  it('by a new epoch, behind which the past that was lost counts for nothing', async () => {
    const at = nthBatch(3)
    const bus = await busWith(messages.slice(0, at))
    const first = await lived(bus)
    // The relay of the dead installation had this under way.
    await bus.publish(messages.slice(at))
    for (let count = 0; count < 5; count++)
      await raiseOne(first.counting.handle, first.counting.ids, 'anew')
    await publishAll(first.counting, bus)
    await first.counting.close()

    const second = await lived(bus)
    expect(second.restored[0]).toMatchObject({ epoch: 3, superseded: messages.length - at })
    const [one, two] = [await contentOf(first.pool), await contentOf(second.pool)]
    expect({ ...two, timers: [] }).toEqual({ ...one, timers: [] })
    const epochs = await second.pool.query(
      'select epoch, after from log_counting.epochs order by epoch',
    )
    const after = String(first.restored[0]?.position ?? 0)
    expect(epochs.rows).toEqual([
      { epoch: 1, after: '0' },
      { epoch: 2, after },
      { epoch: 3, after: String(two.events.length) },
    ])
    await second.counting.close()
  })

  it('with what was written before it did, whoever wrote it', async () => {
    const at = nthBatch(3)
    const bus = await busWith(messages.slice(0, at))
    const late: MessageBus = {
      ...bus,
      publish: async (told) => {
        await bus.publish(messages.slice(at))
        await bus.publish(told)
      },
    }
    const target = await restoreCounting(postgres, late, { name: name() })
    expect((await target.restore())[0]).toMatchObject({
      position: original.events.length,
      superseded: 0,
    })
  })

  it('not from an installation that writes still, and not beside another restore', async () => {
    const bus = await busWith(messages)
    let looks = 0
    const writing: MessageBus = {
      ...bus,
      places: async (topics, moment) => {
        if (moment === 'latest' && ++looks === 2) await bus.publish(messages.slice(-1))
        return bus.places(topics, moment)
      },
    }
    const target = await restoreCounting(postgres, writing, { name: name() })
    await expect(target.restore()).rejects.toThrow('an installation lives there still')
    const drill = await restoreCounting(postgres, bus, { name: name(), kind: 'drill' })
    await drill.restore()
    expect((await messagesOn(bus)).length).toBe(messages.length + 1)

    const raced: MessageBus = {
      ...bus,
      publish: async (told) => {
        const theirs = told.map((message) => ({
          ...message,
          payload: message.payload.replace(/"by":"[^"]*"/, '"by":"another"'),
        }))
        await bus.publish(theirs)
        await bus.publish(told)
      },
    }
    const late = await restoreCounting(postgres, raced, { name: name() })
    await expect(late.restore()).rejects.toThrow('another restore has begun epoch 2')
  })

  it('and what was asked of others for what is older is in doubt, until it was asked about once', async () => {
    const { pool, counting, restored } = await lived(await busWith(messages))
    const end = restored[0]?.position ?? 0
    const inDoubt = (stream: string, position: number) =>
      mayHaveBeenDone(pool, 'counting', { stream, position, actor: 'policy:pays' })
    expect(await inDoubt('counter-6', end)).toBe(true)
    expect(await inDoubt('counter-6', end + 9)).toBe(true)
    await raiseOne(counting.handle, counting.ids, 'anew')
    expect(await inDoubt('counter-anew', end + 1)).toBe(false)
    const envelope = { ...envelopeFor(counting.ids), actor: 'policy:pays' }
    await counting.handle(raise, { type: 'Raise', data: { counter: '6', by: 1 } }, envelope)
    expect(await inDoubt('counter-6', end + 9)).toBe(false)
    expect(await inDoubt('counter-6', end)).toBe(true)
    await counting.close()
  })

  it('and consumers go on where they are known to have been', async () => {
    const database = await postgres.createDatabase(name())
    const counting = await countingOnPostgres(database)
    const bus = memoryMessageBus()
    await raiseMany(counting.handle, counting.ids, { counters: 5, count: 40 })
    await database.pool.query(
      `insert into millrace.checkpoints (consumer, log, position)
       values ('relay', 'counting', 30), ('policy/mirror', 'counting', 40), ('view/counters', 'counting', 40)`,
    )
    await publishAll(counting, bus)
    await database.pool.query(
      `update millrace.checkpoints set position = 41 where consumer = 'policy/mirror'`,
    )
    await raiseOne(counting.handle, counting.ids, '1')
    const topics = [logShape('qa', 'counting')]
    await bus.ensureTopics(topics)
    const target = await restoreCounting(postgres, bus, { name: name() })
    await target.restore()
    const { rows } = await target.pool.query(
      'select consumer, position from millrace.checkpoints order by consumer',
    )
    expect(rows).toEqual([
      { consumer: 'policy/mirror', position: '40' },
      { consumer: 'relay', position: '30' },
      { consumer: 'schedule/remind', position: '40' },
      { consumer: 'whole-log/batches', position: '40' },
      { consumer: 'whole-log/outcomes', position: '0' },
    ])
    await counting.close()
  })
})
