import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { memoryEventStore } from '../adapters/memory/event-store.ts'
import { nodeIds } from '../adapters/node/ids.ts'
import { commandFor, type CommandDefinition, type Decider, type Entity } from './decider.ts'
import { Entities } from './entities.ts'
import { catalogueOf, eventData, type EventOf } from './event-schema.ts'
import type { EventStore } from './event-store.ts'
import { commandHandler, type HandleCommand } from './handle-command.ts'
import { withIdempotency } from './idempotency.ts'
import type { Command, CommandEnvelope } from './message.ts'
import { Personal } from './personal-data.ts'
import { refuse, type Refusal } from './refusal.ts'
import { withRetry } from './retry.ts'

const schemas = {
  Deposited: { version: 1, data: eventData({ amount: Type.Integer() }) },
  Withdrawn: { version: 1, data: eventData({ amount: Type.Integer() }) },
  HolderNamed: { version: 1, data: eventData({ name: Personal<string>('name') }) },
} as const
type AccountEvent = EventOf<typeof schemas>
type Deposit = Command<'Deposit', { account: string; amount: number }>
type Withdraw = Command<'Withdraw', { account: string; amount: number }>
type NameHolder = Command<'NameHolder', { account: string; name: string }>

let folded = 0
const account: Decider<
  number,
  Deposit | Withdraw | NameHolder,
  AccountEvent,
  Refusal<'overdrawn'>
> &
  Entity<number, AccountEvent> = {
  name: 'account',
  initialState: 0,
  evolve: (balance, event) => {
    folded++
    if (event.type === 'Deposited') return balance + event.data.amount
    return event.type === 'Withdrawn' ? balance - event.data.amount : balance
  },
  decide: (command, balance) => {
    if (command.type === 'Deposit')
      return [{ type: 'Deposited', data: { amount: command.data.amount } }]
    if (command.type === 'NameHolder')
      return [{ type: 'HolderNamed', data: { name: command.data.name as never } }]
    if (command.data.amount > balance) return refuse('overdrawn', { balance })
    return [{ type: 'Withdrawn', data: { amount: command.data.amount } }]
  },
  snapshot: { every: 100, version: 1 },
}
const streamOf = (command: { data: { account: string } }) => `account-${command.data.account}`
const deposit = commandFor(account, 'Deposit', (command: Deposit) => streamOf(command))
const withdraw = commandFor(account, 'Withdraw', (command: Withdraw) => streamOf(command))
const nameHolder = commandFor(account, 'NameHolder', (command: NameHolder) => streamOf(command))
const openWith = {
  ...deposit,
  reads: (command: Deposit) => [{ stream: streamOf(command), entity: account, presumedNew: true }],
}

type Transfer = Command<'Transfer', { from: string; to: string; amount: number }>
const transfer: CommandDefinition<Transfer, AccountEvent, Refusal<'overdrawn'>> = {
  type: 'Transfer',
  reads: ({ data }) => [
    { stream: `account-${data.from}`, entity: account },
    { stream: `account-${data.to}`, entity: account },
  ],
  decide: ({ data }, [from]) =>
    data.amount > (from as number)
      ? refuse('overdrawn')
      : [
          {
            stream: `account-${data.from}`,
            events: [{ type: 'Withdrawn', data: { amount: data.amount } }],
          },
          {
            stream: `account-${data.to}`,
            events: [{ type: 'Deposited', data: { amount: data.amount } }],
          },
        ],
}

type Sweep = Command<'Sweep', { from: string; to: string }>
/** Moves everything; where there is nothing, the other account does not matter. */
const sweep: CommandDefinition<Sweep, AccountEvent, Refusal> = {
  type: 'Sweep',
  reads: ({ data }) => [{ stream: `account-${data.from}`, entity: account }],
  readsThen: ({ data }, [balance]) =>
    (balance as number) > 0 ? [{ stream: `account-${data.to}`, entity: account }] : [],
  decide: ({ data }, [balance, other]) => {
    const amount = balance as number
    if (amount === 0) return []
    const told = amount + ((other as number) > 0 ? 1 : 0)
    return [
      { stream: `account-${data.from}`, events: [{ type: 'Withdrawn', data: { amount } }] },
      { stream: `account-${data.to}`, events: [{ type: 'Deposited', data: { amount: told } }] },
    ]
  },
}

