import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ParseOption, XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm'
import { describe, expect, it } from 'vitest'
import { randomBelow, type Below } from '../../../testing/pain001.ts'
import { itWhen } from '../../../testing/run-when.ts'
import { sharedData } from '../../../testing/published-samples.ts'
import { camt053Schema } from './camt053-schema.ts'
import { createGuardedXml } from './guarded-xml.ts'
import { addText, closeElement, openChild, openRoot, type Element } from './pain001-elements.ts'
import { documentShape, pain001Versions } from './pain001-shape.ts'
import { pain001Types } from './pain001-schema.ts'
import { pain001Limits } from './pain001-limits.ts'
import { readTypes, shapeOf } from './schema.ts'

/** What the structure alone says: codes of everything that is wrong. */
const structureFaults = (text: string, version: '03' | '09'): readonly string[] => {
  const namespace = `urn:iso:std:iso:20022:tech:xsd:pain.001.001.${version}`
  const faults: string[] = []
  const report = (_at: Element, code: string) => void faults.push(code)
  let current: Element | undefined
  let skipped = 0
  const xml = createGuardedXml(pain001Limits, {
    open: (opened) => {
      if (skipped > 0) return void skipped++
      if (!current) current = openRoot(opened, documentShape(version))
      else {
        const child = openChild(current, opened, namespace, report)
        if (child) current = child
        else skipped = 1
      }
      return undefined
    },
    text: (value) => void (current && skipped === 0 && addText(current, value, report)),
    close: () => {
      if (skipped > 0) return void skipped--
      if (current) closeElement(current, report, report)
      current = current?.parent
    },
  })
  const stop = xml.write(text) ?? xml.end()
  return stop ? [stop.code, ...faults] : faults
}

interface Node {
  name: string
  attributes: string
  text: string
  children: Node[]
}

const values: Readonly<Record<string, string>> = {
  date: '2026-11-30',
  dateTime: '2026-11-30T08:15:00Z',
  time: '08:15:00',
  bool: 'true',
  period: '2026-11',
  base64: 'QUJD',
  Digits15: '42',
  Country: 'DE',
  Bic: 'MILLDEFFXXX',
  Bic2014: 'MILLDEFFXXX',
  Phone: '+49-30123456',
  Iban: 'DE89370400440532013000',
  Currency: 'EUR',
  Code4: 'ABCD',
  Lei: '529900T8BM49AURSDO55',
  Uetr: '8a562c67-ca16-48ba-b074-65581be6f001',
  '/[0-9]{2}/': '12',
}
const types = readTypes(pain001Types)

/** A document that the schema allows, with what is optional there or not by chance. */
const grown = (name: string, reference: string, below: Below, depth = 0): Node => {
  const line = types.get(reference) ?? reference
  const node: Node = { name, attributes: '', text: '', children: [] }
  if (line === '*') node.children.push({ name: 'x', attributes: '', text: 'any', children: [] })
  else if (line.startsWith('= ')) node.text = line.slice(2).split(' ')[below(2)] ?? line.slice(2, 6)
  else if (line.startsWith('$')) {
    node.attributes = ' Ccy="EUR"'
    node.text = '12.34'
  } else if (line.includes(':')) node.children = grownChildren(line, below, depth)
  else node.text = values[line] ?? (/^[nd]/.test(line) ? '12.5' : 'x')
  return node
}

const grownChildren = (line: string, below: Below, depth: number): Node[] => {
  const particles = line
    .replace('|', '')
    .split(' ')
    .map((text) => /^(\w+)([?*+]|\{(\d+),(\d+)\})?:(.+)$/.exec(text) ?? [])
  const chosen = line.startsWith('|') ? [particles[below(particles.length)] ?? []] : particles
  return chosen.flatMap(([, name = '', often = '', least, , reference = '']) => {
    const needed = line.startsWith('|') || often === '' || often === '+' || Number(least) > 0
    if (!needed && below(depth < 3 ? 2 : 5) > 0) return []
    const count = often === '*' || often === '+' ? 1 + below(2) : Math.max(1, Number(least ?? 1))
    return Array.from({ length: count }, () => grown(name, reference, below, depth + 1))
  })
}

const written = ({ name, attributes, text, children }: Node): string =>
  `<${name}${attributes}>${text}${children.map(written).join('')}</${name}>`

const allNodes = (node: Node): Node[] => [node, ...node.children.flatMap(allNodes)]

const oneOf = <Item>(items: readonly Item[], below: Below): Item => {
  const item = items[below(items.length)]
  if (item === undefined) throw new Error('there is nothing to choose from')
  return item
}

