import { budgetClasses, type Budget } from '../kernel/budget.ts'

/** Everything that the gateway bounds. Each can be set; what is left out has the value below. */
export interface GatewayLimits {
  /** Of a request without a limit of its own (`Route.bodyBytesMax`). */
  readonly bodyBytesMax: number
  /** Objects and lists inside each other in a JSON body. */
  readonly jsonDepthMax: number
  /** Of all header lines of one request, the request line included. */
  readonly headerBytesMax: number
  readonly pathParameterLengthMax: number
  /** From a connection's first byte to the end of the headers. */
  readonly headersTimeoutMs: number
  /** From a request's first byte to the end of its body. */
  readonly requestTimeoutMs: number
  /** Bytes of a body that have to come in a second, on average, once `bodyGraceMs` are over. */
  readonly bodyBytesPerSecondMin: number
  readonly bodyGraceMs: number
  readonly keepAliveTimeoutMs: number
  readonly connectionsMax: number
  /** How long an answer waits that is beyond a budget, its connection with it. */
  readonly refusalDelayMs: number
  /** How long `?after=` waits for a view. */
  readonly waitForPositionMs: number
  /** How long /ready is asked before it counts as not ready. */
  readonly readinessTimeoutMs: number
  /** Between saying that it is not ready and refusing connections; for load balancers. */
  readonly drainNoticeMs: number
  /** How long requests in flight may take to end once the gateway closes. */
  readonly drainTimeoutMs: number
  readonly live: LiveLimits
  readonly budgets: BudgetLimits
}

/** Those that routes declare, and those of callers whom nobody knows. */
export const budgetNames = [...budgetClasses, 'account', 'anonymous', 'signed'] as const
export type BudgetName = (typeof budgetNames)[number]

/** How many requests each caller has. */
export type BudgetLimits = Readonly<Record<BudgetName, Budget>>

export interface LiveLimits {
  readonly connectionsPerCallerMax: number
  /** A reader for whom more than this is still waiting when something new comes is cut off; it can resume. */
  readonly bufferBytesMax: number
  /** How long a reader that catches up may take for one page. */
  readonly drainTimeoutMs: number
  readonly rowsPerReadMax: number
  /** Least time between two readings of a view. */
  readonly coalesceMs: number
  /** The safety net under the view's signal. */
  readonly pollMs: number
  readonly heartbeatMs: number
  /** How often it is looked up whether the session or key still holds. */
  readonly callerCheckMs: number
}

export interface LimitSettings extends Partial<Omit<GatewayLimits, 'live' | 'budgets'>> {
  readonly live?: Partial<LiveLimits>
  readonly budgets?: Partial<BudgetLimits>
}

/** A bank's integrator at 500 requests a second, and a few hundred people behind one address, notice none of them. */
export const defaultBudgets: BudgetLimits = {
  read: { requests: 1_000, windowMs: 1_000 },
  write: { requests: 1_000, windowMs: 1_000 },
  expensive: { requests: 100, windowMs: 10_000 },
  'sign-in': { requests: 300, windowMs: 60_000 },
  account: { requests: 30, windowMs: 60_000 },
  anonymous: { requests: 200, windowMs: 1_000 },
  signed: { requests: 5_000, windowMs: 1_000 },
}

const defaults: GatewayLimits = {
  bodyBytesMax: 1_048_576,
  jsonDepthMax: 32,
  headerBytesMax: 16_384,
  pathParameterLengthMax: 200,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  bodyBytesPerSecondMin: 1_000,
  bodyGraceMs: 5_000,
  keepAliveTimeoutMs: 10_000,
  connectionsMax: 15_000,
  refusalDelayMs: 100,
  waitForPositionMs: 2_000,
  readinessTimeoutMs: 2_000,
  drainNoticeMs: 0,
  drainTimeoutMs: 10_000,
  live: {
    connectionsPerCallerMax: 20,
    bufferBytesMax: 1_048_576,
    drainTimeoutMs: 30_000,
    rowsPerReadMax: 200,
    coalesceMs: 50,
    pollMs: 1_000,
    heartbeatMs: 15_000,
    callerCheckMs: 30_000,
  },
  budgets: defaultBudgets,
}

export const limitsFrom = (settings: LimitSettings = {}): GatewayLimits => ({
  ...defaults,
  ...settings,
  live: { ...defaults.live, ...settings.live },
  budgets: { ...defaults.budgets, ...settings.budgets },
})
