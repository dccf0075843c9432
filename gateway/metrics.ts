import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

/** What the gateway counts. */
export interface GatewayMetrics {
  readonly registry: Registry
  /** `status` is that of the answer; 499 where the client went away first. */
  answered(route: string, status: number, seconds: number): void
  cutOff(): void
}

interface Gauges {
  readonly requestsInFlight: () => number
  readonly liveConnections: () => number
  readonly connections: () => number
}

const statusClasses = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const

const statusClass = (status: number): string => statusClasses[Math.floor(status / 100) - 1] ?? '5xx'

/** Registers the gateway's metrics, and those of the process unless somebody has done so before. */
export const gatewayMetrics = (
  { requestsInFlight, liveConnections, connections }: Gauges,
  registry: Registry = new Registry(),
): GatewayMetrics => {
  const registers = [registry]
  if (!registry.getSingleMetric('process_resident_memory_bytes'))
    collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'millrace_http_requests_total',
    help: 'Requests answered, by route and class of status',
    labelNames: ['route', 'status'],
    registers,
  })
  const durations = new Histogram({
    name: 'millrace_http_request_duration_seconds',
    help: 'Time from the headers of a request to the end of its answer',
    labelNames: ['route'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  })
  const slow = new Counter({
    name: 'millrace_live_readers_cut_off_total',
    help: 'Live connections that were ended because their reader was too slow',
    registers,
  })
  gauge('millrace_http_requests_in_flight', 'Requests being handled', requestsInFlight, registers)
  gauge('millrace_http_connections', 'Open connections, idle ones too', connections, registers)
  gauge('millrace_live_connections', 'Open live connections', liveConnections, registers)
  return {
    registry,
    answered(route, status, seconds) {
      requests.inc({ route, status: statusClass(status) })
      durations.observe({ route }, seconds)
    },
    cutOff: () => slow.inc(),
  }
}

const gauge = (name: string, help: string, read: () => number, registers: Registry[]): void => {
  new Gauge({
    name,
    help,
    registers,
    collect() {
      this.set(read())
    },
  })
}
