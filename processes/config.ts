import { resolve } from 'node:path'
import { defaultBudgets } from '../gateway/limits.ts'
import { apartSettings } from './apart/apart-settings.ts'
import { identityProblems, identitySettings } from './identity-settings.ts'
import { kafkaProblems, kafkaSettings } from './kafka-settings.ts'
import { railProblems, railSettings } from './rail-settings.ts'
import { tlsProblems, tlsSettings } from './tls-settings.ts'
import { keySettings } from './key-settings.ts'
import { messageSettings } from './message-settings.ts'
import { patienceSettings } from './patience-settings.ts'
import { paymentSettings } from './payment-settings.ts'
import { sessionSettings } from './session-settings.ts'
import {
  addresses,
  BadConfiguration,
  budget,
  integer,
  oneOf,
  optionalText,
  text,
  type Setting,
} from './setting.ts'
import { webhookSettings } from './webhook-settings.ts'

/** Every setting of Millrace. They are environment variables and nothing else; `millrace config` lists them. */
export const settings = {
  port: integer(
    {
      name: 'PORT',
      description: 'TCP port of the console and the API; 0 takes a free one',
      default: 7400,
    },
    0,
    65_535,
  ),
  host: text(
    { name: 'HOST', description: 'Address to listen on', default: '127.0.0.1' },
    /^[0-9A-Za-z.:-]+$/,
    'an address',
  ),
  dataDirectory: text({
    name: 'MILLRACE_DATA',
    description: 'Directory of the embedded database, the secrets and the signed checkpoints',
    default: resolve('data'),
    defaultShown: './data',
  }),
  databaseUrl: optionalText(
    {
      name: 'DATABASE_URL',
      description: 'PostgreSQL to use instead of the embedded one; its user may create databases',
      secret: true,
    },
    /^postgres(ql)?:\/\/\S+$/,
    'a postgresql:// address',
  ),
  ...keySettings,
  adminUsername: text(
    {
      name: 'MILLRACE_ADMIN_USERNAME',
      description: 'Name of the first administrator',
      default: 'admin',
    },
    /^[a-z][a-z0-9._-]{1,39}$/,
    '2 to 40 lower-case letters, digits, dots, dashes or underscores',
  ),
  adminPassword: optionalText(
    {
      name: 'MILLRACE_ADMIN_PASSWORD',
      description: 'Password of the first administrator; without it one is made and printed once',
      secret: true,
    },
    /^.{12,200}$/,
    '12 to 200 characters',
  ),
  ...sessionSettings,
  ...messageSettings,
  logLevel: oneOf(
    {
      name: 'MILLRACE_LOG_LEVEL',
      description: 'Least important log lines that are written',
      default: 'warn',
    },
    ['silent', 'error', 'warn', 'info', 'debug'],
  ),
  trustedProxies: addresses({
    name: 'TRUSTED_PROXIES',
    description:
      'Addresses and networks (10.0.0.0/8) of the proxies in front, whose X-Forwarded headers are believed',
    default: [],
    defaultShown: '(none)',
  }),
  ...identitySettings,
  ...tlsSettings,
  queueLengthMax: integer(
    {
      name: 'MILLRACE_QUEUE_LENGTH_MAX',
      description: 'Commands of one log that may wait; beyond it callers get 503',
      default: 10_000,
    },
    1,
    1_000_000,
  ),
  budgetRead: budget({
    name: 'MILLRACE_BUDGET_READ',
    description: 'Requests that each caller has for reading; beyond it, 429',
    default: defaultBudgets.read,
  }),
  budgetWrite: budget({
    name: 'MILLRACE_BUDGET_WRITE',
    description: 'Requests that each caller has for changing something',
    default: defaultBudgets.write,
  }),
  budgetExpensive: budget({
    name: 'MILLRACE_BUDGET_EXPENSIVE',
    description: 'Requests that each caller has for each route that costs much',
    default: defaultBudgets.expensive,
  }),
  budgetSignIn: budget({
    name: 'MILLRACE_BUDGET_SIGN_IN',
    description: 'Attempts to sign in, of each address',
    default: defaultBudgets['sign-in'],
  }),
  budgetAccount: budget({
    name: 'MILLRACE_BUDGET_ACCOUNT',
    description: 'Attempts to sign in to one account, from wherever',
    default: defaultBudgets.account,
  }),
  budgetAnonymous: budget({
    name: 'MILLRACE_BUDGET_ANONYMOUS',
    description: 'Requests of each address without a credential that is known',
    default: defaultBudgets.anonymous,
  }),
  budgetSigned: budget({
    name: 'MILLRACE_BUDGET_SIGNED',
    description: 'Requests of each address to routes that check a signature: callbacks of rails',
    default: defaultBudgets.signed,
  }),
  drainTimeoutMs: integer(
    {
      name: 'MILLRACE_DRAIN_TIMEOUT_MS',
      description: 'How long a stop waits for requests that are under way',
      default: 10_000,
    },
    0,
    600_000,
  ),
  ...apartSettings,
  ...railSettings,
  ...paymentSettings,
  ...patienceSettings,
  ...webhookSettings,
  ...kafkaSettings,
} as const satisfies Record<string, Setting<never> | Setting<unknown>>

