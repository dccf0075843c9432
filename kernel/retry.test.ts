import { describe, expect, it } from 'vitest'
import type { CommandDefinition, Entity, StreamRead } from './decider.ts'
import type { HandleCommand, Outcome } from './handle-command.ts'
import type { CommandEnvelope } from './message.ts'
import { withRetry, type RetryOptions } from './retry.ts'

const entity: Entity<number> = { name: 'account', initialState: 0, evolve: (state) => state }
const open: CommandDefinition = {
  type: 'Open',
  reads: () => [
    { stream: 'account-1', entity, presumedNew: true },
    { stream: 'account-2', entity },
  ],
  decide: () => [],
}
const envelope = { commandId: 'c' } as CommandEnvelope

const conflict: Outcome = { kind: 'failed', reason: 'conflict' }
const accepted: Outcome = { kind: 'accepted', position: 1, versions: {}, fresh: true, events: [] }

/** Handles with these outcomes in turn; the last one stays. */
const attempts = async (outcomes: readonly Outcome[], options: RetryOptions = {}) => {
  const reads: (readonly StreamRead[])[] = []
  const conflicts: string[] = []
  const handle: HandleCommand = (definition, command) => {
    reads.push(definition.reads(command))
    return Promise.resolve(outcomes[reads.length - 1] ?? outcomes.at(-1) ?? conflict)
  }
  const retrying = withRetry(handle, { onConflict: (type) => conflicts.push(type), ...options })
  const outcome = await retrying(open, { type: 'Open', data: {} }, envelope)
  return { outcome, reads, conflicts }
}

describe('A command that lost a race', () => {
  it('is decided again until it has won, and each conflict is counted', async () => {
    const { outcome, reads, conflicts } = await attempts([conflict, conflict, accepted])
    expect(outcome).toBe(accepted)
    expect(reads).toHaveLength(3)
    expect(conflicts).toEqual(['Open', 'Open'])
  })

  it('looks at every stream the second time, also at what it had presumed new', async () => {
    const { reads } = await attempts([conflict, accepted])
    expect(reads.map((read) => read.map(({ presumedNew }) => presumedNew ?? false))).toEqual([
      [true, false],
      [false, false],
    ])
    expect(reads[1]?.map(({ stream }) => stream)).toEqual(['account-1', 'account-2'])
  })

  it.each([
    [{ attemptsMax: 1 }, 1],
    [{ attemptsMax: 3 }, 3],
    [{}, 12],
  ])('gives up in the end: with %j after %i attempts', async (options, tried) => {
    const { outcome, reads, conflicts } = await attempts([conflict], options)
    expect(outcome).toEqual(conflict)
    expect([reads.length, conflicts.length]).toEqual([tried, tried])
  })
})

describe('A command is not decided again', () => {
  it.each<[string, Outcome]>([
    ['when it was accepted', accepted],
    [
      'when it was refused',
      { kind: 'refused', refusal: { refused: 'overdrawn' }, position: 0, fresh: true },
    ],
    ['when its id was used for something else', { kind: 'other-content' }],
    ['under overload, which it would add to', { kind: 'failed', reason: 'overloaded' }],
    ['when the log is away', { kind: 'failed', reason: 'unavailable' }],
    ['while it is under way already', { kind: 'failed', reason: 'in-flight' }],
  ])('%s', async (_, first) => {
    const { outcome, reads, conflicts } = await attempts([first, accepted])
    expect(outcome).toBe(first)
    expect(reads).toHaveLength(1)
    expect(conflicts).toEqual([])
  })
})
