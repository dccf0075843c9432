import { addressFault, type AddressParts } from './address-rules.ts'
import { readCodeOrProprietary } from './element-values.ts'
import { find, findAll, type Element, type Report } from './pain001-elements.ts'
import type { Party, PaymentInformation, TransferOrder } from './instruction.ts'
import { isCrossBorder, serviceFault, type ServiceAsked } from './service-level.ts'

/** Rules about both together; what is wrong is reported at the transaction. */
export const checkService = (
  transaction: Element,
  order: TransferOrder,
  block: PaymentInformation,
  report: Report,
): void => {
  const asked = askedService(transaction, order, block)
  const fault = serviceFault(asked)
  if (fault) report(find(transaction, 'PmtTpInf') ?? transaction, fault)
  if (!isCrossBorder(asked)) return
  const address = find(transaction, 'Cdtr', 'PstlAdr')
  const broken = address && addressFault(partsOf(address), block.requestedExecutionDate)
  if (broken) report(address, broken)
  const debtors = transaction.parent && find(transaction.parent, 'Dbtr', 'PstlAdr')
  const ofDebtor = debtors && addressFault(partsOf(debtors), block.requestedExecutionDate)
  if (ofDebtor) report(debtors, ofDebtor)
}

const partsOf = (address: Element): AddressParts => ({
  town: find(address, 'TwnNm') !== undefined,
  country: find(address, 'Ctry') !== undefined,
  lines: findAll(address, 'AdrLine').length,
})

/** What the transaction, or else its block, asks for. */
export const askedService = (
  transaction: Element,
  { amount, creditor }: TransferOrder,
  block: PaymentInformation,
): ServiceAsked => {
  const own = readServiceLevels(transaction)
  return {
    levels: own.length > 0 ? own : block.serviceLevels,
    localInstrument: readLocalInstrument(transaction) ?? block.localInstrument,
    currency: amount.currency,
    from: countryOf(block.debtor),
    to: countryOf(creditor),
  }
}

/** Where the account is kept. */
const countryOf = ({ account, agentBic, country }: Party): string | undefined =>
  'iban' in account ? account.iban.slice(0, 2) : (agentBic?.slice(4, 6) ?? country)

/** Codes of the service levels, as they were sent. */
export const readServiceLevels = (from: Element): readonly string[] =>
  findAll(find(from, 'PmtTpInf'), 'SvcLvl').flatMap((one) => readCodeOrProprietary(one) ?? [])

/** Code of the local instrument. */
export const readLocalInstrument = (from: Element): string | undefined =>
  readCodeOrProprietary(find(from, 'PmtTpInf', 'LclInstrm'))
