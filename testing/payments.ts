import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { memoryEventStore } from '../adapters/memory/event-store.ts'
import { memoryVault } from '../adapters/memory/vault.ts'
import { MemoryView } from '../adapters/memory/views.ts'
import { nodeIds } from '../adapters/node/ids.ts'
import { memoryIncomingParts } from '../adapters/memory/incoming-parts.ts'
import { createUtf8Decoder } from '../adapters/xml/decode.ts'
import { paymentsContext, type PaymentsOptions } from '../contexts/payments/context.ts'
import type { ConnectedRail } from '../contexts/payments/routing/rails.ts'
import type { IncomingParts, PaymentRail, RailCallback } from '../contexts/payments/ports.ts'
import type { Context, ContextTools } from '../kernel/context.ts'
import { Entities } from '../kernel/entities.ts'
import { catalogueOf } from '../kernel/event-schema.ts'
import type { EventStore, LogReader } from '../kernel/event-store.ts'
import { commandHandler } from '../kernel/handle-command.ts'
import { withIdempotency } from '../kernel/idempotency.ts'
import type { RecordedEvent } from '../kernel/message.ts'
import type { OutsideCall } from '../kernel/outside-call.ts'
import type { Intent } from '../kernel/policy.ts'
import { withRetry } from '../kernel/retry.ts'
import type { Role } from '../kernel/role.ts'
import { neverStopped, testTime } from './facts.ts'
import { startGateway } from './gateway.ts'

type Viewing = Parameters<ContextTools['audit']['unmasked']>[0]

export interface RunningPayments {
  readonly url: string
  readonly tools: ContextTools
  /** Its log, to write to. */
  readonly store: EventStore
  readonly parts: IncomingParts
  readonly clock: { time: number; now(): number }
  /** Every viewing of personal data that was written down. */
  readonly viewings: readonly Viewing[]
  /** Everything that the log holds, as text. */
  written(): Promise<string>
  send(
    role: Role,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
    method?: string,
  ): Promise<Response>
  sendFile(xml: string | Uint8Array, headers?: Record<string, string>): Promise<Response>
  /** As the rail would call; unsigned where told so. */
  callBack(callback: RailCallback, signature?: string, rail?: string): Promise<Response>
  /** Makes the calls that the facts so far ask for, until there are no more. */
  makeCalls(): Promise<void>
}

/** As its facts have set them: none fires. */
const countWaiting = async (
  { schedules = [] }: Context,
  name: string,
  waitsFor: string,
  log: LogReader,
): Promise<number> => {
  const schedule = schedules.find((one) => one.name === name)
  const waits = new Map<string, string | undefined>()
  for (const event of await log.read(0, 100_000))
    for (const change of schedule?.events.includes(event.type) ? schedule.change(event) : [])
      if ('set' in change) waits.set(change.set, change.waitsFor)
      else if ('cancel' in change) waits.delete(change.cancel)
  return [...waits.values()].filter((what) => what === waitsFor).length
}

const goodSignature = 'signed-by-the-rail'

/** The context `payments` in memory behind a real gateway; the calls to its rail are made when a test says so. */
export const startPayments = async (
  rail: PaymentRail,
  more: Partial<Omit<PaymentsOptions, 'rails'>> & {
    /** In place of the one. */
    readonly rails?: readonly Omit<ConnectedRail, 'verifyCallback'>[]
  } = {},
): Promise<RunningPayments> => {
  const ids = nodeIds()
  const vault = memoryVault({ masterKey: Buffer.alloc(32, 2) })
  const parts = memoryIncomingParts()
  const verifyCallback: ConnectedRail['verifyCallback'] = (body, header) =>
    header('x-signature') === goodSignature
      ? { ok: true, callback: JSON.parse(new TextDecoder().decode(body)) as RailCallback }
      : { ok: false, reason: 'signature-wrong' }
  const context = paymentsContext({
    ...more,
    rails: (more.rails ?? [{ name: 'simulated', port: rail }]).map((one) => ({
      ...one,
      verifyCallback,
    })),
    files: { parts, createDecoder: createUtf8Decoder },
  })
  const events = catalogueOf(context.events)
  const log = memoryEventStore({ log: context.name, catalogue: events })
  const clock = { time: testTime, now: () => clock.time }
  const handling = commandHandler({ log, entities: new Entities(log), events, ids })
  const handle = withIdempotency(withRetry(handling))
  const views = new Map(context.views.map((view) => [view.name, new MemoryView(view, log)]))
  // One after the other: two steps of a view at the same time would fold an event twice.
  let caughtUp: Promise<void> = Promise.resolve()
  const catchUp = () =>
    (caughtUp = caughtUp.then(async () => {
      for (const view of views.values()) while ((await view.step()) !== 'idle');
    }))
  onTestFinished(log.onAppended(() => void catchUp()))
  const viewings: Viewing[] = []
  const tools: ContextTools = {
    handle,
    log,
    vault,
    ids,
    clock,
    view: ((view: { name: string }) => views.get(view.name)?.reader) as ContextTools['view'],
    timersWaiting: async (schedule, waitsFor, countMax) =>
      Math.min(countMax, await countWaiting(context, schedule, waitsFor, log)),
    audit: {
      unmasked: async (viewing) => void viewings.push(viewing),
      acted: () => Promise.resolve(),
    },
  }
  const { url, ask } = await startGateway(context.routes?.(tools) ?? [], {
    ids,
    clock,
    fingerprint: (value) => vault.fingerprint(value),
  })

  const send = (intent: Intent, cause: RecordedEvent, step: string) =>
    handle(intent.definition, intent.command, {
      commandId: ids.derive(cause.id, intent.command.type, step),
      fingerprint: 'test',
      onOtherContent: 'repeat',
      actor: 'policy:test',
      correlationId: cause.correlationId,
      causationId: cause.id,
      traceparent: cause.traceparent,
      now: clock.now(),
    })
  const call = async (outside: OutsideCall, event: RecordedEvent): Promise<void> => {
    const announced = outside.intent && (await send(await outside.intent(event), event, 'intent'))
    if (announced && announced.kind !== 'accepted') return
    await send(outside.answer(event, await outside.call(event, neverStopped)), event, 'answer')
  }
  let called = 0
  const makeCalls = async () => {
    for (;;) {
      const page = await log.read(called, 1_000)
      if (page.length === 0) return catchUp()
      for (const event of page)
        for (const outside of context.outsideCalls?.(tools) ?? [])
          if (outside.events.includes(event.type) && (outside.concerns?.(event) ?? true))
            await call(outside, event)
      called = page.at(-1)?.position ?? called
    }
  }

  return {
    url,
    tools,
    store: log,
    parts,
    clock,
    viewings,
    written: async () => JSON.stringify(await log.read(0, 100_000)),
    send: (role, path, body, headers = {}, method = body === undefined ? 'GET' : 'POST') =>
      ask(role, path, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        headers,
      }),
    sendFile: (xml, headers = {}) =>
      ask('operator', '/v1/payment-files', {
        method: 'POST',
        body: typeof xml === 'string' ? xml : new Uint8Array(xml),
        headers: {
          'content-type': 'application/xml',
          'idempotency-key': randomUUID(),
          ...headers,
        },
      }),
    callBack: (callback, signature = goodSignature, railName = 'simulated') =>
      fetch(`${url}/v1/rails/${railName}/callbacks`, {
        method: 'POST',
        body: JSON.stringify(callback),
        headers: { 'content-type': 'application/json', 'x-signature': signature },
      }),
    makeCalls,
  }
}
