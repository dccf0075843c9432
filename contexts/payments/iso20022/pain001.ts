import { isRefusal } from '../../../kernel/refusal.ts'
import { createGuardedXml, type XmlElement, type XmlLimits, type XmlStop } from './guarded-xml.ts'
import { parseEndToEndId } from './identifiers.ts'
import {
  addText,
  closeElement,
  find,
  openChild,
  openRoot,
  pathOf,
  reportMissing,
  valueOf,
  type Element,
  type Report,
} from './pain001-elements.ts'
import {
  addToTally,
  checkTally,
  newTally,
  readFile,
  type Pain001File,
  type Tally,
} from './pain001-file.ts'
import {
  amountForControlSum,
  instructionOf,
  readPaymentInformation,
  readTransferOrder,
  type Instruction,
  type PaymentInformation,
} from './pain001-instruction.ts'
import { sentenceOf, type Pain001ProblemCode, type Problem } from './pain001-problem.ts'
import { documentShapes, namespaces, type Pain001Version } from './pain001-shape.ts'

/*
 *   text -> guarded-xml -> elements, held to the shape -> records
 *                |                                          GrpHdr       -> the file
 *                |  anything unsafe                         PmtInf       -> payment information
 *                v                                          CdtTrfTxInf  -> an instruction or its problems
 *          the file is refused
 *
 * One record is held at a time and forgotten when it has been read.
 */

export type Pain001Limits = XmlLimits &
  Readonly<{
    transactionsMax: number
    /** Elements of one transaction, or of one header. */
    elementsPerRecordMax: number
    /** Problems that are told of one transaction, or of one header. */
    problemsPerRecordMax: number
    /** Problems of all transactions; with more the file is refused. */
    problemsMax: number
  }>

/** Room for every honest file, and a bound on what any other can cost. */
export const pain001Limits: Pain001Limits = {
  transactionsMax: 100_000,
  elementsPerRecordMax: 2_000,
  problemsPerRecordMax: 20,
  problemsMax: 10_000,
  depthMax: 32,
  attributesMax: 16,
  textLengthMax: 10_000,
  tokenLengthMax: 200_000,
  documentLengthMax: 200_000_000,
}

/**
 * Either nothing of the file may be used, and the first problems say why, or every transaction is
 * an instruction or has a problem with its path. Problems stand in the order of the file.
 */
export type Pain001Result =
  | Readonly<{ kind: 'refused'; problems: readonly Problem[] }>
  | Readonly<{
      kind: 'read'
      file: Pain001File
      instructions: readonly Instruction[]
      problems: readonly Problem[]
    }>

export interface Pain001Reader {
  /** Feeds decoded text, cut anywhere. False: the file is refused, nothing more need be sent. */
  write(text: string): boolean
  /** Call once: at the end of the file, or when `write` has said false. */
  end(): Pain001Result
}

/** Reads a file whose text is at hand; see `createPain001Reader`. */
export const readPain001 = (
  chunks: Iterable<string>,
  limits: Pain001Limits = pain001Limits,
): Pain001Result => {
  const reader = createPain001Reader(limits)
  for (const chunk of chunks) if (!reader.write(chunk)) break
  return reader.end()
}

type Stop = XmlStop<Pain001ProblemCode>

type Block = {
  readonly element: Element
  readonly tally: Tally
  readonly problems: Problem[]
  /** Set when the first transaction comes: from then on the header is complete. */
  header?: Readonly<{ information: PaymentInformation | undefined }>
}

