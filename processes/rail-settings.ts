import { readFileSync } from 'node:fs'
import { readScript } from '../adapters/rails/simulated/faults.ts'
import { readRails, type RailsSetting } from '../contexts/payments/routing/read-rails.ts'
import { readRetryRules } from '../contexts/payments/rail-errors/retry-rules.ts'
import {
  integer,
  isAddress,
  optionalAddress,
  optionalJson,
  optionalText,
  parsedJson,
  type Setting,
} from './setting.ts'

/** Rails hold secrets, so that what is wrong is told by its field, and nothing is shown. */
const railsSetting = (
  shape: Omit<Setting<RailsSetting | undefined>, 'default' | 'parse'>,
): Setting<RailsSetting | undefined> => {
  const setting = parsedJson(shape, readAllOfRails)
  return {
    ...setting,
    parse: (given) => setting.parse(given.trimStart().startsWith('{') ? given : fileAt(given)),
  }
}

const readAllOfRails = (given: unknown): RailsSetting | string => {
  const read = readRails(given)
  if (typeof read === 'string') return read
  for (const [place, { url, faults }] of read.rails.entries()) {
    if (url !== undefined && !isAddress(url)) return `rails/${place}/url is no address`
    const script = faults && readScript(faults)
    if (typeof script === 'string') return `rails/${place}/faults ${script}`
  }
  return read
}

const fileAt = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new Error('is neither JSON nor the path of a file that can be read')
  }
}

/** What means nothing beside `MILLRACE_RAILS`, where each rail says it for itself. */
export const railProblems = (
  { rails }: { readonly rails: RailsSetting | undefined },
  isGiven: (name: string) => boolean,
): readonly string[] =>
  rails === undefined
    ? []
    : ['MILLRACE_RAIL_URL', 'MILLRACE_RAIL_FAULTS']
        .filter(isGiven)
        .map((name) => `${name} means nothing beside MILLRACE_RAILS, where each rail has its own`)

/** The rails, and how long is waited for them. */
export const railSettings = {
  railUrl: optionalAddress({
    name: 'MILLRACE_RAIL_URL',
    description:
      "Address of a payment rail that speaks the simulated rail's protocol; without it one is started",
  }),
  railSecret: optionalText(
    {
      name: 'MILLRACE_RAIL_SECRET',
      description: 'Shared with the rail, for signatures; made on first start without it',
      secret: true,
      defaultShown: '(kept in MILLRACE_DATA/secrets)',
    },
    /^[0-9a-f]{64}$/i,
    '64 hexadecimal digits',
  ),
  rails: railsSetting({
    name: 'MILLRACE_RAILS',
    description:
      'Several rails and the rules between them, as JSON or as the path of a file that holds it (docs/rails.md); ' +
      'without it there is one, `simulated`',
    secret: true,
  }),
  railSettleMs: integer(
    {
      name: 'MILLRACE_RAIL_SETTLE_MS',
      description: 'How long the simulated rail takes to settle, at least; at most twice as long',
      default: 2_500,
    },
    0,
    3_600_000,
  ),
  railFaults: optionalJson(
    {
      name: 'MILLRACE_RAIL_FAULTS',
      description:
        'Fault script of the simulated rail, as JSON (processes/simulated-rail/README.md)',
    },
    (value) => {
      const script = readScript(value)
      return typeof script === 'string' ? script : undefined
    },
  ),
  retry: parsedJson(
    {
      name: 'MILLRACE_RETRY',
      description:
        'How an automatic payment that does not say itself is tried again when a rail rejects it for a reason that may ' +
        'pass, as JSON: {"triesMax":2,"withinHours":72}; not at all without it',
    },
    readRetryRules,
  ),
  railTimeoutMs: integer(
    {
      name: 'MILLRACE_RAIL_TIMEOUT_MS',
      description: 'How long an answer of the rail is waited for',
      default: 5_000,
    },
    50,
    120_000,
  ),
} as const satisfies Record<string, Setting<never> | Setting<unknown>>
