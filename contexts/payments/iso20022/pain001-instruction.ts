import { isPayable } from '../../../kernel/currencies.ts'
import { isZero, parseDecimal, type Money } from '../../../kernel/money.ts'
import { isRefusal } from '../../../kernel/refusal.ts'
import { given, joined, readCodeOrProprietary, readValue, textOf } from './element-values.ts'
import { readDecimal } from './exact-decimal.ts'
import {
  parseBic,
  parseCountry,
  parseEndToEndId,
  parseIban,
  parseIsoDate,
  parseIsoDateTime,
  parseUetr,
} from './identifiers.ts'
import type {
  Account,
  ChargeBearer,
  Instruction,
  Party,
  PaymentInformation,
  TransferOrder,
} from './instruction.ts'
import { filled, readAddress, readDetails, readLei } from './pain001-details.ts'
import { find, findAll, pathOf, valueOf, type Element, type Report } from './pain001-elements.ts'
import type { ValueProblemCode } from './pain001-problem.ts'
import { askedService, readLocalInstrument, readServiceLevels } from './pain001-service.ts'
import { serviceLevelOf } from './service-level.ts'

/**
 * Reads the block before its first transaction; undefined if something in it is wrong, which has
 * been reported then. Missing elements are reported by whoever checks the shape.
 */
export const readPaymentInformation = (
  block: Element,
  report: Report,
): PaymentInformation | undefined => {
  const id = find(block, 'PmtInfId')
  const method = find(block, 'PmtMtd')
  if (method && valueOf(method) !== 'TRF') report(method, 'payment-method-not-supported')
  const date = readExecutionDate(find(block, 'ReqdExctnDt'), report)
  const debtor = readParty(block, 'Dbtr', report)
  const chargeBearer = readChargeBearer(block, report)
  if (!id || !date || !debtor) return undefined
  return {
    paymentInformationId: valueOf(id),
    requestedExecutionDate: date,
    debtor,
    serviceLevels: readServiceLevels(block),
    localInstrument: readLocalInstrument(block),
    chargeBearer,
    details: {
      ...given('ultimateDebtor', textOf(find(block, 'UltmtDbtr', 'Nm'))),
      ...given('debtorLei', readLei(find(block, 'Dbtr'), report)),
      ...given('debtorAddress', readAddress(find(block, 'Dbtr'))),
    },
  }
}

/** Undefined if something in the transaction is wrong, which has been reported then. */
export const readTransferOrder = (
  transaction: Element,
  report: Report,
): TransferOrder | undefined => {
  const endToEndId = readValue(find(transaction, 'PmtId', 'EndToEndId'), parseEndToEndId, report)
  const amount = readAmount(transaction, report)
  const creditor = readParty(transaction, 'Cdtr', report)
  const chargeBearer = readChargeBearer(transaction, report)
  const uetr = readValue(find(transaction, 'PmtId', 'UETR'), parseUetr, report)
  const details = readDetails(transaction, report)
  if (endToEndId === undefined || !amount || !creditor) return undefined
  return { endToEndId, amount, creditor, chargeBearer, uetr, details }
}

/** Joins what both say; where both say the same thing, the transaction is the nearer one. */
export const instructionOf = (
  index: number,
  transaction: Element,
  order: TransferOrder,
  block: PaymentInformation,
): Instruction => ({
  index,
  block: transaction.parent?.ordinal ?? 1,
  path: pathOf(transaction),
  line: transaction.line,
  paymentInformationId: block.paymentInformationId,
  ...given('instructionId', textOf(find(transaction, 'PmtId', 'InstrId'))),
  endToEndId: order.endToEndId,
  amount: order.amount,
  debtor: block.debtor,
  creditor: order.creditor,
  ...given('remittance', readRemittance(find(transaction, 'RmtInf'))),
  requestedExecutionDate: block.requestedExecutionDate,
  ...given('uetr', order.uetr),
  ...given('serviceLevel', serviceLevelOf(askedService(transaction, order, block))),
  ...given('chargeBearer', order.chargeBearer ?? block.chargeBearer),
  ...given('purpose', readCodeOrProprietary(find(transaction, 'Purp'))),
  ...given('details', filled({ ...block.details, ...order.details })),
})