/** Reads the credit transfers of a pain.001.001.03 or .09 file while its text arrives. */
export const createPain001Reader = (limits: Pain001Limits = pain001Limits): Pain001Reader => {
  let version: Pain001Version = '09'
  let namespace = ''
  let current: Element | undefined
  let skippedDepth = 0
  let elementsOfRecord = 0

  let file: Pain001File | undefined
  let block: Block | undefined
  let ofTransaction: Problem[] | undefined
  const tally = newTally()
  const instructions: Instruction[] = []
  const problems: Problem[] = []
  const ofFile: Problem[] = []

  const report: Report = (at, code, { reason, child, line } = {}) => {
    const path = child === undefined ? pathOf(at) : `${pathOf(at)}/${child}`
    // Behind the first transaction, something wrong in a block cannot be told from its transactions.
    const sink = ofTransaction ?? (block && !block.header ? block.problems : ofFile)
    put(sink, { path, line: line ?? at.line, code, reason: reason ?? sentenceOf(code) })
  }
  const reportOfFile: Report = (at, code, { reason } = {}) =>
    put(ofFile, { path: pathOf(at), line: at.line, code, reason: reason ?? sentenceOf(code) })
  const put = (sink: Problem[], problem: Problem) => {
    // The first problem of an element is the telling one; another would only follow from it.
    const known = sink.some(({ path }) => path === problem.path)
    if (!known && sink.length < limits.problemsPerRecordMax) sink.push(problem)
  }

  const openDocument = (opened: XmlElement): Stop | undefined => {
    const known = namespaces.get(opened.namespace)
    if (!known) return stopAt(opened, 'namespace-not-supported', unsupported(opened.namespace))
    if (opened.name !== 'Document') return stopAt(opened, 'root-not-document')
    version = known
    namespace = opened.namespace
    current = openRoot(opened, documentShapes[known])
    return undefined
  }

  const openInside = (parent: Element, opened: XmlElement): Stop | undefined => {
    const isTransaction = opened.name === 'CdtTrfTxInf' && parent === block?.element
    if (isTransaction && block) readHeader(block)
    const child = openChild(parent, opened, namespace, report)
    if (!child) skippedDepth = 1
    else current = child
    if (child && (isTransaction || isBlock(child))) startRecord(child)
    if (tally.count + (ofTransaction ? 1 : 0) > limits.transactionsMax) {
      return stopAt(
        opened,
        'too-many-transactions',
        `The file has more than ${limits.transactionsMax} transactions.`,
      )
    }
    if (++elementsOfRecord > limits.elementsPerRecordMax) return stopAt(opened, 'too-many-elements')
    return problems.length > limits.problemsMax || ofFile.length >= limits.problemsPerRecordMax
      ? stopAt(opened, 'too-many-problems')
      : undefined
  }

  const startRecord = (element: Element) => {
    elementsOfRecord = 0
    if (isBlock(element)) block = { element, tally: newTally(), problems: [] }
    else ofTransaction = []
  }

  const readHeader = (open: Block) => {
    if (open.header) return
    reportMissing(open.element, 'CdtTrfTxInf', report)
    const information = readPaymentInformation(open.element, report)
    open.header = { information: open.problems.length === 0 ? information : undefined }
    problems.push(...open.problems)
  }

  const close = () => {
    const element = current
    if (!element) return
    // What a block must have before its transactions was asked for when the first of them came.
    if (!(element === block?.element && block.header)) closeElement(element, report)
    if (element.name === 'GrpHdr') file = readFile(element, version, report)
    else if (element === block?.element) closeBlock(block)
    else if (block && element.parent === block.element && ofTransaction)
      closeTransaction(element, block, ofTransaction)
    current = element.parent
    const header = current ? undefined : find(element, 'CstmrCdtTrfInitn', 'GrpHdr')
    if (header) checkTally(header, tally, reportOfFile)
  }

  const closeTransaction = (
    element: Element,
    { header, tally: ofBlock }: Block,
    found: Problem[],
  ) => {
    const amount = amountForControlSum(element)
    addToTally(tally, amount)
    addToTally(ofBlock, amount)
    const order = readTransferOrder(element, report)
    const information = header?.information
    if (!information) report(element, 'payment-information-rejected')
    if (information && order && found.length === 0) {
      instructions.push(instructionOf(tally.count, element, order, information))
    } else problems.push(...found.map((problem) => ({ ...problem, ...endToEndIdOf(element) })))
    ofTransaction = undefined
    forget(element)
  }

  const closeBlock = (closed: Block) => {
    // A block without transactions pays nobody; its file was not meant as it is.
    if (!closed.header) ofFile.push(...closed.problems)
    checkTally(closed.element, closed.tally, reportOfFile)
    block = undefined
    forget(closed.element)
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
      if (stop) ofFile.unshift({ path: current ? pathOf(current) : '/', ...stop })
      return file && ofFile.length === 0
        ? { kind: 'read', file, instructions, problems }
        : { kind: 'refused', problems: [...ofFile, ...problems] }
    },
  }
}

const isBlock = (element: Element): boolean =>
  element.name === 'PmtInf' && element.parent?.name === 'CstmrCdtTrfInitn'

const stopAt = (
  { line }: XmlElement,
  code: Pain001ProblemCode,
  reason = sentenceOf(code),
): Stop => ({ code, reason, line })

const unsupported = (namespace: string): string =>
  `The file ${namespace === '' ? 'has no namespace' : 'has another namespace'}; accepted are ${[...namespaces.keys()].join(' and ')}.`

const endToEndIdOf = (transaction: Element): { endToEndId?: string } => {
  const element = find(transaction, 'PmtId', 'EndToEndId')
  const endToEndId = element && parseEndToEndId(valueOf(element))
  return endToEndId === undefined || isRefusal(endToEndId) ? {} : { endToEndId }
}

// A file of a hundred thousand transactions must not be held as a tree.
const forget = (record: Element): void => {
  record.parent?.children.pop()
}
