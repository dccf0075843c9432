/**
 * The dependency rules of the house, as data. What a sentence says is checked over the real import
 * graph (dependencies.ts, purity.ts); the smallest file that breaks it lies in broken/<slug>/.
 */

import { adapterFoundations } from './places.ts'
import { gatewayLibraries, isDriverAtHome, pureLibraries } from './libraries.ts'

/** Judges imports of files of this project. The first pattern of `from` that matches binds names. */
export interface FileRule {
  readonly slug: string
  readonly sentence: string
  readonly from: readonly string[]
  readonly except?: readonly string[]
  /** Only imports that reach here are judged; left out, all are. */
  readonly to?: readonly string[]
  readonly allow: readonly string[]
  /** What tests beside the judged files may import as well. */
  readonly testsMayAlso?: readonly string[]
  /** Even what is allowed must be `import type`. */
  readonly typesOnly?: true
}

// Tests use the real thing or the in-memory adapter that passed the same conformance suite.
const forTests = ['testing/**', 'adapters/memory/**', 'adapters/node/**', 'adapters/postgres/**']

export const fileRules: readonly FileRule[] = [
  {
    slug: 'kernel-imports-only-kernel',
    sentence: 'The kernel imports nothing of the project but itself',
    from: ['kernel/**'],
    allow: ['kernel/**'],
    testsMayAlso: forTests,
  },
  {
    slug: 'contexts-meet-at-contracts',
    sentence: 'A context imports the kernel, its own folder and the contract.ts of other contexts',
    from: ['contexts/:context/**'],
    except: ['contexts/*/contract.ts', 'contexts/*/**/contract.ts'],
    allow: [
      'kernel/**',
      'contexts/:context/**',
      'contexts/*/contract.ts',
      'contexts/*/*/contract.ts',
    ],
    testsMayAlso: forTests,
  },
  {
    slug: 'contract-imports-only-kernel',
    sentence:
      "A contract imports the kernel and its context's contract only, so that publishing it publishes nothing else",
    from: ['contexts/:context/contract.ts', 'contexts/:context/*/contract.ts'],
    allow: ['kernel/**', 'contexts/:context/contract.ts'],
  },
  {
    slug: 'adapters-see-only-ports',
    sentence: 'An adapter sees the kernel and the ports of contexts, nothing else of the product',
    from: ['adapters/**'],
    allow: ['kernel/**', 'contexts/*/ports.ts', 'adapters/**'],
    testsMayAlso: forTests,
  },
  {
    slug: 'adapters-never-import-each-other',
    sentence: 'Adapters never import each other; each provider and each rail is one adapter',
    from: ['adapters/providers/:provider/**', 'adapters/rails/:rail/**', 'adapters/:adapter/**'],
    to: ['adapters/**'],
    allow: [
      'adapters/providers/:provider/**',
      'adapters/rails/:rail/**',
      'adapters/:adapter/**',
      ...Object.keys(adapterFoundations),
    ],
    testsMayAlso: forTests,
  },
  {
    slug: 'gateway-sees-only-kernel',
    sentence:
      'The gateway imports the kernel; it mounts what it is handed and never sees a context',
    from: ['gateway/**'],
    allow: ['kernel/**', 'gateway/**'],
    testsMayAlso: forTests,
  },
  {
    slug: 'console-sees-only-contracts',
    sentence: 'The console imports its own folder and the contracts of contexts',
    from: ['console/**'],
    allow: ['console/**', 'contexts/*/contract.ts', 'contexts/*/**/contract.ts'],
    testsMayAlso: ['testing/**'],
  },
  {
    slug: 'console-takes-only-types',
    sentence: 'The console takes types from contracts (import type), never code of the server',
    from: ['console/**'],
    to: ['contexts/**'],
    allow: ['contexts/**'],
    typesOnly: true,
  },
  {
    slug: 'operations-see-only-contracts',
    sentence: 'What watches the platform imports the kernel and the contracts of contexts',
    from: ['operations/**'],
    allow: ['kernel/**', 'operations/**', 'contexts/*/contract.ts'],
    testsMayAlso: forTests,
  },
  {
    slug: 'clients-stand-alone',
    sentence: 'A client imports nothing but itself, so that it can be copied into any program',
    from: ['clients/**'],
    allow: ['clients/**'],
  },
  {
    slug: 'testing-imports-only-what-it-tests',
    sentence: 'What tests are built from knows the parts, not the processes, stories or rules',
    from: ['testing/**'],
    to: ['architecture/**', 'console/**', 'journeys/**', 'examples/**', 'benchmarks/**'],
    allow: [],
  },
  {
    slug: 'architecture-stands-alone',
    sentence: 'The rules import nothing that they judge',
    from: ['architecture/**'],
    allow: ['architecture/**', 'testing/**'],
  },
  {
    slug: 'nobody-imports-processes',
    sentence:
      'Nobody imports processes; only the command at the root, examples and benchmarks start one',
    from: ['**'],
    except: ['processes/**', 'millrace.mjs', 'examples/**', 'benchmarks/**'],
    to: ['processes/**'],
    allow: [],
  },
  {
    slug: 'nobody-imports-a-test',
    sentence: 'Nobody imports a test: what two tests share lies in testing/',
    from: ['**'],
    to: ['**.test.ts', '**.test.tsx'],
    allow: [],
  },
]

