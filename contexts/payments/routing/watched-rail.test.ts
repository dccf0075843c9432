import { expect, it } from 'vitest'
import { testTime } from '../../../testing/facts.ts'
import type { PaymentRail, RailInstruction, RailSubmission } from '../ports.ts'
import { healthOf } from './rails.ts'
import { watchedRail } from './watched-rail.ts'

it('counts the calls of the last minute, and those that got no answer', async () => {
  const clock = { time: testTime, now: () => clock.time }
  const answers: RailSubmission[] = [
    { kind: 'accepted', railReference: 'R' },
    { kind: 'rejected', code: 'AC04', reason: 'Closed account' },
    { kind: 'not-sent', reason: 'connection-refused' },
    { kind: 'ambiguous', reason: 'timed-out' },
  ]
  const port: PaymentRail = {
    submit: () => Promise.resolve(answers.shift() ?? { kind: 'not-sent', reason: 'none' }),
    status: () => Promise.resolve({ kind: 'unavailable', reason: 'timed-out' }),
    cancel: () => Promise.resolve({ kind: 'not-found' }),
  }
  const rail = watchedRail(port, clock)
  const options = { timeoutMs: 1_000 }
  const instruction = {} as RailInstruction
  for (let call = 0; call < 4; call++) await rail.submit(instruction, options)
  expect(healthOf(rail)).toEqual({ breaker: 'not-told', calls: 4, failures: 2 })
  clock.time += 59_999
  await rail.status({ submissionId: 'one' }, options)
  await rail.cancel('one', options)
  expect(healthOf(rail)).toEqual({ breaker: 'not-told', calls: 6, failures: 3 })
  clock.time += 1
  expect(healthOf(rail)).toEqual({ breaker: 'not-told', calls: 2, failures: 1 })
  clock.time += 60_000
  expect(healthOf(rail)).toEqual({ breaker: 'not-told', calls: 0, failures: 0 })
})
