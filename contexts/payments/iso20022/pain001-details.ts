import type { PaymentDetails } from '../events.ts'
import { given, joined, readValue, textOf } from './element-values.ts'
import { parseCreditorReference, parseLei } from './identifiers.ts'
import { find, findAll, valueOf, type Element, type Report } from './pain001-elements.ts'

/** The details, where there are any. */
export const filled = (details: PaymentDetails): PaymentDetails | undefined =>
  Object.keys(details).length > 0 ? details : undefined

/** What a transaction says beyond the payment itself. */
export const readDetails = (transaction: Element, report: Report): PaymentDetails => {
  const structured = findAll(find(transaction, 'RmtInf'), 'Strd')
  const documents = structured
    .flatMap((one) => findAll(one, 'RfrdDocInf'))
    .flatMap((one) => textOf(find(one, 'Nb')) ?? [])
  const regulatory = findAll(transaction, 'RgltryRptg')
    .flatMap((one) => findAll(one, 'Dtls'))
    .flatMap((one) => [...findAll(one, 'Cd'), ...findAll(one, 'Inf')])
    .flatMap((one) => textOf(one) ?? [])
  const creditor = find(transaction, 'Cdtr')
  return {
    ...given('ultimateDebtor', textOf(find(transaction, 'UltmtDbtr', 'Nm'))),
    ...given('ultimateCreditor', textOf(find(transaction, 'UltmtCdtr', 'Nm'))),
    ...given('creditorReference', readCreditorReference(structured, report)),
    ...given('documents', documents.length > 0 ? documents : undefined),
    ...given('regulatory', regulatory.length > 0 ? regulatory : undefined),
    ...given('creditorLei', readLei(creditor, report)),
    ...given('creditorAddress', readAddress(creditor)),
  }
}

/** One that says RF must keep to it; any other is the creditor's own. */
const readCreditorReference = (
  structured: readonly Element[],
  report: Report,
): string | undefined => {
  const reference = structured
    .map((one) => find(one, 'CdtrRefInf', 'Ref'))
    .find((one) => one !== undefined)
  if (!reference) return undefined
  return /^RF/i.test(valueOf(reference).trim())
    ? readValue(reference, (text) => parseCreditorReference(text.trim()), report)
    : textOf(reference)
}

/** The party's LEI. */
export const readLei = (party: Element | undefined, report: Report): string | undefined =>
  readValue(find(party, 'Id', 'OrgId', 'LEI'), parseLei, report)

/** The parts of the party's address, in their order. */
export const readAddress = (party: Element | undefined): string | undefined =>
  joined(find(party, 'PstlAdr')?.children.map(textOf) ?? [], ', ')