/** Judges imports of packages and of Node's own modules. */
export interface PackageRule {
  readonly slug: string
  readonly sentence: string
  readonly from: readonly string[]
  readonly except?: readonly string[]
  /** Which imports are judged. */
  readonly judges: 'builtin' | 'package'
  /** Whether a package may be imported by the file of this path; Node's own are never asked for. */
  readonly allows: (packageName: string, importer: string) => boolean
}

const pureRing = ['kernel/**', 'contexts/**']
const tests = ['**.test.ts', '**.test.tsx']
const product = ['kernel/**', 'contexts/**', 'adapters/**', 'gateway/**', 'operations/**']

export const packageRules: readonly PackageRule[] = [
  {
    slug: 'pure-ring-imports-only-listed-libraries',
    sentence: 'Kernel and contexts import no package but the pure libraries on the list',
    from: pureRing,
    except: tests,
    judges: 'package',
    allows: (name) => name in pureLibraries,
  },
  {
    slug: 'pure-ring-has-no-node',
    sentence: 'Kernel and contexts import nothing of Node',
    from: pureRing,
    except: tests,
    judges: 'builtin',
    allows: () => false,
  },
  {
    slug: 'gateway-imports-only-http-libraries',
    sentence: 'The gateway imports HTTP libraries only',
    from: ['gateway/**'],
    except: tests,
    judges: 'package',
    allows: (name) => name in gatewayLibraries,
  },
  {
    slug: 'drivers-stay-in-their-adapter',
    sentence:
      'A driver is imported by the adapter that is named for it, and by no other product code',
    from: [...product, 'console/**'],
    except: tests,
    judges: 'package',
    allows: isDriverAtHome,
  },
]

/** Bans on what a pure module may name; the uses are found in the syntax tree by purity.ts. */
export interface PurityRule {
  readonly slug: string
  readonly sentence: string
  /** A use, and what to do instead. */
  readonly bans: Readonly<Record<string, string>>
}

export const purityRules: readonly PurityRule[] = [
  {
    slug: 'pure-ring-has-no-clock',
    sentence: 'Time enters the pure ring through the command or a port',
    bans: {
      'Date.now': 'take the time from the command',
      'new Date()': 'take the time from the command',
      Date: 'use new Date(value), Date.UTC or Date.parse where they are needed',
      'Temporal.Now': 'take the time from the command',
      performance: 'measure in an adapter',
    },
  },
  {
    slug: 'pure-ring-has-no-chance',
    sentence: 'Ids and randomness enter the pure ring through the command or a port',
    bans: {
      'Math.random': 'take the id or the number from the command',
      Math: 'name the function at the call: Math.max(a, b)',
      crypto: 'ask a port',
    },
  },
  {
    slug: 'pure-ring-has-no-timers',
    sentence: 'The pure ring does not wait: durable timers are set by policies',
    bans: Object.fromEntries(
      ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map((name) => [
        name,
        'schedule a durable timer, or wait in an adapter',
      ]),
    ),
  },
  {
    slug: 'pure-ring-has-no-outside',
    sentence: 'The pure ring reads and writes nothing outside its arguments',
    bans: {
      fetch: 'call from an adapter, behind a port',
      process: 'take the setting as an argument',
      console: 'return what happened; the caller logs it',
      globalThis: 'name the thing itself',
      global: 'name the thing itself',
      require: 'import the file that defines it',
      Buffer: 'use Uint8Array, TextEncoder or a port',
      'import.meta': 'take paths and settings as arguments',
      eval: 'write the function',
      Function: 'write the function',
      '/// <reference': 'the ring decides which types there are',
    },
  },
]

/** Rules that need code of their own (dependencies.ts). */
export const graphRules = {
  'no-import-cycles': 'No module reaches itself through its imports, types included',
  'every-module-has-a-place': 'Every module lies in a folder that the rules know',
  'imports-name-what-exists':
    'A relative import names an existing file with its suffix; a package stands in package.json',
  'imports-are-literal': 'What is imported is written out, so that it can be judged and followed',
  'product-imports-no-development-packages':
    'What runs in production stands under dependencies, not devDependencies',
} as const

export type GraphRuleSlug = keyof typeof graphRules

/** The modules that run in production: everything but tests, and nothing that only tests use. */
export const productModules: readonly string[] = [...product, 'processes/**']

/** The slug of every rule; each has its folder in broken/. */
export const ruleSlugs: readonly string[] = [
  ...fileRules.map((rule) => rule.slug),
  ...packageRules.map((rule) => rule.slug),
  ...purityRules.map((rule) => rule.slug),
  ...Object.keys(graphRules),
]
