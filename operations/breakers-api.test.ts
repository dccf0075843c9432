import { expect, it } from 'vitest'
import { startGateway } from '../testing/gateway.ts'
import { breakerRoutes, type SaidLine } from './breakers-api.ts'

const line: SaidLine = {
  process: 'host-1/4711',
  saidAt: Date.parse('2026-03-02T12:00:05Z'),
  kind: 'rail',
  name: 'simulated',
  status: {
    state: 'open',
    since: Date.parse('2026-03-02T12:00:00Z'),
    underWay: 3,
    queued: 1,
    calls: 40,
    failures: 5,
    rejected: 2,
    lastFailure: { at: Date.parse('2026-03-02T12:00:00Z'), what: 'connection-lost' },
    terms: { underWayMax: 48, queuedMax: 512, failuresMax: 5, openMs: 2_000, repeatsMax: 3 },
  },
}

it('Breakers are shown with their process, since when, and what failed last', async () => {
  const { ask, url } = await startGateway(breakerRoutes({ lines: async () => [line] }))
  const answer = await ask('viewer', '/v1/breakers')
  expect(answer.status).toBe(200)
  expect(await answer.json()).toEqual({
    items: [
      {
        process: 'host-1/4711',
        kind: 'rail',
        name: 'simulated',
        state: 'open',
        since: '2026-03-02T12:00:00.000Z',
        underWay: 3,
        queued: 1,
        calls: 40,
        failures: 5,
        rejected: 2,
        lastFailure: { at: '2026-03-02T12:00:00.000Z', what: 'connection-lost' },
        terms: line.status.terms,
        saidAt: '2026-03-02T12:00:05.000Z',
      },
    ],
  })
  expect((await ask('campaign-manager', '/v1/breakers')).status).toBe(403)
  expect((await fetch(`${url}/v1/breakers`)).status).toBe(401)
})
