/** One kind of test, by what it costs to run. */
export interface TestProject {
  readonly name: string
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly testTimeoutMs: number
  readonly hookTimeoutMs: number
  /** How many files run at once; a heavy file has the machine to itself. */
  readonly filesAtOnceMax: number
}

// A suffix says what a test needs wherever it lies; its folder says it where there is no suffix.
const postgres = '**/*.postgres.test.{ts,tsx}'
const process = '**/*.process.test.{ts,tsx}'
const browser = '**/*.browser.test.{ts,tsx}'
const kafka = '**/*.kafka.test.ts'
const suffixes = [postgres, process, browser, kafka]

/**
 * The kinds, cheapest first: they run in this order, so that a plain mistake shows within seconds.
 * Every test file belongs to exactly one (architecture/test-projects.test.ts).
 */
export const testProjects: readonly TestProject[] = [
  {
    name: 'unit',
    include: [
      'kernel',
      'contexts',
      'gateway',
      'operations',
      'testing',
      'architecture',
      'clients',
      'console',
    ].map((folder) => `${folder}/**/*.test.{ts,tsx}`),
    exclude: suffixes,
    testTimeoutMs: 10_000,
    hookTimeoutMs: 10_000,
    filesAtOnceMax: 2,
  },
  {
    name: 'adapters',
    include: ['adapters/**/*.test.ts'],
    exclude: ['adapters/postgres/**', ...suffixes],
    testTimeoutMs: 30_000,
    hookTimeoutMs: 60_000,
    filesAtOnceMax: 2,
  },
  {
    name: 'postgres',
    include: ['adapters/postgres/**/*.test.ts', postgres],
    exclude: [process, browser, kafka],
    testTimeoutMs: 120_000,
    hookTimeoutMs: 120_000,
    filesAtOnceMax: 2,
  },
  {
    name: 'kafka',
    include: [kafka],
    exclude: [],
    testTimeoutMs: 300_000,
    hookTimeoutMs: 180_000,
    // Each file has brokers of its own.
    filesAtOnceMax: 1,
  },
  {
    name: 'process',
    include: [
      process,
      'processes/**/*.test.ts',
      'examples/**/*.test.ts',
      'benchmarks/**/*.test.ts',
      'deploy/**/*.test.ts',
      'docs/**/*.test.ts',
      '*.test.ts',
    ],
    exclude: [postgres, browser, kafka],
    testTimeoutMs: 120_000,
    hookTimeoutMs: 120_000,
    filesAtOnceMax: 2,
  },
  {
    name: 'journeys',
    include: ['journeys/**/*.test.ts'],
    exclude: suffixes,
    testTimeoutMs: 300_000,
    hookTimeoutMs: 300_000,
    // They wait more than they work: for clocks, timers, starts.
    filesAtOnceMax: 2,
  },
  {
    name: 'browser',
    include: [browser],
    exclude: [],
    testTimeoutMs: 180_000,
    hookTimeoutMs: 240_000,
    filesAtOnceMax: 1,
  },
]
