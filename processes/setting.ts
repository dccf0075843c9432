import type { Budget } from '../kernel/budget.ts'

import ipaddr from 'ipaddr.js'

/** One environment variable: what it means, how it is read, what holds without it. */
export interface Setting<Value> {
  readonly name: string
  readonly description: string
  /** Never printed. */
  readonly secret?: boolean
  readonly default: Value
  /** How the default is shown, where its value says little. */
  readonly defaultShown?: string
  /** Throws an Error that says what is wrong with the text. */
  readonly parse: (text: string) => Value
}

/** Start refuses a bad configuration: all that is wrong, each line naming its setting. */
export class BadConfiguration extends Error {
  constructor(problems: readonly string[]) {
    super(
      `The configuration is not right:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    )
    this.name = 'BadConfiguration'
  }
}

type Shape<Value> = Omit<Setting<Value>, 'parse'>

export const text = (
  shape: Shape<string>,
  pattern?: RegExp,
  expected?: string,
): Setting<string> => ({
  ...shape,
  parse: (given) => {
    if (pattern && !pattern.test(given)) throw new Error(`must be ${expected ?? String(pattern)}`)
    return given
  },
})

export const optionalText = (
  shape: Omit<Shape<undefined>, 'default'>,
  pattern?: RegExp,
  expected?: string,
): Setting<string | undefined> => ({
  ...text({ ...shape, default: '' }, pattern, expected),
  default: undefined,
})

/** Where something answers over HTTP, in words that can be called. */
export const optionalAddress = (
  shape: Omit<Shape<undefined>, 'default'>,
): Setting<string | undefined> => ({
  ...shape,
  default: undefined,
  parse: (given) => {
    if (!isAddress(given)) throw new Error('must be an http:// or https:// address')
    return given
  },
})

export const isAddress = (given: string): boolean =>
  /^https?:\/\/\S+$/.test(given) && URL.canParse(given)

/** JSON that is handed on as it is. `problemOf` says what is wrong with its value. */
export const optionalJson = (
  shape: Omit<Shape<undefined>, 'default'>,
  problemOf: (value: unknown) => string | undefined,
): Setting<string | undefined> => ({
  ...shape,
  default: undefined,
  parse: (given) => {
    const problem = problemOf(parseJson(given))
    if (problem !== undefined) throw new Error(`is not right: ${problem}`)
    return given
  },
})

/** JSON that is read into something else. `read` gives what it means, or a text that says what is wrong. */
export const parsedJson = <Value extends object>(
  shape: Omit<Shape<undefined>, 'default'>,
  read: (value: unknown) => Value | string,
): Setting<Value | undefined> => ({
  ...shape,
  default: undefined,
  parse: (given) => {
    const value = read(parseJson(given))
    if (typeof value === 'string') throw new Error(`is not right: ${value}`)
    return value
  },
})

/** Several of a list, separated by commas. */
export const listOf = <Choice extends string>(
  shape: Shape<readonly Choice[]>,
  choices: readonly Choice[],
): Setting<readonly Choice[]> => ({
  ...shape,
  parse: (given) =>
    given.split(',').map((part) => {
      const found = choices.find((choice) => choice === part.trim())
      if (found === undefined) throw new Error(`must be some of ${choices.join(', ')}`)
      return found
    }),
})

/** IP addresses and networks, separated by commas. A network that holds everybody names nobody. */
export const addresses = (shape: Shape<readonly string[]>): Setting<readonly string[]> => ({
  ...shape,
  parse: (given) => given.split(',').map((part) => readAddress(part.trim())),
})

const readAddress = (given: string): string => {
  const isNetwork = given.includes('/') && ipaddr.isValidCIDR(given)
  const isAddress = ipaddr.IPv4.isValidFourPartDecimal(given) || ipaddr.IPv6.isValid(given)
  if (!isNetwork && !isAddress)
    throw new Error('must be IP addresses or networks, separated by commas')
  if (isNetwork && ipaddr.parseCIDR(given)[1] === 0)
    throw new Error('must not name a network of all addresses')
  return given
}

const parseJson = (given: string): unknown => {
  try {
    return JSON.parse(given)
  } catch {
    throw new Error('must be JSON')
  }
}

export const integer = (shape: Shape<number>, from: number, to: number): Setting<number> => ({
  ...shape,
  parse: (given) => {
    const value = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN
    if (!(value >= from && value <= to))
      throw new Error(`must be a whole number from ${from} to ${to}`)
    return value
  },
})

const windowUnitsMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 }

/** `1000/s`, `300/m`, `100/10s`: so many requests at once, which come back evenly over that time. */
export const budget = (shape: Shape<Budget>): Setting<Budget> => ({
  ...shape,
  defaultShown: shape.defaultShown ?? budgetText(shape.default),
  parse: (given) => {
    const [, requests, count, unit] = /^([1-9]\d{0,8})\/([1-9]\d{0,3})?([smh])$/.exec(given) ?? []
    const unitMs = windowUnitsMs[unit ?? '']
    if (requests === undefined || unitMs === undefined)
      throw new Error('must be like 1000/s, 300/m or 100/10s')
    return { requests: Number(requests), windowMs: Number(count ?? 1) * unitMs }
  },
})

const budgetText = ({ requests, windowMs }: Budget): string =>
  windowMs % 60_000 === 0
    ? `${requests}/${windowMs === 60_000 ? '' : windowMs / 60_000}m`
    : `${requests}/${windowMs === 1_000 ? '' : windowMs / 1_000}s`

export const oneOf = <Choice extends string>(
  shape: Shape<Choice>,
  choices: readonly Choice[],
): Setting<Choice> => ({
  ...shape,
  parse: (given) => {
    const found = choices.find((choice) => choice === given)
    if (found === undefined) throw new Error(`must be one of ${choices.join(', ')}`)
    return found
  },
})

export const flag = (shape: Shape<boolean>): Setting<boolean> => ({
  ...shape,
  parse: (given) => {
    if (given !== 'true' && given !== 'false') throw new Error('must be true or false')
    return given === 'true'
  },
})

export const milliseconds = (shape: Shape<readonly number[]>): Setting<readonly number[]> => ({
  ...shape,
  parse: (given) => {
    const values = given
      .split(',')
      .map((part) => (/^\d{1,9}$/.test(part.trim()) ? Number(part) : Number.NaN))
    if (values.length > 50 || values.some((value) => !(value >= 1)))
      throw new Error('must be whole milliseconds, separated by commas')
    return values
  },
})

/** Texts between commas, each read by `read`, which gives undefined for what it cannot read. */
export const list = <Item>(
  shape: Shape<readonly Item[]>,
  read: (part: string) => Item | undefined,
  expected: string,
): Setting<readonly Item[]> => ({
  ...shape,
  parse: (given) => {
    const items = given.split(',').map((part) => read(part.trim()))
    if (items.length > 100 || items.includes(undefined)) throw new Error(`must be ${expected}`)
    return items.filter((item) => item !== undefined)
  },
})

/** `443` or `8000-8999`, as from and to. */
export const portRange = (part: string): readonly [number, number] | undefined => {
  const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part) ?? []
  const [from, to] = [Number(first), Number(last)]
  return from >= 1 && from <= to && to <= 65_535 ? [from, to] : undefined
}