const ids = nodeIds()
const catalogue = catalogueOf(schemas)
const envelope = (extra: Partial<CommandEnvelope> = {}): CommandEnvelope => {
  const commandId = extra.commandId ?? ids.next()
  return {
    commandId,
    fingerprint: 'f',
    onOtherContent: 'refuse',
    actor: 'system',
    correlationId: commandId,
    causationId: commandId,
    traceparent: '',
    now: 1,
    ...extra,
  }
}
const openLog = () => memoryEventStore({ log: 'accounts', catalogue })
/** A process of its own: its own memory over the same log. */
const processOn = (log: EventStore): HandleCommand =>
  withIdempotency(
    withRetry(commandHandler({ log, entities: new Entities(log), events: catalogue, ids }), {
      attemptsMax: 50,
    }),
  )
const put = (
  handle: HandleCommand,
  name: string,
  amount: number,
  extra?: Partial<CommandEnvelope>,
) => handle(deposit, { type: 'Deposit', data: { account: name, amount } }, envelope(extra))
const take = (
  handle: HandleCommand,
  name: string,
  amount: number,
  extra?: Partial<CommandEnvelope>,
) => handle(withdraw, { type: 'Withdraw', data: { account: name, amount } }, envelope(extra))
const dataOf = async (log: EventStore, stream: string) =>
  (await log.readStream(stream, 0, 10_000)).map(({ type, data }) => [
    type,
    (data as { amount: number }).amount,
  ])