/** The amount as it counts towards a control sum, whatever its currency; undefined if it is no decimal. */
export const amountForControlSum = (transaction: Element): bigint | undefined => {
  const element = find(transaction, 'Amt', 'InstdAmt') ?? find(transaction, 'Amt', 'EqvtAmt', 'Amt')
  return element && readDecimal(valueOf(element))
}

const readAmount = (transaction: Element, report: Report): Money | undefined => {
  const equivalent = find(transaction, 'Amt', 'EqvtAmt')
  if (equivalent) report(equivalent, 'equivalent-amount-not-supported')
  const element = find(transaction, 'Amt', 'InstdAmt')
  if (!element) return undefined
  const fault = (code: ValueProblemCode): undefined => {
    report(element, code)
  }
  if (element.currency === undefined) return fault('currency-missing')
  const amount = parseDecimal(plainDecimal(valueOf(element)), element.currency)
  if (isRefusal(amount)) return fault(amount.refused)
  if (!isPayable(amount.currency)) return fault('currency-not-payable')
  return isZero(amount) ? fault('amount-not-positive') : amount
}

// The schema's decimals may be written `+5`, `.5` and `5.`; money is stricter than that.
const plainDecimal = (text: string): string =>
  text
    .replace(/^\+(?=[\d.])/, '')
    .replace(/^\.(?=\d)/, '0.')
    .replace(/(?<=\d)\.$/, '')

/** `role` is `Dbtr` or `Cdtr`, the beginning of the names of its account and its agent. */
const readParty = (from: Element, role: 'Dbtr' | 'Cdtr', report: Report): Party | undefined => {
  const party = find(from, role)
  // The schemas let them be absent, for cheques; a transfer needs both.
  if (!party) report(from, 'element-missing', { child: role })
  if (!find(from, `${role}Acct`)) report(from, 'element-missing', { child: `${role}Acct` })
  const name = find(party, 'Nm')
  if (party && !name) report(party, 'element-missing', { child: 'Nm' })
  const country = readValue(
    find(party, 'PstlAdr', 'Ctry') ?? find(party, 'CtryOfRes'),
    parseCountry,
    report,
  )
  const agent = find(from, `${role}Agt`, 'FinInstnId')
  const agentBic = readValue(find(agent, 'BICFI') ?? find(agent, 'BIC'), parseBic, report)
  const account = readAccount(find(from, `${role}Acct`, 'Id'), report)
  if (!name || !account) return undefined
  return {
    name: valueOf(name).trim(),
    account,
    ...given('agentBic', agentBic),
    ...given('country', country),
  }
}

const readAccount = (id: Element | undefined, report: Report): Account | undefined => {
  const other = find(id, 'Othr', 'Id')
  if (other) return { other: valueOf(other) }
  const iban = readValue(find(id, 'IBAN'), parseIban, report)
  return iban === undefined ? undefined : { iban }
}

const readExecutionDate = (element: Element | undefined, report: Report): string | undefined => {
  const instant = readValue(find(element, 'DtTm'), parseIsoDateTime, report)
  if (instant !== undefined) return instant.slice(0, 10)
  if (element?.shape.kind === 'text') return readValue(element, parseIsoDate, report)
  return readValue(find(element, 'Dt'), parseIsoDate, report)
}

const readChargeBearer = (from: Element, report: Report): ChargeBearer | undefined => {
  const element = find(from, 'ChrgBr')
  const bearer = chargeBearers.find((known) => element && known === valueOf(element))
  if (element && !bearer) report(element, 'charge-bearer-unknown')
  return bearer
}

const chargeBearers: readonly ChargeBearer[] = ['DEBT', 'CRED', 'SHAR', 'SLEV']

const readRemittance = (element: Element | undefined): string | undefined => {
  const lines = findAll(element, 'Ustrd').map(textOf)
  if (lines.length > 0) return joined(lines, ' ')
  const structured = findAll(element, 'Strd')
  const references = structured.map((one) => textOf(find(one, 'CdtrRefInf', 'Ref')))
  const documents = structured.flatMap((one) => findAll(one, 'RfrdDocInf'))
  return joined([...references, ...documents.map((one) => textOf(find(one, 'Nb')))], ' ')
}
