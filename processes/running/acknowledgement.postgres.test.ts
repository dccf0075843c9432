import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { memoryMessageBus } from '../../adapters/memory/message-bus.ts'
import { memoryOwnership } from '../../adapters/memory/ownership.ts'
import { postgresCheckpoint } from '../../adapters/postgres/checkpoints.ts'
import { openNotifications } from '../../adapters/postgres/notifications.ts'
import type { BusMessage, MessageBus } from '../../kernel/message-bus.ts'
import { asLiveLog } from '../../kernel/policy.ts'
import { countingOnPostgres } from '../../testing/counting-on-postgres.ts'
import { close, envelopeFor, raise } from '../../testing/counting.ts'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { silentNumberIn, withAcknowledgement } from './acknowledgement.ts'
import { openConfirmation } from './confirmation.ts'
import { runRelay } from './relay.ts'
import { logShape, wholeLog } from './whole-log.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const end of closing.splice(0).reverse()) await end()
})

/** A process that takes commands; where it relays too, over a bus that can be away. */
const startProcess = async (
  context: string,
  { relays, withinMs = 20_000 }: { relays: boolean; withinMs?: number },
) => {
  const counting = await countingOnPostgres(postgres, context)
  const notifications = openNotifications(postgres.connection)
  const confirmation = openConfirmation({ log: context, queries: counting.pool, notifications })
  closing.push(
    () => counting.close(),
    () => notifications.close(),
    () => confirmation.close(),
  )
  const handle = withAcknowledgement(counting.handle, {
    confirmation,
    silentNumber: silentNumberIn(counting.pool, context),
    withinMs,
  })
  const send = (name: string, envelope = envelopeFor(counting.ids)) =>
    handle(raise, { type: 'Raise', data: { counter: name, by: 1 } }, envelope)
  const { bus, ...control } = await breakableBus(context)
  const tell = relays ? relay(counting, bus, (place) => confirmation.tell(place)) : undefined
  if (tell) closing.push(() => tell.stop())
  return { ...counting, ...control, handle, send, relaying: tell }
}

const breakableBus = async (context: string) => {
  const inner = memoryMessageBus()
  await inner.ensureTopics([logShape('qa', context)])
  let isAway = false
  const taken: BusMessage[] = []
  const bus: MessageBus = {
    ...inner,
    publish: async (messages) => {
      if (isAway) throw new Error('the bus is away')
      await inner.publish(messages)
      taken.push(...messages)
    },
  }
  return { bus, taken, goAway: () => (isAway = true), comeBack: () => (isAway = false) }
}

const relay = (
  { context, log, pool }: Awaited<ReturnType<typeof countingOnPostgres>>,
  bus: MessageBus,
  onConfirmed: (place: { position?: number; silent?: number }) => void,
) => {
  const checkpoint = (consumer: string) => postgresCheckpoint({ pool, consumer, log: context })
  return runRelay(() => [], asLiveLog(log), {
    ownership: memoryOwnership(),
    checkpoint: checkpoint('relay'),
    bus,
    whole: wholeLog({
      queries: pool,
      log: context,
      environment: 'qa',
      bus,
      batches: checkpoint('whole-log/batches'),
      silent: checkpoint('whole-log/outcomes'),
      onConfirmed,
    }),
    onAppended: (listener) => log.onAppended(listener),
    pace: { paceMs: 2 },
  })
}

const commandIdsOn = (taken: readonly BusMessage[]): readonly string[] =>
  taken.flatMap(
    ({ payload }) =>
      (JSON.parse(payload) as { outcomes?: { commandId: string }[] }).outcomes?.map(
        ({ commandId }) => commandId,
      ) ?? [],
  )

describe('A command that is acknowledged once the bus has it', () => {
  it('is on the bus when it is answered, also where it is refused', async () => {
    const one = await startProcess('onthebus', { relays: true })
    for (let count = 0; count < 20; count++) {
      const envelope = envelopeFor(one.ids)
      expect((await one.send('a', envelope)).kind).toBe('accepted')
      expect(commandIdsOn(one.taken)).toContain(envelope.commandId)
    }
    await one.handle(
      close,
      { type: 'Close', data: { counter: 'a', why: 'enough' } },
      envelopeFor(one.ids),
    )
    const envelope = envelopeFor(one.ids)
    expect(await one.send('a', envelope)).toMatchObject({ kind: 'refused', fresh: true })
    expect(commandIdsOn(one.taken)).toContain(envelope.commandId)
  })

  it('fails while the bus is away, is stored all the same, and has its outcome when it is sent again', async () => {
    const one = await startProcess('away', { relays: true, withinMs: 300 })
    await one.send('a')
    one.goAway()
    const envelope = envelopeFor(one.ids)
    expect(await one.send('b', envelope)).toEqual({ kind: 'failed', reason: 'unavailable' })
    expect(await one.send('b', envelope)).toEqual({ kind: 'failed', reason: 'unavailable' })
    expect(await one.log.head()).toBe(2)
    one.comeBack()
    await expect
      .poll(() => one.send('b', envelope))
      .toMatchObject({ kind: 'accepted', fresh: false, position: 2 })
    expect(await one.log.head()).toBe(2)
    expect(commandIdsOn(one.taken)).toContain(envelope.commandId)
  })

  it('is answered by a process whose relay works in another one', async () => {
    const [asked, relaying] = [
      await startProcess('apart', { relays: false }),
      await startProcess('apart', { relays: true }),
    ]
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => asked.send(String(index % 7))),
    )
    expect(outcomes.map(({ kind }) => kind)).toEqual(outcomes.map(() => 'accepted'))
    expect(commandIdsOn(relaying.taken).length).toBe(50)
  })

  it('is brought there by the next relay, where a process died between commit and relay', async () => {
    const dying = await startProcess('dying', { relays: false, withinMs: 100 })
    const envelope = envelopeFor(dying.ids)
    expect(await dying.send('a', envelope)).toEqual({ kind: 'failed', reason: 'unavailable' })
    const next = await startProcess('dying', { relays: true })
    expect(await next.send('a', envelope)).toMatchObject({ kind: 'accepted', fresh: false })
    expect(commandIdsOn(next.taken)).toContain(envelope.commandId)
    expect(await next.log.head()).toBe(1)
  })
})
