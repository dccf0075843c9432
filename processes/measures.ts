import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { OpenedCaller } from '../adapters/webhooks/caller.ts'
import type { WebhookAnswer } from '../contexts/webhooks/ports.ts'
import type { CommandSpan, Tracer } from '../kernel/trace.ts'
import type { SimulatedRail } from '../adapters/rails/simulated/rail.ts'
import type { ContextRuntime } from './context-runtime.ts'
import type { NamedLine } from '../adapters/postgres/traffic/lines.ts'
import type { OutsideLines } from './outside-lines.ts'
import type { RelayPlace } from './relay-places.ts'
import type { Consumer } from './running/consumer.ts'
import type { TakenOverLogs } from './running/taken-over-logs.ts'

/** What a process counts besides the gateway's own figures; /metrics shows both. */
export interface Measures {
  readonly registry: Registry
  readonly tracer: Tracer
  readonly onConflict: (command: string) => void
  /** Logs, views and background work, read when somebody asks. */
  watch(contexts: readonly ContextRuntime[], consumers: () => readonly Consumer[]): void
  watchRelays(relays: () => Promise<readonly RelayPlace[]>): void
  watchTakenOver(logs: readonly string[], takenOver: Pick<TakenOverLogs, 'reasonOf'>): void
  /** Lines to other systems; those of webhooks, which are as many as endpoints, are counted by state alone. */
  watchLines(lines: Pick<OutsideLines, 'all'>): void
  watchRails(rails: Readonly<Record<string, Pick<SimulatedRail, 'state'>>>): void
  readonly onWebhook: (answer: WebhookAnswer) => void
  watchWebhooks(caller: Pick<OpenedCaller, 'circuits'>): void
}

