import { isRefusal } from '../../../kernel/refusal.ts'
import { createCharacterWatch } from './character-watch.ts'
import { createGuardedXml, type XmlElement, type XmlStop } from './guarded-xml.ts'
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
} from './pain001-instruction.ts'
import type { Instruction, PaymentInformation } from './instruction.ts'
import { pain001Limits, type Pain001Limits } from './pain001-limits.ts'
import { sentenceOf, type Pain001ProblemCode, type Problem } from './pain001-problem.ts'
import { checkService } from './pain001-service.ts'
import type { Pain001Reader, Pain001Slice } from './pain001-slices.ts'
import { createRepetitions } from './repetitions.ts'
import { documentShape, namespaces, type Pain001Version } from './pain001-shape.ts'

/*
 *   text -> guarded-xml -> elements, held to the shape -> records
 *                |                                          GrpHdr       -> the file
 *                |  anything unsafe                         PmtInf       -> payment information
 *                v                                          CdtTrfTxInf  -> an instruction or its problems
 *          the file is refused
 *
 * One record is held at a time and forgotten when it has been read.
 */

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
  const complete: Pain001Slice[] = []
  let instructions: Instruction[] = []
  let problems: Problem[] = []
  let problemsCount = 0
  let transactionsSliced = 0
  const refusedBlocks: number[] = []
  const repetitions = createRepetitions()
  const outside = createCharacterWatch()
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

  // What readers of an element have to say goes before what its type says.
  let deferred: Parameters<Report>[] = []
  const later: Report = (...said) => void deferred.push(said)
  const tellDeferred = () => {
    for (const said of deferred) report(...said)
    deferred = []
  }

  const openDocument = (opened: XmlElement): Stop | undefined => {
    const known = namespaces.get(opened.namespace)
    if (!known) return stopAt(opened, 'namespace-not-supported', unsupported(opened.namespace))
    if (opened.name !== 'Document') return stopAt(opened, 'root-not-document')
    version = known
    namespace = opened.namespace
    current = openRoot(opened, documentShape(known))
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
    return problemsCount > limits.problemsMax || ofFile.length >= limits.problemsPerRecordMax
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
    tellDeferred()
    const id = find(open.element, 'PmtInfId')
    if (id && repetitions.block(valueOf(id))) report(id, 'payment-information-id-repeated')
    open.header = { information: open.problems.length === 0 ? information : undefined }
    keep(open.problems)
  }

  const keep = (found: readonly Problem[]) => {
    problemsCount += found.length
    problems.push(...found)
  }
  const cutSlice = () => {
    complete.push({ transactions: tally.count - transactionsSliced, instructions, problems })
    transactionsSliced = tally.count
    instructions = []
    problems = []
  }

  const close = () => {
    const element = current
    if (!element) return
    // What a block must have before its transactions was asked for when the first of them came.
    if (!(element === block?.element && block.header)) closeElement(element, report, later)
    outside.look(element)
    if (element.name === 'GrpHdr') file = readFile(element, version, report)
    if (element.name === 'GrpHdr' || !element.parent) tellDeferred()
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
    tellDeferred()
    if (information && order) {
      const id = find(element, 'PmtId', 'EndToEndId')
      if (id && repetitions.transfer(order.endToEndId, information.debtor))
        report(id, 'end-to-end-id-repeated')
      const uetr = find(element, 'PmtId', 'UETR')
      if (uetr && order.uetr !== undefined && repetitions.uetr(order.uetr))
        report(uetr, 'uetr-repeated')
      checkService(element, order, information, report)
    }
    if (information && order && found.length === 0) {
      instructions.push(instructionOf(tally.count, element, order, information))
    } else {
      const references = { transaction: tally.count, ...referencesIn(element) }
      keep(found.map((problem) => ({ ...problem, ...references })))
    }
    ofTransaction = undefined
    forget(element)
    if (tally.count % limits.transactionsPerSlice === 0) cutSlice()
  }

  const closeBlock = (closed: Block) => {
    tellDeferred()
    // A block without transactions pays nobody; its file was not meant as it is.
    if (!closed.header) ofFile.push(...closed.problems)
    const found: Problem[] = []
    checkTally(closed.element, closed.tally, (at, code, { reason } = {}) =>
      put(found, { path: pathOf(at), line: at.line, code, reason: reason ?? sentenceOf(code) }),
    )
    if (found.length > 0) refusedBlocks.push(closed.element.ordinal)
    keep(found)
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
      if (file && ofFile.length === 0) {
        if (tally.count > transactionsSliced || problems.length > 0) cutSlice()
        return {
          kind: 'read',
          header: file,
          transactions: tally.count,
          refusedBlocks,
          warnings: outside.warnings(),
        }
      }
      const told = complete.flatMap((slice) => slice.problems)
      return { kind: 'refused', problems: [...ofFile, ...told, ...problems] }
    },
    slices: () => complete.splice(0),
    header: () => file,
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
  `The file ${namespace === '' ? 'has no namespace' : 'has another namespace'}; accepted are pain.001.001.03 to pain.001.001.12.`

const referencesIn = (
  transaction: Element,
): Pick<Problem, 'paymentInformationId' | 'instructionId' | 'endToEndId'> => ({
  ...reference('paymentInformationId', find(transaction.parent, 'PmtInfId')),
  ...reference('instructionId', find(transaction, 'PmtId', 'InstrId')),
  ...reference('endToEndId', find(transaction, 'PmtId', 'EndToEndId')),
})

/** Told only where it is one that may be echoed. */
const reference = <Name extends string>(name: Name, element: Element | undefined) => {
  const text = element && parseEndToEndId(valueOf(element))
  return text === undefined || isRefusal(text) ? {} : ({ [name]: text } as Record<Name, string>)
}

// A file of a hundred thousand transactions must not be held as a tree.
const forget = (record: Element): void => {
  record.parent?.children.pop()
}
