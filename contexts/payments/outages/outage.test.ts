import { describe, expect, it } from 'vitest'
import { refuse } from '../../../kernel/refusal.ts'
import { given } from '../../../testing/decider.ts'
import { neverStopped, recorded, testTime, type Fact } from '../../../testing/facts.ts'
import type { PaymentRail } from '../ports.ts'
import { awaitRail } from './await-rail.ts'
import type { OutageEvent } from './events.ts'
import { outageDecider, type EndOutage, type NoteOutage } from './outage.ts'

const rail = 'swift'
const at = (seconds: number) => new Date(testTime + seconds * 1_000).toISOString()
const away = (seconds: number): Fact<OutageEvent> => ({
  type: 'RailWentAway',
  data: { rail, noticedAt: at(seconds) },
  time: testTime + seconds * 1_000,
})
const back = (seconds: number, from = seconds): Fact<OutageEvent> => ({
  type: 'RailCameBack',
  data: { rail, from: at(from) },
  time: testTime + seconds * 1_000,
})
const note = (seconds: number): NoteOutage => ({
  type: 'NoteOutage',
  data: { rail, noticedAt: at(seconds) },
})
const end: EndOutage = { type: 'EndOutage', data: { rail } }
const wentAway = (seconds: number) =>
  [{ type: 'RailWentAway', data: { rail, noticedAt: at(seconds) } }] as const
const cameBack = (from: number) =>
  [{ type: 'RailCameBack', data: { rail, from: at(from) } }] as const

describe('a rail that answers', () => {
  it('went away once a call came to nothing that others wait behind', () => {
    given(outageDecider).when(note(1)).expect(wentAway(1))
  })

  it('has nothing to come back from', () => {
    given(outageDecider).when(end).expect(refuse('outage-over'))
  })

  it('is not away for what came to nothing before it was back', () => {
    given(outageDecider, [away(1), back(9)])
      .when(note(8))
      .expect(refuse('outage-over'))
    given(outageDecider, [away(1), back(9)])
      .when(note(9))
      .expect(wentAway(9))
    given(outageDecider, [away(1), back(9)])
      .when(note(10))
      .expect(wentAway(10))
  })
})

describe('a rail that is away', () => {
  it('is known to be', () => {
    given(outageDecider, [away(1)])
      .when(note(2))
      .expect(refuse('outage-known'))
  })

  it('comes back, and what waits for it is due from then on', () => {
    given(outageDecider, [away(1)])
      .at(at(600))
      .when(end)
      .expect(cameBack(600))
  })

  it('that comes and goes has what waits for it hastened more and more seldom', () => {
    const once = [away(1), back(100), away(110)]
    given(outageDecider, once).at(at(112)).when(end).expect(cameBack(130))
    given(outageDecider, once).at(at(130)).when(end).expect(cameBack(130))
    given(outageDecider, once).at(at(131)).when(end).expect(cameBack(131))
    const twice = [...once, back(112, 130), away(115)]
    given(outageDecider, twice).at(at(118)).when(end).expect(cameBack(130))
    const later = [...once, back(112, 130), away(140)]
    given(outageDecider, later).at(at(145)).when(end).expect(cameBack(190))
    const often = [100, 200, 300, 400, 500, 600].flatMap((time) => [away(time - 1), back(time)])
    given(outageDecider, [...often, away(601)])
      .at(at(602))
      .when(end)
      .expect(cameBack(900))
  })

  it('is hastened for at once again after it has been back for long', () => {
    const calm = [away(1), back(100), away(110), back(200), away(799), back(800), away(801)]
    given(outageDecider, calm).at(at(802)).when(end).expect(cameBack(830))
  })
})

describe('waiting for a rail', () => {
  const [fact] = recorded([{ ...wentAway(1)[0], stream: 'rail-swift' }])
  if (!fact) throw new Error('nothing was recorded')
  const waiting = (answers?: PaymentRail['answers']) =>
    awaitRail({
      names: [rail],
      port: (name) => (name === rail && answers ? ({ answers } as PaymentRail) : undefined),
    })

  it('ends when it answers', async () => {
    const answering = Promise.withResolvers<void>()
    const call = waiting(() => answering.promise)
    let isOver = false
    const over = call.call(fact, neverStopped).then((answer) => {
      isOver = true
      return call.answer(fact, answer).command
    })
    await new Promise(setImmediate)
    expect(isOver).toBe(false)
    answering.resolve()
    expect(await over).toEqual(end)
  })

  it('ends when the work stops, without an answer', async () => {
    const stopping = waiting(() => new Promise(() => undefined))
    await expect(stopping.call(fact, Promise.reject(new Error('stopped')))).rejects.toThrow(
      'stopped',
    )
  })

  it('is over where the installation has it no more', async () => {
    expect(await waiting().call(fact, neverStopped)).toBe('answers')
  })
})
