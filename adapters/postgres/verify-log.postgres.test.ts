import Type from 'typebox'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { catalogueOf, eventData } from '../../kernel/event-schema.ts'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { nodeIds } from '../node/ids.ts'
import { openEventStore } from './event-store.ts'
import { migrate } from './migrate.ts'
import { verifyLog, type KnownPlace } from './verify-log.ts'

const catalogue = catalogueOf({ Counted: { version: 1, data: eventData({ by: Type.Integer() }) } })
const ids = nodeIds()

let postgres: TestPostgres
let log = ''
let number = 0
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

/** Ten batches of one to four events, over three streams. */
beforeEach(async () => {
  log = `verified${++number}`
  await migrate(postgres.pool, [log])
  const store = openEventStore({
    log,
    catalogue,
    pool: postgres.pool,
    connection: postgres.connection,
  })
  const versions: Record<string, number> = { a: 0, b: 0, c: 0 }
  for (let batch = 0; batch < 10; batch++) {
    const stream = 'abc'[batch % 3] ?? 'a'
    const commandId = ids.next()
    const version = versions[stream] ?? 0
    const events = Array.from({ length: (batch % 4) + 1 }, (_, by) => ({
      stream,
      id: ids.next(),
      type: 'Counted',
      schemaVersion: 1,
      data: { by },
    }))
    versions[stream] = version + events.length
    await store.append({
      commandId,
      fingerprint: '',
      onOtherContent: 'refuse',
      origin: {
        actor: 'system',
        correlationId: commandId,
        causationId: commandId,
        traceparent: '',
      },
      time: 1,
      reads: [{ stream, version }],
      events,
      outcome: { kind: 'accepted', versions: {} },
    })
  }
  await store.close()
})

const tamper = (sql: string) =>
  postgres.pool.query(`set search_path to log_${log}; ${sql}; reset search_path`)
const problems = async (checkpoints: readonly KnownPlace[] = []) =>
  (await verifyLog(postgres.pool, log, checkpoints)).problems