const mutations: readonly ((root: Node, below: Below) => void)[] = [
  (root, below) => {
    const parent = oneOf(
      allNodes(root).filter(({ children }) => children.length > 0),
      below,
    )
    parent.children.splice(below(parent.children.length), 1)
  },
  (root, below) => {
    const parent = oneOf(
      allNodes(root).filter(({ children }) => children.length > 0),
      below,
    )
    parent.children.push(structuredClone(oneOf(parent.children, below)))
  },
  (root, below) => {
    const parent = oneOf(
      allNodes(root).filter(({ children }) => children.length > 1),
      below,
    )
    parent.children.unshift(...parent.children.splice(1 + below(parent.children.length - 1), 1))
  },
  (root, below) => {
    oneOf(allNodes(root), below).name += oneOf(['x', 'Id', '1'], below)
  },
  (root, below) => {
    const wrong = [
      '?',
      '-1',
      'x'.repeat(36),
      'x'.repeat(141),
      '2026-02-30',
      'de',
      '12.123456',
      'TRF',
      '',
    ]
    oneOf(
      allNodes(root).filter(({ text }) => text !== ''),
      below,
    ).text = oneOf(wrong, below)
  },
  (root, below) => {
    oneOf(allNodes(root), below).attributes = oneOf(
      [' a="b"', '', ' Ccy="eur"', ' Ccy="EUR" b=""'],
      below,
    )
  },
  (root, below) => {
    const other = structuredClone(oneOf(allNodes(root), below))
    const parent = oneOf(
      allNodes(root).filter(({ children }) => children.length > 0),
      below,
    )
    parent.children.splice(below(parent.children.length + 1), 0, other)
  },
  (root, below) => {
    oneOf(
      allNodes(root).filter(({ children }) => children.length > 0),
      below,
    ).text = 'stray'
  },
]

describe('the tables of types', () => {
  it.each(pain001Versions)('make a shape of all of pain.001.001.%s', (version) => {
    const walk = (shape: ReturnType<typeof documentShape>, seen: Set<unknown>): void => {
      if (seen.has(shape)) return
      seen.add(shape)
      if (shape.kind === 'sequence' || shape.kind === 'choice')
        for (const particle of shape.particles.values()) walk(particle.shape, seen)
    }
    const seen = new Set<unknown>()
    walk(documentShape(version), seen)
    expect(seen.size).toBeGreaterThan(80)
  })

  it.each(['02', '08'])('make a shape of all of camt.053.001.%s', (version) => {
    const shape = shapeOf(
      readTypes(camt053Schema),
      `BkToCstmrStmt:BankToCustomerStatementV${version}`,
    )
    expect(shape.kind).toBe('sequence')
  })

  it('throw for a line that says nothing', () => {
    expect(() => shapeOf(new Map(), 'Nm:nonsense')).not.toThrow()
    const shape = shapeOf(new Map(), 'Nm:nonsense')
    expect(() => shape.kind === 'sequence' && shape.particles.get('Nm')?.shape).toThrow(/no type/)
  })
})

describe('what the published schemas say of a document', () => {
  const folder = sharedData('iso20022') ?? ''
  const there = folder !== ''
  if (!there) console.log('Skipped: no schemas in ../shared/data/iso20022')

  const agreeing = (version: '03' | '09', documents: number) => {
    const schema = XmlDocument.fromBuffer(readFileSync(join(folder, `pain.001.001.${version}.xsd`)))
    const validator = XsdValidator.fromDoc(schema)
    const faultOf = (text: string): string | undefined => {
      const document = XmlDocument.fromString(text, { option: ParseOption.XML_PARSE_BIG_LINES })
      try {
        validator.validate(document)
        return undefined
      } catch (error) {
        if (error instanceof XmlValidateError) return error.message
        throw error
      } finally {
        document.dispose()
      }
    }
    const below = randomBelow(20_260)
    let refused = 0
    for (let count = 0; count < documents; count++) {
      const root = grown('CstmrCdtTrfInitn', `CustomerCreditTransferInitiationV${version}`, below)
      const mutated = count % 4 > 0
      if (mutated) oneOf(mutations, below)(root, below)
      const text = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.${version}">${written(root)}</Document>`
      const theirs = faultOf(text)
      const ours = structureFaults(text, version)
      if ((theirs === undefined) !== (ours.length === 0))
        throw new Error(`the schema says ${theirs}, we say ${ours.join(', ')}: ${text}`)
      if (theirs) refused++
    }
    validator.dispose()
    schema.dispose()
    return refused
  }

  itWhen(there, 'needs the schemas in ../shared/data')(
    'is what we say of it: pain.001.001.03',
    () => {
      expect(agreeing('03', 400)).toBeGreaterThan(180)
    },
  )

  itWhen(there, 'needs the schemas in ../shared/data')(
    'is what we say of it: pain.001.001.09',
    () => {
      expect(agreeing('09', 400)).toBeGreaterThan(180)
    },
  )
})