describe('Handling a command', () => {
  it('keeps an outcome as long as the sender may repeat itself', async () => {
    const log = openLog()
    const asked = envelope({ now: 1_000, outcomeKeptMs: 50 })
    await put(processOn(log), 'a', 5, asked)
    expect(await log.pruneOutcomes(1_049)).toBe(0)
    expect(await put(processOn(log), 'a', 5, asked)).toMatchObject({ fresh: false })
    expect(await log.pruneOutcomes(1_050)).toBe(1)
    expect(await put(processOn(log), 'a', 5, asked)).toMatchObject({ fresh: true })
  })

  it('reads what turns out to matter, and is decided anew where that has changed', async () => {
    const log = openLog()
    const [here, elsewhere] = [processOn(log), processOn(log)]
    const asked: Sweep = { type: 'Sweep', data: { from: 'a', to: 'b' } }
    const nothing = await here(sweep, asked, envelope())
    expect(nothing).toMatchObject({ kind: 'accepted', versions: { 'account-a': 0 } })
    expect(nothing).not.toMatchObject({ versions: { 'account-b': 0 } })
    await put(here, 'a', 5)
    await put(here, 'c', 1)
    // What this process knows of `b` is old by the time it looks.
    await take(here, 'b', 0)
    await put(elsewhere, 'b', 3)
    const swept = await here(sweep, asked, envelope())
    expect(swept).toMatchObject({ kind: 'accepted', versions: { 'account-a': 2 } })
    expect(await dataOf(log, 'account-b')).toEqual([
      ['Withdrawn', 0],
      ['Deposited', 3],
      ['Deposited', 6],
    ])
  })

  it('decides nothing where a stream has moved on since it was seen, and remembers nothing of that', async () => {
    const log = openLog()
    const [here, elsewhere] = [processOn(log), processOn(log)]
    await put(here, 'a', 5)
    const seenAt = { stream: 'account-a', version: 1 }
    const commandId = ids.next()
    const [one, other] = await Promise.all([
      take(here, 'a', 1, { seenAt }),
      take(here, 'a', 1, { seenAt, commandId }),
    ])
    expect([one.kind, other]).toEqual(['accepted', { kind: 'failed', reason: 'moved-on' }])
    expect(await take(elsewhere, 'a', 1, { seenAt })).toEqual(other)
    const again = { stream: 'account-a', version: 2 }
    expect((await take(here, 'a', 1, { seenAt: again, commandId })).kind).toBe('accepted')
    // What the other process holds is older than what was seen; the log knows better.
    const newest = { stream: 'account-a', version: 3 }
    expect((await take(elsewhere, 'a', 1, { seenAt: newest })).kind).toBe('accepted')
  })

  it('stores what was decided, with who asked and why', async () => {
    const log = openLog()
    const asked = envelope({ actor: 'user:1', correlationId: ids.next(), traceparent: '00-t' })
    const outcome = await put(processOn(log), 'a', 5, asked)
    expect(outcome).toEqual({
      kind: 'accepted',
      position: 1,
      versions: { 'account-a': 1 },
      fresh: true,
      events: [expect.objectContaining({ type: 'Deposited', data: { amount: 5 } })],
    })
    expect((await log.read(0, 1))[0]).toMatchObject({
      type: 'Deposited',
      data: { amount: 5 },
      actor: 'user:1',
      correlationId: asked.correlationId,
      causationId: asked.commandId,
      traceparent: '00-t',
    })
  })

  it('stores a refusal as the outcome, and no event', async () => {
    const log = openLog()
    const handle = processOn(log)
    const commandId = ids.next()
    const refused = {
      kind: 'refused',
      refusal: { refused: 'overdrawn', detail: { balance: 0 } },
      position: 0,
    }
    expect(await take(handle, 'a', 1, { commandId })).toEqual({ ...refused, fresh: true })
    await put(handle, 'a', 10)
    expect(await take(handle, 'a', 1, { commandId })).toMatchObject({
      ...refused,
      position: 1,
      fresh: false,
    })
    expect(await log.head()).toBe(1)
  })

  it('gives the same outcome for the same id, from any process', async () => {
    const log = openLog()
    const commandId = ids.next()
    const first = await put(processOn(log), 'a', 5, { commandId })
    expect(first).toMatchObject({ kind: 'accepted', fresh: true })
    expect(await put(processOn(log), 'a', 5, { commandId })).toEqual({
      kind: 'accepted',
      position: 1,
      versions: { 'account-a': 1 },
      fresh: false,
    })
    expect(await put(processOn(log), 'a', 5, { commandId, fingerprint: 'other' })).toEqual({
      kind: 'other-content',
    })
    expect(await log.head()).toBe(1)
  })

  it('tells a repetition that comes while the first is under way', async () => {
    const handle = processOn(openLog())
    const commandId = ids.next()
    const [first, second] = await Promise.all([
      put(handle, 'a', 1, { commandId }),
      put(handle, 'a', 1, { commandId }),
    ])
    expect([first.kind, second]).toEqual(['accepted', { kind: 'failed', reason: 'in-flight' }])
  })

  it('decides many commands on one stream in turn, each on what its predecessors leave', async () => {
    const log = openLog()
    const handle = processOn(log)
    await put(handle, 'hot', 100)
    const outcomes = await Promise.all(Array.from({ length: 150 }, () => take(handle, 'hot', 1)))
    expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(100)
    expect(outcomes.filter(({ kind }) => kind === 'refused')).toHaveLength(50)
    expect(await log.head()).toBe(101)
  })

  it('never overdraws when several processes decide on one stream', async () => {
    const log = openLog()
    const processes = Array.from({ length: 4 }, () => processOn(log))
    await put(processes[0] as HandleCommand, 'hot', 40)
    const outcomes = await Promise.all(
      Array.from({ length: 80 }, (_, index) =>
        take(processes[index % 4] as HandleCommand, 'hot', 1),
      ),
    )
    const accepted = outcomes.filter(({ kind }) => kind === 'accepted').length
    const balance = (await dataOf(log, 'account-hot')).reduce(
      (sum, [type, amount]) => sum + (type === 'Deposited' ? 1 : -1) * Number(amount),
      0,
    )
    expect(balance).toBe(40 - accepted)
    expect(balance).toBeGreaterThanOrEqual(0)
  })

  it('moves money between two streams or not at all', async () => {
    const log = openLog()
    const handle = processOn(log)
    await put(handle, 'a', 10)
    const send = (amount: number) =>
      handle(transfer, { type: 'Transfer', data: { from: 'a', to: 'b', amount } }, envelope())
    expect(await send(7)).toMatchObject({
      kind: 'accepted',
      versions: { 'account-a': 2, 'account-b': 1 },
    })
    expect((await send(7)).kind).toBe('refused')
    expect(await dataOf(log, 'account-b')).toEqual([['Deposited', 7]])
  })

  it('does not look up a stream that is presumed new, and looks where that was wrong', async () => {
    const log = openLog()
    await put(processOn(log), 'old', 5)
    const handle = processOn(log)
    const open = (name: string) =>
      handle(openWith, { type: 'Deposit', data: { account: name, amount: 1 } }, envelope())
    expect(await open('new')).toMatchObject({ kind: 'accepted', versions: { 'account-new': 1 } })
    expect(await open('old')).toMatchObject({ kind: 'accepted', versions: { 'account-old': 2 } })
  })

  it('throws on an event that does not fit its schema, without quoting it, and stores nothing', async () => {
    const log = openLog()
    const handle = processOn(log)
    const named = handle(
      nameHolder,
      { type: 'NameHolder', data: { account: 'a', name: 'Ada Lovelace' } },
      envelope(),
    )
    await expect(named).rejects.toThrow(/HolderNamed does not fit its schema: \/name pattern/)
    await expect(named).rejects.not.toThrow(/Ada/)
    expect(await log.head()).toBe(0)
    expect((await put(handle, 'a', 1)).kind).toBe('accepted')
  })

  it('reads a long stream once, and then from its snapshot', async () => {
    const log = openLog()
    const handle = processOn(log)
    for (let done = 0; done < 250; done++) await put(handle, 'long', 1)
    await expect
      .poll(() => log.readSnapshot('account-long', 1))
      .toEqual({ version: 200, state: 200 })
    folded = 0
    await put(processOn(log), 'long', 1)
    expect(folded).toBe(51)
  })

  it('moves a stream that a decision names twice by both, in memory and in its snapshot', async () => {
    const log = openLog()
    const handle = processOn(log)
    for (let done = 0; done < 99; done++) await put(handle, 'self', 1)
    const data = { from: 'self', to: 'self', amount: 40 }
    const moved = await handle(transfer, { type: 'Transfer', data }, envelope())
    expect(moved).toMatchObject({ kind: 'accepted', versions: { 'account-self': 101 } })
    await expect
      .poll(() => log.readSnapshot('account-self', 1))
      .toEqual({ version: 101, state: 99 })
    expect(await take(handle, 'self', 100)).toMatchObject({
      refusal: { detail: { balance: 99 } },
    })
  })

  it('goes on where a snapshot cannot be saved', async () => {
    const log = openLog()
    for (let done = 0; done < 250; done++) await put(processOn(log), 'long', 1)
    const full = {
      ...openLog(),
      ...log,
      readSnapshot: () => Promise.resolve(undefined),
      saveSnapshot: () => Promise.reject(new Error('the disk is full')),
    }
    expect(await put(processOn(full), 'long', 1)).toMatchObject({
      versions: { 'account-long': 251 },
    })
  })

  it('passes on overload at once, and remembers nothing of it', async () => {
    const log = memoryEventStore({ log: 'accounts', catalogue, queueLengthMax: 1 })
    const handle = processOn(log)
    const commandId = ids.next()
    const [, second] = await Promise.all([put(handle, 'a', 1), put(handle, 'b', 1, { commandId })])
    expect(second).toEqual({ kind: 'failed', reason: 'overloaded' })
    expect((await put(handle, 'b', 1, { commandId })).kind).toBe('accepted')
  })
})
