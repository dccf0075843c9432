import { isoReason } from './pain002-reason.ts'
import { groupStatus, transactionStatus, type IsoStatus } from './pain002-status.ts'
import { element, parent } from './xml-text.ts'

/** What a status report is about. */
export interface ReportedFile {
  readonly reportId: string
  /** ISO 8601. */
  readonly reportedAt: string
  readonly version: '03' | '10'
  readonly messageId: string
  /** `pain.001.001.09` */
  readonly format: string
  readonly createdAt: string
  readonly transactions: number
  readonly controlSum?: string
  readonly counts: ReadonlyMap<IsoStatus, number>
}

interface Reason {
  readonly code: string
  readonly reason: string
}

export interface ReportedTransaction {
  readonly paymentInformationId: string | undefined
  readonly instructionId: string | undefined
  readonly endToEndId: string | undefined
  readonly uetr: string | undefined
  readonly status: IsoStatus
  readonly reasons: readonly Reason[]
  /** The rail's own id of it. */
  readonly railReference: string | undefined
  /** Where its payment information was refused as a whole: the place of that in the file, and why. */
  readonly refusedBlock?: { readonly place: number; readonly reasons: readonly Reason[] }
}

/** Told of a transaction or a block whose identification could not be read. */
const notGiven = 'NOTPROVIDED'

/**
 * A pain.002 message, piece by piece. Where all transactions are alike, the status of the group tells it all and
 * none is listed; else each is, in the order of the file.
 */
export async function* writePain002(
  file: ReportedFile,
  transactions: () => AsyncIterable<ReportedTransaction>,
): AsyncGenerator<string, void, undefined> {
  const { version } = file
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.${version}"><CstmrPmtStsRpt>`
  yield header(file)
  let block: string | undefined
  if (!isUniform(file))
    for await (const transaction of transactions()) {
      const opening = openingOf(transaction)
      if (opening !== block) {
        if (block !== undefined) yield '</OrgnlPmtInfAndSts>\n'
        yield `<OrgnlPmtInfAndSts>${opening}\n`
        block = opening
      }
      yield `${transactionOf(transaction, version)}\n`
    }
  yield `${block === undefined ? '' : '</OrgnlPmtInfAndSts>\n'}</CstmrPmtStsRpt></Document>\n`
}

/** What is said of a payment information before its transactions. */
const openingOf = ({ paymentInformationId, refusedBlock }: ReportedTransaction): string =>
  [
    element('OrgnlPmtInfId', paymentInformationId ?? notGiven),
    ...(refusedBlock ? [element('PmtInfSts', 'RJCT'), ...refusedBlock.reasons.map(reasonOf)] : []),
  ].join('')

const isUniform = ({ counts }: ReportedFile): boolean => {
  const there = [...counts].filter(([, count]) => count > 0)
  // Why something was rejected is said of each.
  return there.length <= 1 && !there.some(([status]) => status === 'RJCT' || status === 'CANC')
}

const header = (file: ReportedFile): string => {
  const { reportId, reportedAt, messageId, format, createdAt, transactions, controlSum } = file
  return `${parent('GrpHdr', element('MsgId', reportId), element('CreDtTm', reportedAt))}
${parent(
  'OrgnlGrpInfAndSts',
  element('OrgnlMsgId', messageId),
  element('OrgnlMsgNmId', format),
  element('OrgnlCreDtTm', createdAt),
  element('OrgnlNbOfTxs', transactions),
  element('OrgnlCtrlSum', controlSum),
  element('GrpSts', groupStatus(file.counts)),
  ...countsOf(file),
)}
`
}

const countsOf = ({ counts, version }: ReportedFile): readonly string[] => {
  const told = new Map<string, number>()
  for (const [status, count] of counts) {
    const name = transactionStatus(status, version)
    if (count > 0) told.set(name, (told.get(name) ?? 0) + count)
  }
  return [...told].map(([status, count]) =>
    parent('NbOfTxsPerSts', element('DtldNbOfTxs', count), element('DtldSts', status)),
  )
}

const transactionOf = (transaction: ReportedTransaction, version: '03' | '10'): string =>
  parent(
    'TxInfAndSts',
    element('OrgnlInstrId', transaction.instructionId),
    element('OrgnlEndToEndId', transaction.endToEndId ?? notGiven),
    version === '10' ? element('OrgnlUETR', transaction.uetr) : '',
    element('TxSts', transactionStatus(transaction.status, version)),
    ...transaction.reasons.map(reasonOf),
    element('AcctSvcrRef', transaction.railReference?.slice(0, 35)),
  )

const informationLengthMax = 105

const reasonOf = ({ code, reason }: Reason): string => {
  const known = isoReason(code)
  const coded = known === undefined ? element('Prtry', code.slice(0, 35)) : element('Cd', known)
  // The sender's own words for it are more telling than the nearest code.
  const words = known === code || known === undefined ? reason : `${code}: ${reason}`
  return parent(
    'StsRsnInf',
    parent('Rsn', coded),
    element('AddtlInf', words.slice(0, informationLengthMax) || undefined),
  )
}
