import { describe, expect, it } from 'vitest'
import type { CommandDefinition } from './decider.ts'
import type { HandleCommand, Outcome } from './handle-command.ts'
import { withIdempotency } from './idempotency.ts'
import type { CommandEnvelope } from './message.ts'

const open: CommandDefinition = { type: 'Open', reads: () => [], decide: () => [] }
const accepted: Outcome = { kind: 'accepted', position: 1, versions: {}, fresh: true, events: [] }
const inFlight: Outcome = { kind: 'failed', reason: 'in-flight' }

/** A handler whose commands end when the test says so. */
const opened = () => {
  const endings: { resolve: (outcome: Outcome) => void; reject: (error: Error) => void }[] = []
  const inner: HandleCommand = () =>
    new Promise((resolve, reject) => endings.push({ resolve, reject }))
  const handle = withIdempotency(inner)
  const send = (commandId: string) =>
    handle(open, { type: 'Open', data: {} }, { commandId } as CommandEnvelope)
  return { endings, send }
}

describe('A repetition while the first is under way', () => {
  it('is told so at once, and never reaches the log', async () => {
    const { endings, send } = opened()
    const first = send('a')
    expect(await send('a')).toEqual(inFlight)
    expect(await send('a')).toEqual(inFlight)
    expect(endings).toHaveLength(1)
    endings[0]?.resolve(accepted)
    expect(await first).toBe(accepted)
  })

  it('does not concern other commands', async () => {
    const { endings, send } = opened()
    const both = [send('a'), send('b')]
    for (const { resolve } of endings) resolve(accepted)
    expect(await Promise.all(both)).toEqual([accepted, accepted])
  })
})

describe('A repetition after the first has ended', () => {
  it('goes to the log, which knows what to answer', async () => {
    const { endings, send } = opened()
    const first = send('a')
    endings[0]?.resolve(accepted)
    await first
    const second = send('a')
    endings[1]?.resolve({ ...accepted, fresh: false })
    expect(await second).toMatchObject({ kind: 'accepted', fresh: false })
  })

  it('goes to the log also where the first ended in an error', async () => {
    const { endings, send } = opened()
    const first = send('a')
    endings[0]?.reject(new Error('a bug'))
    await expect(first).rejects.toThrow('a bug')
    const second = send('a')
    endings[1]?.resolve(accepted)
    expect(await second).toBe(accepted)
  })
})
