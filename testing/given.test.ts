import { describe, expect, it } from 'vitest'
import { commandFor, type CommandDefinition, type Decider } from '../kernel/decider.ts'
import type { Policy } from '../kernel/policy.ts'
import { refuse, type Refusal } from '../kernel/refusal.ts'
import type { View } from '../kernel/view.ts'
import { given, givenStreams } from './decider.ts'
import { given as givenPolicy } from './policy.ts'
import { given as givenView } from './view.ts'

type Lamp = { readonly lit: boolean; readonly since?: number }
type SwitchOn = { readonly type: 'SwitchOn'; readonly data: { readonly lamp: string } }
type LampLit = { readonly type: 'LampLit'; readonly data: { readonly lamp: string } }

const lamp: Decider<Lamp, SwitchOn, LampLit, Refusal<'lamp-is-lit' | 'too-early'>> = {
  name: 'lamp',
  initialState: { lit: false },
  evolve: (_state, { time }) => ({ lit: true, since: time }),
  decide: ({ data }, state, { now }) => {
    if (state.lit) return refuse('lamp-is-lit', { since: state.since ?? 0 })
    return now < 1_000 ? refuse('too-early') : [{ type: 'LampLit', data }]
  },
}
const switchOn: SwitchOn = { type: 'SwitchOn', data: { lamp: 'a' } }
const lit: LampLit = { type: 'LampLit', data: { lamp: 'a' } }

const messageOf = (work: () => void): string => {
  try {
    work()
  } catch (error) {
    return String(error)
  }
  return 'passed'
}

describe('the story of an entity', () => {
  it('passes where events and refusals are those expected, at their times', () => {
    given(lamp).when(switchOn).expect([lit])
    given(lamp, [{ ...lit, time: 5 }])
      .when(switchOn)
      .expect(refuse('lamp-is-lit', { since: 5 }))
    given(lamp).at(999).when(switchOn).expect(refuse('too-early'))
    given(lamp).at('1970-01-01T00:00:01Z').when(switchOn).expect([lit])
  })

  it('fails in words that tell what was expected and what came', () => {
    expect(messageOf(() => given(lamp, [lit]).when(switchOn).expect([lit]))).toContain(
      'given LampLit, when SwitchOn: expected LampLit, came the refusal "lamp-is-lit"',
    )
    expect(messageOf(() => given(lamp).when(switchOn).expect(refuse('too-early')))).toContain(
      'given nothing, when SwitchOn: expected the refusal "too-early", came LampLit',
    )
    const other: LampLit = { type: 'LampLit', data: { lamp: 'b' } }
    expect(messageOf(() => given(lamp).when(switchOn).expect([other]))).not.toBe('passed')
  })
})

describe('the story of several streams', () => {
  const both: CommandDefinition<SwitchOn, LampLit, Refusal<'lamp-is-lit'>> = {
    type: 'SwitchOn',
    reads: () => ['lamp-a', 'lamp-b'].map((stream) => ({ stream, entity: lamp })),
    decide: ({ data }, states) =>
      (states as readonly Lamp[]).some((state) => state.lit)
        ? refuse('lamp-is-lit')
        : [
            { stream: 'lamp-a', events: [{ type: 'LampLit', data }] },
            { stream: 'lamp-b', events: [] },
          ],
  }

  it('passes where each stream gets what is expected, and streams without events are left out', () => {
    givenStreams()
      .when(both, switchOn)
      .expect({ 'lamp-a': [lit] })
    givenStreams({ 'lamp-b': [lit] })
      .when(both, switchOn)
      .expect(refuse('lamp-is-lit'))
    const one = commandFor(lamp, 'SwitchOn', ({ data }) => `lamp-${data.lamp}`)
    givenStreams().at(0).when(one, switchOn).expect(refuse('too-early'))
  })

  it('fails in words, and where a stream is written that was not read', () => {
    const wrong = () =>
      givenStreams()
        .when(both, switchOn)
        .expect({ 'lamp-b': [lit] })
    expect(messageOf(wrong)).toContain('expected lamp-b: LampLit, came lamp-a: LampLit')
    const careless = { ...both, reads: () => [] }
    expect(
      messageOf(() =>
        givenStreams()
          .when(careless, switchOn)
          .expect({ 'lamp-a': [lit] }),
      ),
    ).toContain('does not read')
  })
})

describe('the story of a view', () => {
  const counts: View<{ times: number; last: number }, LampLit> = {
    name: 'counts',
    version: 1,
    events: ['LampLit'],
    keys: ({ data }) => [data.lamp],
    fold: (row, { time }) => ({ times: (row?.times ?? 0) + 1, last: time }),
    indexed: {},
  }

  it('shows rows by key, from facts that say only what matters', () => {
    givenView(counts, [lit])
      .when([{ ...lit, time: 7 }])
      .expect({ a: { times: 2, last: 7 } })
    givenView(counts).when([]).expect({})
    givenView(counts).when([lit]).expectRow('b', undefined)
    expect(messageOf(() => givenView(counts).when([lit]).expectRow('a', undefined))).toContain(
      'counts, after LampLit, shows a otherwise',
    )
  })

  it('fails for a view that depends on how events are batched', () => {
    let calls = 0
    const unsteady = { ...counts, fold: () => ({ times: ++calls, last: 0 }) }
    expect(messageOf(() => givenView(unsteady).when([lit]).expect({}))).toContain('in one batch')
  })
})

describe('the story of a policy', () => {
  const definition = commandFor(lamp, 'SwitchOn', ({ data }) => `lamp-${data.lamp}`)
  const next: Policy<LampLit> = {
    name: 'next-lamp',
    events: ['LampLit'],
    react: () => [{ definition, command: { type: 'SwitchOn', data: { lamp: 'b' } } }],
  }

  it('passes where the commands are those expected, and fails in words', () => {
    givenPolicy(next)
      .when(lit)
      .expect([{ type: 'SwitchOn', data: { lamp: 'b' } }])
    expect(messageOf(() => givenPolicy(next).when(lit).expect([]))).toContain(
      'next-lamp, when LampLit: expected nothing, came SwitchOn',
    )
    const deaf = { ...next, events: [] }
    givenPolicy(deaf).when(lit).expect([])
  })
})
