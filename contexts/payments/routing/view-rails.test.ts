import { describe, it } from 'vitest'
import { testTime, type Fact } from '../../../testing/facts.ts'
import { given } from '../../../testing/view.ts'
import { facts, stream } from '../examples.ts'
import type { OutageEvent } from '../outages/events.ts'
import { noCounts, railSummary } from './view-rails.ts'

const rail = 'swift'
const at = (seconds: number) => testTime + seconds * 1_000
const away = (noticed: number): Fact<OutageEvent> => ({
  type: 'RailWentAway',
  data: { rail, noticedAt: new Date(at(noticed)).toISOString() },
  time: at(noticed) + 50,
  stream: `rail-${rail}`,
})
const back = (seconds: number, from = seconds): Fact<OutageEvent> => ({
  type: 'RailCameBack',
  data: { rail, from: new Date(at(from)).toISOString() },
  time: at(seconds),
  stream: `rail-${rail}`,
})

describe('A rail', () => {
  it('is away from when that was noticed, whether or not anything went over it', () => {
    given(railSummary)
      .when([away(1)])
      .expect({ swift: { rail, ...noCounts, awaySince: at(1) } })
  })

  it('that is back was away until it answered, however much later what waited goes on', () => {
    given(railSummary, [away(1)])
      .when([back(90, 120)])
      .expectRow(rail, { rail, ...noCounts, lastOutage: { from: at(1), until: at(90) } })
  })

  it('that is away again shows the outage before, too', () => {
    given(railSummary, [away(1), back(90)])
      .when([away(200)])
      .expectRow(rail, {
        rail,
        ...noCounts,
        awaySince: at(200),
        lastOutage: { from: at(1), until: at(90) },
      })
    given(railSummary, [away(1), back(90), away(200)])
      .when([back(201)])
      .expectRow(rail, { rail, ...noCounts, lastOutage: { from: at(200), until: at(201) } })
  })

  it('keeps its outage while more is counted', () => {
    given(railSummary, [away(1)])
      .when([{ ...facts.started, data: { ...facts.started.data, rail }, stream }])
      .expectRow(rail, { rail, ...noCounts, attempts: 1, awaySince: at(1) })
  })
})
