import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { openNotifications, type Notifications } from './notifications.ts'

const subjects = Array.from({ length: 200 }, (_, number) => `subject ${number}`)

describe('Signals between processes', () => {
  let postgres: TestPostgres
  let here: Notifications
  let there: Notifications
  const warnings: string[] = []
  const warned = ({ message }: Error) => void warnings.push(message)

  beforeAll(async () => {
    process.on('warning', warned)
    postgres = await startTestPostgres()
    here = openNotifications(postgres.connection)
    there = openNotifications(postgres.connection)
  })
  afterAll(async () => {
    process.off('warning', warned)
    await Promise.all([here.close(), there.close()])
    await postgres.stop()
  })

  it('reach the others and not who tells, however many come at one moment', async () => {
    // Whoever has just connected tells his own listeners to look, once: the second time it was the other one.
    const times = { here: 0, there: 0 }
    here.listen('ready', () => times.here++)
    there.listen('ready', () => times.there++)
    const bothStand = () => {
      for (const one of [here, there]) one.notify('ready')
      return Math.min(times.here, times.there)
    }
    await expect.poll(bothStand).toBeGreaterThan(1)

    const heard = new Set<string>()
    const ownHeard = new Set<string>()
    for (const subject of subjects) {
      there.listen(subject, () => heard.add(subject))
      here.listen(subject, () => ownHeard.add(subject))
    }
    for (const subject of subjects) here.notify(subject)
    await expect.poll(() => heard.size).toBe(subjects.length)
    expect(ownHeard).toEqual(new Set())
  })

  it('go one statement after the other', () => {
    expect(warnings).toEqual([])
  })
})