export const openMeasures = (): Measures => {
  const registry = new Registry()
  const registers = [registry]
  const durations = new Histogram({
    name: 'millrace_command_duration_seconds',
    help: 'From the decision to the durable outcome, retries included',
    labelNames: ['command', 'outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  })
  const conflicts = new Counter({
    name: 'millrace_command_conflicts_total',
    help: 'Commands that lost a race and were decided again',
    labelNames: ['command'],
    registers,
  })
  return {
    registry,
    tracer: {
      begin: (command) => {
        const began = performance.now()
        return (outcome: CommandSpan['outcome']) =>
          durations.observe({ command, outcome: outcome.kind }, (performance.now() - began) / 1_000)
      },
    },
    onConflict: (command) => conflicts.inc({ command }),
    watch: (contexts, consumers) => {
      watchLogs(registry, contexts)
      watchConsumers(registry, consumers)
    },
    watchRelays: (relays) => watchRelays(registry, relays),
    watchTakenOver: (logs, takenOver) => watchTakenOver(registry, logs, takenOver),
    watchLines: (lines) => watchLines(registry, lines),
    watchRails: (rails) => watchBreakers(registry, rails),
    onWebhook: countWebhooks(registry),
    watchWebhooks: (caller) => watchCircuits(registry, caller),
  }
}

const watchLogs = (registry: Registry, contexts: readonly ContextRuntime[]): void => {
  new Gauge({
    name: 'millrace_log_queue_length',
    help: 'Commands that wait for their batch',
    labelNames: ['log'],
    registers: [registry],
    collect() {
      for (const { store } of contexts) this.set({ log: store.name }, store.queueLength())
    },
  })
  new Gauge({
    name: 'millrace_log_position',
    help: 'Events in the log',
    labelNames: ['log'],
    registers: [registry],
    async collect() {
      for (const { store } of contexts) this.set({ log: store.name }, await store.head())
    },
  })
  new Gauge({
    name: 'millrace_view_lag',
    help: 'Events that the view has not folded yet',
    labelNames: ['context', 'view'],
    registers: [registry],
    async collect() {
      for (const { context, views, store } of contexts) {
        const head = await store.head()
        for (const { name, reader } of views)
          this.set(
            { context: context.name, view: name },
            Math.max(0, head - (await reader.position())),
          )
      }
    },
  })
}

const watchConsumers = (registry: Registry, consumers: () => readonly Consumer[]): void => {
  new Gauge({
    name: 'millrace_consumer_running',
    help: '1 while background work goes on, 0 while it is retried, stands by or has stopped',
    labelNames: ['consumer'],
    registers: [registry],
    collect() {
      for (const consumer of consumers()) {
        const { name, state } = consumer.status()
        this.set({ consumer: name }, state === 'running' ? 1 : 0)
      }
    },
  })
}

const watchRelays = (registry: Registry, relays: () => Promise<readonly RelayPlace[]>): void => {
  new Gauge({
    name: 'millrace_relay_lag',
    help: 'Events that were not published to the message bus yet',
    labelNames: ['context'],
    registers: [registry],
    async collect() {
      for (const { context, position, head } of await relays())
        this.set({ context }, Math.max(0, head - position))
    },
  })
}

const watchTakenOver = (
  registry: Registry,
  logs: readonly string[],
  takenOver: Pick<TakenOverLogs, 'reasonOf'>,
): void => {
  new Gauge({
    name: 'millrace_log_taken_over',
    help: '1 once a restore has taken over the log: the process decides nothing more for it',
    labelNames: ['log'],
    registers: [registry],
    collect() {
      for (const log of logs) this.set({ log }, takenOver.reasonOf(log) === undefined ? 0 : 1)
    },
  })
}

const watchBreakers = (
  registry: Registry,
  rails: Readonly<Record<string, Pick<SimulatedRail, 'state'>>>,
): void => {
  new Gauge({
    name: 'millrace_rail_breaker',
    help: '1 for the state that the circuit breaker of the rail is in; while it is open nothing is sent',
    labelNames: ['rail', 'state'],
    registers: [registry],
    collect() {
      for (const [name, rail] of Object.entries(rails))
        for (const state of ['closed', 'open', 'half-open'] as const)
          this.set({ rail: name, state }, rail.state() === state ? 1 : 0)
    },
  })
}

const lineStates = ['closed', 'open', 'half-open'] as const

const watchLines = (registry: Registry, lines: Pick<OutsideLines, 'all'>): void => {
  const shown = () => lines.all().filter(({ kind }) => kind !== 'webhook')
  new Gauge({
    name: 'millrace_outside_breaker',
    help: '1 for the state that the circuit breaker of a line to another system is in',
    labelNames: ['kind', 'name', 'state'],
    registers: [registry],
    collect() {
      for (const { kind, name, status } of shown())
        for (const state of lineStates)
          this.set({ kind, name, state }, status.state === state ? 1 : 0)
    },
  })
  const gauge = (name: string, help: string, of: (status: NamedLine['status']) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['kind', 'name'],
      registers: [registry],
      collect() {
        for (const { kind, name: line, status } of shown())
          this.set({ kind, name: line }, of(status))
      },
    })
  gauge('millrace_outside_calls_under_way', 'Calls of another system', (line) => line.underWay)
  gauge('millrace_outside_calls_queued', 'Calls that wait for a place', (line) => line.queued)
  gauge(
    'millrace_outside_calls_rejected',
    'Calls that found no place in the bulkhead, since the process began',
    (line) => line.rejected,
  )
  gauge(
    'millrace_outside_calls_failed',
    'Calls that failed, since the process began',
    (line) => line.failures,
  )
}

const countWebhooks = (registry: Registry): ((answer: WebhookAnswer) => void) => {
  const durations = new Histogram({
    name: 'millrace_webhook_duration_seconds',
    help: 'Calls of webhooks, from the look-up of the name to the end of the answer',
    labelNames: ['outcome'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5, 5, 10],
    registers: [registry],
  })
  const notMade = new Counter({
    name: 'millrace_webhook_calls_not_made_total',
    help: 'Calls of webhooks that were not made: the circuit was open, the line full',
    labelNames: ['reason'],
    registers: [registry],
  })
  return (answer) => {
    if (
      answer.kind === 'not-sent' ||
      (answer.kind === 'failed' && answer.reason === 'circuit-open')
    )
      return notMade.inc({ reason: answer.reason })
    const outcome =
      answer.kind === 'failed' ? answer.reason : `${Math.floor(answer.status / 100)}xx`
    durations.observe({ outcome }, answer.durationMs / 1_000)
  }
}

const watchCircuits = (registry: Registry, caller: Pick<OpenedCaller, 'circuits'>): void => {
  new Gauge({
    name: 'millrace_webhook_circuits',
    help: 'Endpoints of webhooks by the state of their circuit; while it is open they are left alone',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const circuits = caller.circuits()
      for (const name of ['closed', 'open', 'half-open'] as const)
        this.set({ state: name }, circuits.filter(({ state }) => state === name).length)
    },
  })
}
