import Type, { type Static } from 'typebox'
import { transferKinds, type TransferKind } from '../transfers/transfer.ts'
import { Compile } from 'typebox/compile'
import { checkMoney } from '../../../kernel/money.ts'
import { recommendedActions, type RecommendedAction } from '../contract.ts'
import { oneOf } from '../event-fields.ts'
import { serviceLevels } from '../events.ts'
import { meaning, type ErrorMeaning, type RailErrors } from '../rail-errors/meaning.ts'
import { standardErrors, type StandardCode } from '../rail-errors/standard-errors.ts'
import type { RoutingRule } from './choose.ts'
import type { Conditions } from './conditions.ts'
import type { RailCost } from './cost.ts'
import { isTimeZone, weekdays } from './hours.ts'

/** One rail as it is configured. */
export interface RailSetting {
  readonly name: string
  /** Absent: a simulated rail of that name is started. */
  readonly url?: string
  /** Shared with the rail, 64 hexadecimal digits; made where the rail is started. */
  readonly secret?: string
  /** Fault script of a simulated rail that is started. */
  readonly faults?: object
  readonly takes: Conditions
  readonly cost: RailCost
  /** What it takes back when it is asked; absent: everything. */
  readonly cancels?: readonly TransferKind[]
  readonly errors: RailErrors
}

/** The rails, and the rules by which they are chosen. */
export interface RailsSetting {
  readonly rails: readonly RailSetting[]
  readonly rules: readonly RoutingRule[]
}

const strict = { additionalProperties: false } as const
const Name = Type.String({ pattern: '^[a-z][a-z0-9-]{0,31}$' })
const Currency = Type.String({ pattern: '^[A-Z]{3}$' })
const Country = Type.String({ pattern: '^[A-Z]{2}$' })
const Units = Type.String({ pattern: '^[0-9]{1,18}$' })
const list = <Item extends Type.TSchema>(item: Item) =>
  Type.Optional(Type.Array(item, { minItems: 1, maxItems: 300 }))

const Hours = Type.Object(
  {
    timeZone: Type.String({ maxLength: 64 }),
    days: Type.Array(oneOf(...weekdays), { minItems: 1, maxItems: 7 }),
    from: Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }),
    to: Type.String({ pattern: '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$' }),
    except: Type.Optional(
      Type.Array(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }), { maxItems: 400 }),
    ),
  },
  strict,
)

const ConditionsSchema = Type.Object(
  {
    currencies: list(Currency),
    amounts: Type.Optional(
      Type.Record(
        Currency,
        Type.Object({ min: Type.Optional(Units), max: Type.Optional(Units) }, strict),
      ),
    ),
    debtorCountries: list(Country),
    creditorCountries: list(Country),
    serviceLevels: list(oneOf(...serviceLevels)),
    hours: Type.Optional(Hours),
  },
  strict,
)

const CostSchema = Type.Record(
  Currency,
  Type.Object(
    {
      fixed: Type.Optional(Units),
      perMille: Type.Optional(Type.String({ pattern: '^[0-9]{1,4}(\\.[0-9]{1,3})?$' })),
    },
    strict,
  ),
)

const ErrorSchema = Type.Object(
  {
    standardCode: oneOf(...(Object.keys(standardErrors) as StandardCode[])),
    recommendedAction: Type.Optional(oneOf<RecommendedAction>(...recommendedActions)),
    retryAfterMinutes: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: 14_400 }), { minItems: 1, maxItems: 5 }),
    ),
  },
  strict,
)

const SettingSchema = Type.Object(
  {
    rails: Type.Array(
      Type.Object(
        {
          name: Name,
          url: Type.Optional(Type.String({ pattern: '^http://\\S+$', maxLength: 2_000 })),
          secret: Type.Optional(Type.String({ pattern: '^[0-9a-fA-F]{64}$' })),
          faults: Type.Optional(Type.Object({})),
          takes: Type.Optional(ConditionsSchema),
          cost: Type.Optional(CostSchema),
          cancels: Type.Optional(
            Type.Array(oneOf<TransferKind>(...transferKinds), { maxItems: 3 }),
          ),
          errors: Type.Optional(
            Type.Record(Type.String({ pattern: '^[A-Za-z0-9._-]{1,16}$' }), ErrorSchema),
          ),
        },
        strict,
      ),
      { minItems: 1, maxItems: 20 },
    ),
    rules: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Name,
            when: Type.Optional(ConditionsSchema),
            rails: Type.Array(Name, { minItems: 1, maxItems: 20 }),
          },
          strict,
        ),
        { minItems: 1, maxItems: 100 },
      ),
    ),
  },
  strict,
)
type Given = Static<typeof SettingSchema>

const valid = Compile(SettingSchema)

