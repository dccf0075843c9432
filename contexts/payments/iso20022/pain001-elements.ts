import type { XmlElement } from './guarded-xml.ts'
import type { Pain001ProblemCode } from './pain001-problem.ts'
import type { Particle, Shape } from './schema.ts'

/** One element while its record (header, payment information, transaction) is being read. */
export interface Element {
  readonly name: string
  /** Which one it is among its brothers of the same name, from 1. */
  readonly ordinal: number
  readonly line: number
  readonly parent: Element | undefined
  readonly shape: Shape
  readonly currency: string | undefined
  text: string
  attributeFault: string | undefined
  readonly children: Element[]
  readonly occurrences: Map<string, number>
  /** The turn in the sequence that has been reached. */
  place: number
}

/** Takes what is wrong at an element, or at a child that it should have. */
export type Report = (
  at: Element,
  code: Pain001ProblemCode,
  detail?: Readonly<{ reason?: string; child?: string; line?: number }>,
) => void

export const openRoot = (element: XmlElement, shape: Shape): Element =>
  createElement(element, shape, undefined, 1)

/** The new element, or undefined if it is skipped with everything in it. */
export const openChild = (
  parent: Element,
  opened: XmlElement,
  namespace: string,
  report: Report,
): Element | undefined => {
  if (parent.shape.kind === 'anything') {
    parent.occurrences.set('any', (parent.occurrences.get('any') ?? 0) + 1)
    if (parent.occurrences.get('any') === 2) report(parent, 'element-repeated')
    return undefined
  }
  const particle = particleFor(parent, opened, namespace)
  const ordinal = (parent.occurrences.get(opened.name) ?? 0) + 1
  parent.occurrences.set(opened.name, ordinal)
  const at = { child: ordinal > 1 ? `${opened.name}[${ordinal}]` : opened.name, line: opened.line }
  if (!particle) {
    report(parent, 'element-unexpected', at)
    return undefined
  }
  if (particle.place < parent.place) report(parent, 'element-out-of-order', at)
  if (ordinal > particle.occursMax) report(parent, 'element-repeated', at)
  if (parent.shape.kind === 'choice' && parent.occurrences.size > 1) {
    report(parent, 'element-repeated', {
      ...at,
      reason: 'Only one of several alternatives may stand here.',
    })
  }
  parent.place = Math.max(parent.place, particle.place)
  const child = createElement(opened, particle.shape, parent, ordinal)
  parent.children.push(child)
  checkAttributes(child, opened, report)
  return child
}

export const addText = (element: Element, text: string, report: Report): void => {
  if (element.shape.kind === 'text') element.text += text
  else if (/\S/.test(text)) report(element, 'text-unexpected')
}

const checkAttributes = (element: Element, opened: XmlElement, report: Report): void => {
  const { shape } = element
  const known = shape.kind === 'text' ? shape.attributes : undefined
  for (const name of opened.attributeNames())
    if (!known?.has(name)) report(element, 'attribute-unexpected')
  if (!known) return
  for (const [name, check] of known) {
    const value = opened.attribute(name)
    if (value === undefined || check(value)) element.attributeFault = name
  }
}

/**
 * What can be said only at the end of an element: children that are missing, values that cannot be. Values are
 * reported by `later`: whoever reads the element has more to say about it, and goes first.
 */
export const closeElement = (element: Element, report: Report, later: Report): void => {
  const { shape } = element
  if (shape.kind === 'text') {
    const value = valueOf(element)
    const fault = shape.check(value)
    if (value.trim() === '') report(element, 'element-empty')
    else if (fault === 'value-too-long')
      later(element, fault, { reason: `The value may have ${shape.lengthMax} characters.` })
    else if (fault) later(element, fault)
    if (element.attributeFault !== undefined)
      later(element, 'attribute-malformed', {
        reason: `The attribute ${element.attributeFault} is missing or malformed.`,
      })
  } else if (shape.kind === 'choice' && element.occurrences.size === 0) {
    const names = [...shape.particles.keys()].join(' or ')
    report(element, 'element-missing', { reason: `Either ${names} must stand here.` })
  } else if (shape.kind === 'anything' && element.occurrences.size === 0)
    report(element, 'element-missing')
  else reportMissing(element, undefined, report)
}

/** Names each mandatory child that has not come, of those before the named one if one is named. */
export const reportMissing = (
  element: Element,
  before: string | undefined,
  report: Report,
): void => {
  if (element.shape.kind !== 'sequence') return
  for (const { name, occursMin } of element.shape.particles.values()) {
    if (name === before) return
    if (occursMin > (element.occurrences.get(name) ?? 0))
      report(element, 'element-missing', { child: name })
  }
}

export const find = (from: Element | undefined, ...names: readonly string[]): Element | undefined =>
  names.reduce<Element | undefined>(
    (element, name) => element?.children.find((child) => child.name === name),
    from,
  )

export const findAll = (from: Element | undefined, name: string): readonly Element[] =>
  from?.children.filter((child) => child.name === name) ?? []

export const valueOf = (element: Element): string =>
  element.shape.kind === 'text' && element.shape.collapsed ? element.text.trim() : element.text

/** `/Document/CstmrCdtTrfInitn/PmtInf[1]/Dbtr`: records that repeat are always numbered. */
export const pathOf = (element: Element): string => {
  const numbered = element.ordinal > 1 || ['PmtInf', 'CdtTrfTxInf'].includes(element.name)
  const step = numbered ? `${element.name}[${element.ordinal}]` : element.name
  return `${element.parent ? pathOf(element.parent) : ''}/${step}`
}

const createElement = (
  { name, line, attribute }: XmlElement,
  shape: Shape,
  parent: Element | undefined,
  ordinal: number,
): Element => ({
  name,
  ordinal,
  line,
  parent,
  shape,
  currency: shape.kind === 'text' ? attribute('Ccy') : undefined,
  text: '',
  attributeFault: undefined,
  children: [],
  occurrences: new Map(),
  place: 0,
})

const particleFor = (
  { shape }: Element,
  opened: XmlElement,
  namespace: string,
): Particle | undefined =>
  opened.namespace === namespace && (shape.kind === 'sequence' || shape.kind === 'choice')
    ? shape.particles.get(opened.name)
    : undefined
