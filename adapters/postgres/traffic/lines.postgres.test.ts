import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../../../testing/postgres.ts'
import { migrate } from '../migrate.ts'
import { postgresLines, type NamedLine } from './lines.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
  await migrate(postgres.pool, [])
})
afterAll(() => postgres.stop())

const line = (state: 'open' | 'closed'): NamedLine => ({
  kind: 'rail',
  name: 'simulated',
  status: {
    state,
    since: 1_000,
    underWay: 0,
    queued: 0,
    calls: 7,
    failures: 5,
    rejected: 0,
    lastFailure: { at: 1_000, what: 'connection-lost' },
    terms: { underWayMax: 4, queuedMax: 8, failuresMax: 5, openMs: 2_000, repeatsMax: 3 },
  },
})

it('Each process says how its lines are, and is forgotten when it leaves or is not heard of', async () => {
  const lines = postgresLines(postgres.pool)
  await lines.say({ process: 'a/1', saidAt: 10_000, lines: [line('closed')] })
  await lines.say({ process: 'a/1', saidAt: 20_000, lines: [line('open')] })
  await lines.say({ process: 'b/2', saidAt: 5_000, lines: [] })
  expect(await lines.heard(10_000)).toEqual([
    { process: 'a/1', saidAt: 20_000, lines: [line('open')] },
  ])
  expect(await lines.heard(0)).toHaveLength(2)
  await lines.forget('c/3', 10_000)
  expect((await lines.heard(0)).map(({ process }) => process)).toEqual(['a/1'])
  await lines.forget('a/1', 0)
  expect(await lines.heard(0)).toEqual([])
})