/** The rule of an installation that has none: every rail, in their order. */
export const anyRail = (rails: readonly { readonly name: string }[]): RoutingRule => ({
  name: 'any-rail',
  when: {},
  rails: rails.map(({ name }) => name),
})

/** Reads rails and rules. A string says which field is wrong, and why. */
export const readRails = (given: unknown): RailsSetting | string => {
  if (!valid.Check(given)) {
    const [error] = valid.Errors(given)
    const field = (error?.instancePath ?? '').slice(1)
    return `${field === '' ? 'it' : field} ${error?.message ?? 'is not valid'}`
  }
  const problem = problemOf(given)
  if (problem !== undefined) return problem
  const rails = given.rails.map(railOf)
  const rules = given.rules?.map(({ name, when = {}, rails: named }) => ({
    name,
    when,
    rails: named,
  }))
  return { rails, rules: rules ?? [anyRail(rails)] }
}

const railOf = ({
  name,
  url,
  secret,
  faults,
  takes,
  cost,
  errors,
  cancels,
}: Given['rails'][number]) => ({
  name,
  ...(url === undefined ? {} : { url }),
  ...(secret === undefined ? {} : { secret }),
  ...(faults === undefined ? {} : { faults }),
  ...(cancels === undefined ? {} : { cancels }),
  takes: (takes ?? {}) as Conditions,
  cost: (cost ?? {}) as RailCost,
  errors: Object.fromEntries(
    Object.entries(errors ?? {}).map(([code, error]) => [code, errorOf(error)]),
  ),
})

const errorOf = ({
  standardCode,
  recommendedAction,
  retryAfterMinutes,
}: Static<typeof ErrorSchema>): ErrorMeaning => {
  const standard = meaning(standardCode)
  const action = recommendedAction ?? standard.recommendedAction
  const delaysMs = retryAfterMinutes?.map((minutes) => minutes * 60_000) ?? standard.retryDelaysMs
  return {
    standardCode,
    recommendedAction: action,
    ...(action === 'retry-after' && delaysMs ? { retryDelaysMs: delaysMs } : {}),
  }
}

/** What the schema cannot say. */
const problemOf = ({ rails, rules = [] }: Given): string | undefined => {
  const names = rails.map(({ name }) => name)
  const problems = [
    ...repeated('rails', names),
    ...repeated(
      'rules',
      rules.map(({ name }) => name),
    ),
    ...rails.flatMap((rail, place) => problemsOfRail(`rails/${place}`, rail)),
    ...rules.flatMap(({ rails: named, when }, place) => [
      ...named.flatMap((name, which) =>
        names.includes(name) ? [] : [`rules/${place}/rails/${which} names no rail: ${name}`],
      ),
      ...problemsOfConditions(`rules/${place}/when`, when),
    ]),
  ]
  return problems[0]
}

const repeated = (field: string, names: readonly string[]): readonly string[] =>
  names.flatMap((name, place) =>
    names.indexOf(name) === place ? [] : [`${field}/${place}/name is taken: ${name}`],
  )

const problemsOfRail = (
  field: string,
  { url, secret, faults, takes, cost = {}, errors = {} }: Given['rails'][number],
): readonly string[] => [
  ...(url !== undefined && secret === undefined ? [`${field}/secret must be there with url`] : []),
  ...(url !== undefined && faults !== undefined
    ? [`${field}/faults are for a rail that is started, and this one has a url`]
    : []),
  ...problemsOfConditions(`${field}/takes`, takes),
  ...Object.keys(cost).flatMap((currency) => problemsOfCurrency(`${field}/cost`, currency)),
  ...Object.entries(errors).flatMap(([code, error]) =>
    errorOf(error).recommendedAction === 'retry-after' && !errorOf(error).retryDelaysMs
      ? [`${field}/errors/${code}/retryAfterMinutes must be there with retry-after`]
      : [],
  ),
]

const problemsOfConditions = (
  field: string,
  { currencies = [], amounts = {}, hours }: Static<typeof ConditionsSchema> = {},
): readonly string[] => [
  ...currencies.flatMap((currency) => problemsOfCurrency(`${field}/currencies`, currency)),
  ...Object.entries(amounts).flatMap(([currency, { min, max }]) => [
    ...problemsOfCurrency(`${field}/amounts`, currency),
    ...(min !== undefined && max !== undefined && BigInt(min) > BigInt(max)
      ? [`${field}/amounts/${currency}/max is less than min`]
      : []),
  ]),
  ...(hours && !isTimeZone(hours.timeZone)
    ? [`${field}/hours/timeZone is not an IANA time zone: ${hours.timeZone}`]
    : []),
  ...(hours && hours.from >= hours.to ? [`${field}/hours/to must be after from`] : []),
]

const problemsOfCurrency = (field: string, currency: string): readonly string[] =>
  checkMoney({ minorUnits: '1', currency }) ? [`${field}/${currency} is not a currency`] : []