type Settings = typeof settings
export type Config = {
  readonly [Name in keyof Settings]: Settings[Name] extends Setting<infer Value> ? Value : never
}

/** Names that others give meaning to, and that look like ours. */
const foreign = new Set(['MILLRACE_CHROMIUM'])

/** Reads all settings. Throws `BadConfiguration` that names each bad one, and each name like ours that means nothing. */
export const readConfig = (environment: NodeJS.ProcessEnv): Config => {
  const problems: string[] = []
  const read = Object.entries(settings).map(([key, setting]) => {
    const given = environment[setting.name]
    if (given === undefined || given === '') return [key, setting.default]
    try {
      return [key, (setting as Setting<unknown>).parse(given)]
    } catch (error) {
      const shown = 'secret' in setting && setting.secret ? '' : ` (it is "${given.slice(0, 80)}")`
      problems.push(`${setting.name} ${(error as Error).message}${shown}`)
      return [key, setting.default]
    }
  })
  const known = new Set<string>(Object.values(settings).map(({ name }) => name))
  for (const name of Object.keys(environment))
    if (/^(MILLRACE|OIDC)_/.test(name) && !known.has(name) && !foreign.has(name))
      problems.push(`${name} is not a setting; \`millrace config\` lists them all`)
  const config = Object.fromEntries(read) as Config
  // Only what is right by itself can be held against the others.
  if (problems.length === 0)
    problems.push(
      ...identityProblems(config, (name) => Boolean(environment[name])),
      ...tlsProblems(config),
      ...kafkaProblems(config),
      ...railProblems(config, (name) => Boolean(environment[name])),
    )
  if (problems.length > 0) throw new BadConfiguration(problems)
  return config
}

/** What `millrace config` prints: each setting, its value, and where it comes from. Secrets are hidden. */
export const describeConfig = (environment: NodeJS.ProcessEnv): readonly string[] => {
  readConfig(environment)
  return Object.values(settings).flatMap((setting: Setting<unknown>) => {
    const given = environment[setting.name]
    const source = given ? 'environment' : 'default'
    const shown = setting.secret
      ? given
        ? '(hidden)'
        : (setting.defaultShown ?? '(none)')
      : given || shownDefault(setting)
    return [`${setting.name}=${shown}  [${source}]`, `    ${setting.description}`]
  })
}

const shownDefault = ({ default: value, defaultShown }: Setting<unknown>): string =>
  defaultShown ??
  (value === undefined ? '(none)' : typeof value === 'string' ? value : JSON.stringify(value))
