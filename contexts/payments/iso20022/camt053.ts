import { camt053Schema } from './camt053-schema.ts'
import {
  checkBalances,
  countBooked,
  readEntry,
  readStatementHeader,
  type Booked,
} from './camt053-lines.ts'
import { textOf } from './element-values.ts'
import { createGuardedXml, type XmlElement, type XmlLimits, type XmlStop } from './guarded-xml.ts'
import {
  addText,
  closeElement,
  find,
  openChild,
  openRoot,
  pathOf,
  type Element,
  type Report,
} from './pain001-elements.ts'
import { pain001Limits } from './pain001-limits.ts'
import { sentenceOf, type Pain001ProblemCode, type Problem } from './pain001-problem.ts'
import { readTypes, shapeOf, type Shape } from './schema.ts'
import type { SlicedReader } from './sliced-reader.ts'
import type { StatementHeader, StatementLine, StatementSlice } from './statement.ts'

export type StatementLimits = XmlLimits &
  Readonly<{
    linesPerSlice: number
    linesMax: number
    elementsPerRecordMax: number
    problemsMax: number
  }>

export const statementLimits: StatementLimits = {
  ...pain001Limits,
  linesPerSlice: 250,
  linesMax: 100_000,
  elementsPerRecordMax: 20_000,
  problemsMax: 50,
}

type Version = '02' | '08'
type Stop = XmlStop<Pain001ProblemCode>

const prefix = 'urn:iso:std:iso:20022:tech:xsd:camt.053.001.'
const types = readTypes(camt053Schema)
const shapes: Readonly<Record<Version, Shape>> = {
  '02': shapeOf(types, 'BkToCstmrStmt:BankToCustomerStatementV02'),
  '08': shapeOf(types, 'BkToCstmrStmt:BankToCustomerStatementV08'),
}

export interface StatementsHeader {
  readonly messageId: string
}

export interface StatementsEnd {
  readonly kind: 'read'
  readonly statements: number
  readonly lines: number
}

interface Open {
  readonly element: Element
  readonly number: number
  readonly booked: Booked
  header?: StatementHeader | undefined
  lines: StatementLine[]
  count: number
}

/**
 * Reads the statements of a camt.053.001.02 or .08 message while its text arrives. A bank's message is taken whole
 * or, with the first things that are wrong, not at all.
 */
export const createCamt053Reader = (
  limits: StatementLimits = statementLimits,
): SlicedReader<StatementsHeader, StatementSlice, StatementsEnd> => {
  let version: Version = '08'
  let current: Element | undefined
  let skippedDepth = 0
  let elementsOfRecord = 0
  let messageId: string | undefined
  let open: Open | undefined
  let statements = 0
  let lines = 0
  const complete: StatementSlice[] = []
  const problems: Problem[] = []

  const report: Report = (at, code, { reason, child, line } = {}) => {
    const path = child === undefined ? pathOf(at) : `${pathOf(at)}/${child}`
    const known = problems.some((problem) => problem.path === path)
    if (!known && problems.length < limits.problemsMax)
      problems.push({ path, line: line ?? at.line, code, reason: reason ?? sentenceOf(code) })
  }

  const openDocument = (opened: XmlElement): Stop | undefined => {
    const known = opened.namespace.replace(prefix, '')
    if (known !== '02' && known !== '08')
      return stopAt(opened, 'namespace-not-supported', 'Accepted are camt.053.001.02 and .08.')
    if (opened.name !== 'Document') return stopAt(opened, 'root-not-document')
    version = known
    current = openRoot(opened, shapes[known])
    return undefined
  }

  const openInside = (parent: Element, opened: XmlElement): Stop | undefined => {
    const child = openChild(parent, opened, prefix + version, report)
    if (!child) skippedDepth = 1
    else current = child
    if (child && isStatement(child))
      open = { element: child, number: ++statements, booked: new Map(), lines: [], count: 0 }
    if (child && (isStatement(child) || isEntry(child))) elementsOfRecord = 0
    if (lines > limits.linesMax) return stopAt(opened, 'too-many-transactions')
    if (++elementsOfRecord > limits.elementsPerRecordMax) return stopAt(opened, 'too-many-elements')
    return problems.length >= limits.problemsMax ? stopAt(opened, 'too-many-problems') : undefined
  }

  const headerOf = (statement: Open): StatementHeader | undefined =>
    (statement.header ??= readStatementHeader(
      statement.element,
      `camt.053.001.${version}`,
      messageId ?? '',
      report,
    ))

  const cut = (statement: Open, isLast: boolean) => {
    const header = headerOf(statement)
    if (!header) return
    const check = checkBalances(header.balances, statement.booked)
    const slice = { statement: statement.number, header, lines: statement.lines }
    complete.push(isLast ? { ...slice, check } : slice)
    statement.lines = []
  }

  const close = () => {
    const element = current
    if (!element) return
    closeElement(element, report, report)
    if (element.name === 'GrpHdr') messageId = textOf(find(element, 'MsgId'))
    if (open && isEntry(element)) {
      headerOf(open)
      countBooked(open.booked, element, report)
      const read = readEntry(element, open.count + 1, report)
      open.lines.push(...read)
      open.count += read.length
      lines += read.length
      element.parent?.children.pop()
      if (open.lines.length >= limits.linesPerSlice) cut(open, false)
    }
    if (open && element === open.element) {
      cut(open, true)
      open = undefined
      element.parent?.children.pop()
    }
    current = element.parent
  }

  const xml = createGuardedXml<Pain001ProblemCode>(limits, {
    open: (opened) => {
      if (skippedDepth > 0) return void skippedDepth++
      return current ? openInside(current, opened) : openDocument(opened)
    },
    text: (text) => {
      if (skippedDepth === 0 && current) addText(current, text, report)
    },
    close: () => {
      if (skippedDepth > 0) skippedDepth--
      else close()
    },
  })

  return {
    write: (text) => xml.write(text) === undefined,
    end: () => {
      const stop = xml.end()
      if (stop) problems.unshift({ path: current ? pathOf(current) : '/', ...stop })
      return problems.length > 0 || messageId === undefined
        ? { kind: 'refused', problems }
        : { kind: 'read', statements, lines }
    },
    slices: () => complete.splice(0),
    header: () => (messageId === undefined ? undefined : { messageId }),
  }
}

const isStatement = (element: Element): boolean =>
  element.name === 'Stmt' && element.parent?.name === 'BkToCstmrStmt'

const isEntry = (element: Element): boolean =>
  element.name === 'Ntry' && element.parent?.name === 'Stmt'

const stopAt = (
  { line }: XmlElement,
  code: Pain001ProblemCode,
  reason = sentenceOf(code),
): Stop => ({ code, reason, line })
