import { isInCalendar } from './identifiers.ts'

/*
 * Which elements may stand where, in which order, how often and with which values: what a published XML schema
 * says, in one line for each type.
 *
 *   Type            Name:Type Name?:t35 Name*:Type Name+:Type Name{0,10}:Type     one after the other
 *   Type            |Name?:Type Name?:Type                                        exactly one of them
 *   Type            $n18.5 Ccy=Currency                                           a value with an attribute
 *   Type            *                                                             any one element
 *   Type            = A B C                                                       one of these codes
 *
 *   t35       1 to 35 characters      t0-70   0 to 70       t     any text
 *   n18.5     a decimal of 18 digits, 5 of them fraction, not negative; d18.17 may be negative
 *   /[0-9]/   a pattern, over the whole value
 */

/** Names the fault of a value; undefined for a good one. */
export type ValueCheck = (value: string) => 'value-too-long' | 'value-malformed' | undefined

/** `collapsed` text loses the white space around it, as the schema says for numbers and dates. */
export type Shape =
  | Readonly<{
      kind: 'text'
      check: ValueCheck
      lengthMax: number
      collapsed: boolean
      attributes: ReadonlyMap<string, ValueCheck>
    }>
  | Readonly<{ kind: 'anything' }>
  | Readonly<{ kind: 'sequence' | 'choice'; particles: ReadonlyMap<string, Particle> }>

/** One child of a sequence or choice; `place` is its turn in the sequence. */
export type Particle = Readonly<{
  name: string
  readonly shape: Shape
  occursMin: number
  occursMax: number
  place: number
}>

type TextShape = Extract<Shape, { kind: 'text' }>

/** Makes the shape of a document's content out of the lines of its types: `CstmrCdtTrfInitn:Type`. */
export const shapeOf = (types: ReadonlyMap<string, string>, root: string): Shape => {
  const known = new Map<string, Shape>()
  const shapeNamed = (reference: string): Shape => {
    const before = known.get(reference)
    if (before) return before
    const line = types.get(reference)
    const made = line === undefined ? leafOf(reference) : structureOf(line, shapeNamed)
    known.set(reference, made)
    return made
  }
  return structureOf(root, shapeNamed)
}

/** The lines of a table of types, by the types' names. */
export const readTypes = (table: string): ReadonlyMap<string, string> =>
  new Map(
    table
      .trim()
      .split('\n')
      .map((line) => {
        const at = line.indexOf(' ')
        return [line.slice(0, at), line.slice(at + 1)]
      }),
  )

const structureOf = (line: string, shapeNamed: (reference: string) => Shape): Shape => {
  if (line === '*') return { kind: 'anything' }
  if (line.startsWith('= ')) return codes(line.slice(2).split(' '))
  if (line.startsWith('$')) return withAttributes(line.slice(1).split(' '), shapeNamed)
  const kind = line.startsWith('|') ? 'choice' : 'sequence'
  const particles = line
    .replace('|', '')
    .split(' ')
    .map((text, place) => particleOf(text, place, shapeNamed))
  return { kind, particles: new Map(particles.map((particle) => [particle.name, particle])) }
}

const withAttributes = (
  [value = '', ...attributes]: readonly string[],
  shapeNamed: (reference: string) => Shape,
): Shape => {
  const named = attributes.map((text) => {
    const [name = '', reference = ''] = text.split('=')
    return [name, (shapeNamed(reference) as TextShape).check] as const
  })
  return { ...(shapeNamed(value) as TextShape), attributes: new Map(named) }
}

const particleForm = /^([A-Za-z0-9]+)([?*+]|\{(\d+),(\d+)\})?:(.+)$/

const particleOf = (
  text: string,
  place: number,
  shapeNamed: (reference: string) => Shape,
): Particle => {
  const [, name = '', often = '', least, most, reference = ''] = particleForm.exec(text) ?? []
  if (reference === '') throw new Error(`${text} is no particle of a schema`)
  const occursMin = least === undefined ? (often === '?' || often === '*' ? 0 : 1) : Number(least)
  const bounded = often === '*' || often === '+' ? Infinity : 1
  return {
    name,
    // Types may lead back to themselves, so a shape is made when somebody comes to it.
    get shape() {
      return shapeNamed(reference)
    },
    occursMin,
    occursMax: most === undefined ? bounded : Number(most),
    place,
  }
}