describe('Verifying a log', () => {
  it('finds nothing in a log that nobody touched', async () => {
    const verdict = await verifyLog(postgres.pool, log, [])
    expect(verdict).toMatchObject({ log, position: 23, problems: [] })
    expect(verdict.hash).toMatch(/^[0-9a-f]{64}$/)
  })

  it('finds a changed event, and says which', async () => {
    await tamper(`update events set data = '{"by":100}' where position = 7`)
    expect(await problems()).toEqual([
      { position: 7, what: 'event 7 is not what was written: its hash differs' },
    ])
  })

  it.each(['stream', 'type'])('finds a changed %s', async (column) => {
    await tamper(`update events set ${column} = 'd' where position = 7`)
    expect((await problems())[0]).toMatchObject({ position: 7 })
  })

  it('finds a changed time and a changed origin', async () => {
    await tamper(
      `update events set time = 2 where position = 3; update events set origin = '{}' where position = 9`,
    )
    expect((await problems()).map(({ position }) => position)).toEqual([3, 9])
  })

  it('finds a changed event whose hash was changed with it', async () => {
    await tamper(`update events set hash = sha256('other') where position = 5`)
    const found = await problems()
    expect(found.map(({ position }) => position)).toContain(4)
    expect(found.map(({ what }) => what)).toContain('batch 4 to 6 does not continue the chain')
  })

  it('finds a removed event', async () => {
    await tamper(`delete from events where position = 5`)
    expect((await problems()).map(({ what }) => what)).toContain('events 5 to 5 are missing')
  })

  it('finds an inserted event', async () => {
    await tamper(
      `insert into events select 24, stream, 99, gen_random_uuid(), type, schema_version, time, origin, data, hash from events where position = 1`,
    )
    expect((await problems()).length).toBeGreaterThan(0)
  })

  it('finds an event behind the end, though its stream was put right', async () => {
    await tamper(
      `insert into events select 24, 'd', 1, gen_random_uuid(), type, schema_version, time, origin, data, hash from events where position = 1;
       insert into streams values ('d', 1)`,
    )
    expect((await problems()).map(({ what }) => what)).toContain(
      'events from 24 on belong to no batch',
    )
  })

  it('finds a last event that was removed, and a batch', async () => {
    await tamper(`delete from events where position = 23`)
    expect((await problems()).map(({ what }) => what)).toContain('events 23 to 23 are missing')
    await tamper(`delete from batches where first = 4`)
    expect((await problems()).map(({ what }) => what)).toContain(
      'the batch that begins at 4 is missing',
    )
  })

  it('finds a tail that was cut, with everything about it put right, by a checkpoint alone', async () => {
    const { rows } = await postgres.pool.query<{ last: string; hash: Buffer }>(
      `select last, hash from log_${log}.batches order by first`,
    )
    const places = rows.map(({ last, hash }) => ({
      position: Number(last),
      hash: hash.toString('hex'),
    }))
    expect(await problems(places)).toEqual([])
    await tamper(`delete from events where position > 20; delete from batches where first > 20;
      update log set position = 20, hash = (select hash from batches where last = 20);
      delete from streams; insert into streams select stream, max(version) from events group by stream`)
    // What is kept of its commands gives it away, unless that is thought of as well.
    expect(await problems()).toHaveLength(2)
    await tamper(`delete from outcomes
      where (stream, version) not in (select stream, version from events)`)
    expect(await problems()).toEqual([])
    expect((await problems(places)).map(({ what }) => what)).toEqual([
      'the tail is cut: a signed checkpoint knows position 21, the log ends at 20',
      'the tail is cut: a signed checkpoint knows position 23, the log ends at 20',
    ])
  })

  it('finds a history that differs from what a checkpoint knows', async () => {
    expect(await problems([{ position: 23, hash: 'ab'.repeat(32) }])).toEqual([
      { position: 23, what: 'history was rewritten: a signed checkpoint knows another hash at 23' },
    ])
  })

  it('finds a head that does not fit its stream', async () => {
    await tamper(`update streams set version = 99 where stream = 'b'`)
    expect((await problems())[0]?.what).toContain('stream b stands at 99')
  })

  const ofEvent = (position: number) =>
    `where (stream, version) = (select stream, version from events where position = ${position})`
  const commandOf = async (position: number) => {
    const { rows } = await postgres.pool.query<{ command: string }>(
      `select origin ->> 'k' as command from log_${log}.events where position = ${position}`,
    )
    return rows[0]?.command
  }
  const endedOtherwise = 'is said to have ended with version 1 of stream a, which did not come'
  const didNothing = 'is said to have done nothing, and event 1 came of it'

  it.each([
    ['made up', `set command_id = '0193502c-7a5e-7c1d-9f10-00000000000f'`, endedOtherwise],
    ['that refuses what was done', `set outcome = '{"kind":"refused"}'`, endedOtherwise],
    [
      'that tells another version',
      `set outcome = '{"kind":"accepted","versions":{"a":7}}'`,
      endedOtherwise,
    ],
    ['that is none', `set outcome = '[]'`, endedOtherwise],
    [
      'that hides its event',
      `set outcome = '{"kind":"refused"}', stream = null, version = null`,
      didNothing,
    ],
  ])('finds an outcome %s', async (_which, change, what) => {
    await tamper(`update outcomes ${change} ${ofEvent(1)}`)
    const found = await problems()
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ position: 1 })
    expect(found[0]?.what).toContain(what)
  })

  it('finds an outcome that names the event of another command, or none', async () => {
    await tamper(`update outcomes set version = 1 ${ofEvent(10)}`)
    expect(await problems()).toMatchObject([
      { what: expect.stringContaining(`command ${await commandOf(10)} is said to have ended`) },
    ])
    await tamper(`update outcomes set stream = 'd' ${ofEvent(3)}`)
    expect(await problems()).toContainEqual({
      position: 0,
      what: expect.stringContaining('of stream d, which did not come of it') as string,
    })
  })

  it('takes what is forgotten, and a refusal, for what they are', async () => {
    await tamper(`delete from outcomes ${ofEvent(1)};
      insert into outcomes values ('0193502c-7a5e-7c1d-9f10-00000000000f', '', '{"kind":"refused"}', null, null, 1)`)
    expect(await problems()).toEqual([])
  })

  it.each(['outcomes', 'batches', 'streams', 'events'])(
    'tells that the table of %s is gone',
    async (table) => {
      await tamper(`drop table ${table}`)
      expect((await problems()).map(({ what }) => what)).toEqual([
        `a part of the log is gone: relation "log_${log}.${table}" does not exist`,
      ])
    },
  )

  it('comes to an end, and tells, where the counter claims more than anybody could walk through', async () => {
    await tamper(`update log set position = 9000000000000000`)
    expect((await problems()).map(({ what }) => what)).toEqual([
      'events 24 to 9000000000000000 are missing',
      'the counter stands at 9000000000000000, the batches end at 23',
    ])
    await tamper(`update batches set first = 8000000000000000 where first = 21;
      update events set position = 8000000000000001 where position = 22`)
    expect((await problems()).map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        'events 22 to 22 are missing',
        'events 24 to 8000000000000000 are missing',
        'batch 8000000000000000 to 21 does not continue the chain',
      ]),
    )
  })

  it('says of a log whose counter is gone that it is, and what stands there without it', async () => {
    await tamper(`delete from log`)
    expect((await problems()).map(({ what }) => what)).toEqual([
      'the counter of the log is gone',
      'the counter stands at 0, the batches end at 23',
      'the log ends with another hash than its last batch',
    ])
  })
})
