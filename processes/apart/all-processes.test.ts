import { describe, expect, it } from 'vitest'
import { consumersOf, queueLengthOf, shownProcesses, type ListedProcess } from './all-processes.ts'

const process = (more: Partial<ListedProcess> = {}): ListedProcess => ({
  id: 'a',
  role: 'worker',
  contexts: ['payments'],
  serves: [],
  version: '1.0.0',
  stopping: false,
  report: { consumers: [], queueLengths: {} },
  startedAt: 0,
  seenAt: 0,
  silentMs: 100,
  ...more,
})
const needed = { contexts: ['payments', 'access'], relayed: ['payments'] }
const warningsOf = (...processes: readonly ListedProcess[]) =>
  shownProcesses(processes, needed).warnings

describe('What none of the processes does', () => {
  it('is told, context by context', () => {
    expect(warningsOf()).toEqual([
      expect.stringContaining('No worker runs payments'),
      expect.stringContaining('No worker runs access'),
      expect.stringContaining('No relay runs payments'),
    ])
    expect(warningsOf(process({ contexts: ['payments', 'access'] }))).toEqual([
      expect.stringContaining('No relay runs payments'),
    ])
  })

  it('is nothing where one process does everything', () => {
    expect(warningsOf(process({ role: 'everything', contexts: ['payments', 'access'] }))).toEqual(
      [],
    )
  })

  it.each([
    ['silent', { silentMs: 5_000 }],
    ['stopping', { stopping: true }],
  ])('is also what one that is %s did', (state, more) => {
    const all = process({ role: 'everything', contexts: ['payments', 'access'], ...more })
    expect(warningsOf(all)).toHaveLength(3)
    expect(shownProcesses([all], needed).items).toMatchObject([{ state }])
  })

  it('is said first where a restore has taken over the logs, as those say that are there', () => {
    const told = (takenOver: readonly string[], silentMs = 100) =>
      process({
        role: 'everything',
        contexts: ['payments', 'access'],
        report: { consumers: [], queueLengths: {}, takenOver },
        silentMs,
      })
    expect(warningsOf(told(['payments', 'access']), told(['payments']), told([]))).toEqual([
      expect.stringContaining('taken over the logs of this installation (access, payments)'),
    ])
    expect(warningsOf(told([]), told(['payments'], 5_000))).toEqual([])
  })

  it('and processes of several versions are told of', () => {
    const contexts = ['payments', 'access']
    const old = process({ role: 'everything', contexts })
    const dead = process({ version: '0.9.0', silentMs: 60_000 })
    expect(warningsOf(old, dead)).toEqual([])
    expect(warningsOf(old, process({ version: '1.1.0' }))).toEqual([
      expect.stringContaining('1.0.0, 1.1.0'),
    ])
  })
})

describe('Background work of several processes', () => {
  const doing = (state: 'running' | 'standby' | 'retrying', silentMs = 100) =>
    process({
      silentMs,
      report: { consumers: [{ name: 'relay/x', state }], queueLengths: { x: 2 } },
    })

  it('is shown as the one that does it says, and not as those that stand by', () => {
    expect(consumersOf([doing('standby'), doing('retrying')], [])).toMatchObject([
      { state: 'retrying' },
    ])
    expect(consumersOf([doing('standby'), doing('running', 6_000)], [])).toMatchObject([
      { state: 'standby' },
    ])
  })

  it('is known best by who does it', () => {
    const own = [{ name: 'relay/x', state: 'retrying' as const }]
    expect(consumersOf([doing('running')], own)).toEqual(own)
    const standby = [{ name: 'relay/x', state: 'standby' as const }]
    expect(consumersOf([doing('running')], standby)).toMatchObject([{ state: 'running' }])
  })

  it('waits in all of them together', () => {
    expect(queueLengthOf([doing('running'), doing('standby'), doing('running', 6_000)], 'x')).toBe(
      4,
    )
  })
})