const patterns: Readonly<Record<string, string>> = {
  Digits15: '[0-9]{1,15}',
  Country: '[A-Z]{2}',
  Bic: '[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?',
  Bic2014: '[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?',
  Phone: String.raw`\+[0-9]{1,3}-[0-9()+\-]{1,30}`,
  Iban: '[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}',
  Currency: '[A-Z]{3}',
  Code4: '[a-zA-Z0-9]{4}',
  Lei: '[A-Z0-9]{18}[0-9]{2}',
  Uetr: '[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}',
}

const day = String.raw`(\d{4})-(\d{2})-(\d{2})`
const time = String.raw`(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)`
const zone = String.raw`(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?`

const inCalendar = (form: string): ValueCheck => {
  const whole = new RegExp(`^${form}$`)
  return (value) => {
    const [, year, month, date] = whole.exec(value) ?? []
    const good = year !== undefined && isInCalendar(Number(year), Number(month), Number(date))
    return good ? undefined : 'value-malformed'
  }
}

const matching = (form: string): ValueCheck => {
  const whole = new RegExp(`^(?:${form})$`)
  return (value) => (whole.test(value) ? undefined : 'value-malformed')
}

const collapsedLeaves: Readonly<Record<string, ValueCheck>> = {
  date: inCalendar(day + zone),
  dateTime: inCalendar(`${day}T${time}${zone}`),
  time: matching(time + zone),
  bool: matching('true|false|0|1'),
  period: matching(String.raw`\d{4}(-(0[1-9]|1[0-2]))?${zone}`),
  base64: matching('[A-Za-z0-9+/= \\n\\r\\t]*'),
}

const noAttributes: ReadonlyMap<string, ValueCheck> = new Map()

const leaf = (check: ValueCheck, collapsed: boolean, lengthMax = Infinity): Shape => ({
  kind: 'text',
  check,
  lengthMax,
  collapsed,
  attributes: noAttributes,
})

const codes = (known: readonly string[]): Shape => {
  const all = new Set(known)
  return leaf((value) => (all.has(value) ? undefined : 'value-malformed'), false)
}

const leafOf = (reference: string): Shape => {
  const collapsed = collapsedLeaves[reference]
  if (collapsed) return leaf(collapsed, true)
  const pattern = patterns[reference] ?? /^\/(.*)\/$/.exec(reference)?.[1]
  if (pattern !== undefined) return leaf(matching(pattern), false)
  const [, least, most] = /^t(?:(\d+)-)?(\d+)?$/.exec(reference) ?? []
  if (reference.startsWith('t'))
    return text(Number(least ?? (most === undefined ? 0 : 1)), Number(most ?? Infinity))
  const [, kind, digits, fraction] = /^([nd])(\d*)\.(\d*)$/.exec(reference) ?? []
  if (kind === undefined) throw new Error(`${reference} is no type of a schema`)
  return leaf(decimal(Number(digits || 18), Number(fraction || 17), kind === 'd'), true)
}

const text = (lengthMin: number, lengthMax: number): Shape =>
  leaf(
    (value) => {
      // Characters as the schema counts them: one outside the basic plane is one, not two.
      const length = value.length <= lengthMax ? value.length : Array.from(value).length
      if (length > lengthMax) return 'value-too-long'
      return length < lengthMin ? 'value-malformed' : undefined
    },
    false,
    lengthMax,
  )

const decimal =
  (digitsMax: number, fractionMax: number, signed: boolean): ValueCheck =>
  (value) => {
    const [, sign = '', whole = '', fraction = ''] = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(value) ?? []
    if (whole === '' && fraction === '') return 'value-malformed'
    const digits = whole.replace(/^0+/, '')
    const decimals = fraction.replace(/0+$/, '')
    const fits = digits.length + decimals.length <= digitsMax && decimals.length <= fractionMax
    const negative = sign === '-' && digits + decimals !== ''
    return fits && (signed || !negative) ? undefined : 'value-malformed'
  }
