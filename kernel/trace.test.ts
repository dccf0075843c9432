import { describe, expect, it } from 'vitest'
import { nodeIds } from '../adapters/node/ids.ts'
import type { CommandDefinition } from './decider.ts'
import type { HandleCommand, Outcome } from './handle-command.ts'
import type { Command, CommandEnvelope } from './message.ts'
import { childTraceparent, newTraceparent, withTracing, type CommandSpan } from './trace.ts'

const ids = nodeIds()
const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
const span = '00f067aa0ba902b7'
const wellFormed = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/

describe('A trace', () => {
  it('begins with a trace and a span of its own, and is sampled', () => {
    const [one, other] = [newTraceparent(ids), newTraceparent(ids)]
    expect(one).toMatch(wellFormed)
    expect(one).toMatch(/-01$/)
    expect(other.split('-')[1]).not.toBe(one.split('-')[1])
  })

  it.each(['00', '01'])('goes on in a span of its own, with the flags %s kept', (flags) => {
    const child = childTraceparent(`00-${trace}-${span}-${flags}`, ids)
    expect(child).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-${flags}$`))
    expect(child).not.toContain(span)
  })

  it.each([
    ['there is none', undefined],
    ['it is empty', ''],
    ['it is in upper case', `00-${trace.toUpperCase()}-${span}-01`],
    ['it is of another version', `01-${trace}-${span}-01`],
    ['the trace is nothing but zeros', `00-${'0'.repeat(32)}-${span}-01`],
    ['the trace is too short', `00-${trace.slice(1)}-${span}-01`],
    ['the flags are missing', `00-${trace}-${span}`],
    ['something follows', `00-${trace}-${span}-01-x`],
    ['a line end follows', `00-${trace}-${span}-01\n`],
  ])('starts anew where %s', (_, parent) => {
    const child = childTraceparent(parent, ids)
    expect(child).toMatch(wellFormed)
    expect(child).not.toContain(trace)
  })
})

describe('A traced command', () => {
  const definition: CommandDefinition = { type: 'Open', reads: () => [], decide: () => [] }
  const command: Command = { type: 'Open', data: {} }
  const asked: CommandEnvelope = {
    commandId: 'c',
    fingerprint: 'f',
    onOtherContent: 'refuse',
    actor: 'user:1',
    correlationId: 'c',
    causationId: 'c',
    traceparent: `00-${trace}-${span}-01`,
    now: 1,
  }
  const accepted: Outcome = { kind: 'accepted', position: 1, versions: {}, fresh: true, events: [] }

  /** Handles with `handle`; tells what the tracer was told, and with which envelope it was handled. */
  const traced = async (handle: () => Promise<Outcome>) => {
    const told: CommandSpan[] = []
    const handled: CommandEnvelope[] = []
    const inner: HandleCommand = (_, __, envelope) => {
      handled.push(envelope)
      return handle()
    }
    const begin = (name: string, traceparent: string) => (outcome: CommandSpan['outcome']) => {
      told.push({ command: name, traceparent, outcome })
    }
    const outcome = await withTracing(inner, { begin }, ids)(definition, command, asked).catch(
      (error: unknown) => error,
    )
    return { told, handled, outcome }
  }

  it('is a span inside the one that asked, and its events carry it', async () => {
    const { told, handled, outcome } = await traced(() => Promise.resolve(accepted))
    expect(outcome).toBe(accepted)
    expect(told).toEqual([
      { command: 'Open', traceparent: handled[0]?.traceparent, outcome: accepted },
    ])
    expect(handled[0]).toEqual({ ...asked, traceparent: told[0]?.traceparent })
    expect(told[0]?.traceparent).toMatch(new RegExp(`^00-${trace}-`))
    expect(told[0]?.traceparent).not.toBe(asked.traceparent)
  })

  it('ends its span with the error where it throws, and the caller sees that error', async () => {
    const error = new Error('a bug')
    const { told, outcome } = await traced(() => Promise.reject(error))
    expect(outcome).toBe(error)
    expect(told).toMatchObject([{ command: 'Open', outcome: { kind: 'error', error } }])
  })
})
