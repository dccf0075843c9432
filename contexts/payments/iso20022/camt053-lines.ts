import { isRefusal } from '../../../kernel/refusal.ts'
import { money, negate, parseDecimal, type Money } from '../../../kernel/money.ts'
import { given, joined, readCodeOrProprietary, textOf } from './element-values.ts'
import type { Account } from './instruction.ts'
import { find, findAll, valueOf, type Element, type Report } from './pain001-elements.ts'
import type {
  Balance,
  BalanceCheck,
  Direction,
  StatementHeader,
  StatementLine,
} from './statement.ts'

/** What stands in a statement before its entries; undefined where something in it was reported as wrong. */
export const readStatementHeader = (
  statement: Element,
  format: StatementHeader['format'],
  messageId: string,
  report: Report,
): StatementHeader | undefined => {
  const account = readAccount(find(statement, 'Acct', 'Id'))
  const balances = findAll(statement, 'Bal').flatMap((one) => readBalance(one, report) ?? [])
  if (!account) return undefined
  const period = find(statement, 'FrToDt')
  return {
    format,
    messageId,
    number: textOf(find(statement, 'Id')) ?? '',
    ...given('sequence', textOf(find(statement, 'ElctrncSeqNb') ?? find(statement, 'LglSeqNb'))),
    ...given('page', textOf(find(statement, 'StmtPgntn', 'PgNb'))),
    ...given('createdAt', textOf(find(statement, 'CreDtTm'))),
    ...given('from', textOf(find(period, 'FrDtTm'))),
    ...given('to', textOf(find(period, 'ToDtTm'))),
    account,
    ...given('currency', textOf(find(statement, 'Acct', 'Ccy'))),
    balances,
  }
}

// A bank knows its own accounts: the number is taken as it stands, and read like a payment's.
const readAccount = (id: Element | undefined): Account | undefined => {
  const iban = textOf(find(id, 'IBAN'))
  if (iban !== undefined) return { iban }
  const other = textOf(find(id, 'Othr', 'Id'))
  if (other === undefined) return undefined
  return /^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/.test(other) ? { iban: other } : { other }
}

const readBalance = (element: Element, report: Report): Balance | undefined => {
  const amount = readAmount(find(element, 'Amt'), report)
  if (!amount) return undefined
  return {
    kind: readCodeOrProprietary(find(element, 'Tp', 'CdOrPrtry')) ?? '',
    amount: directionOf(element) === 'debit' ? negate(amount) : amount,
    ...given('date', dayOf(find(element, 'Dt'))),
  }
}

const readAmount = (element: Element | undefined, report: Report): Money | undefined => {
  if (!element) return undefined
  const amount = parseDecimal(valueOf(element).replace(/^\+/, ''), element.currency ?? '')
  if (!isRefusal(amount)) return amount
  report(element, amount.refused)
  return undefined
}

const directionOf = (element: Element): Direction | undefined => {
  const told = textOf(find(element, 'CdtDbtInd'))
  return told === undefined ? undefined : told === 'CRDT' ? 'credit' : 'debit'
}

const dayOf = (choice: Element | undefined): string | undefined =>
  textOf(find(choice, 'Dt') ?? find(choice, 'DtTm'))?.slice(0, 10)

/** The lines of one entry: one, or one for each transaction of a batch whose amounts are told. */
export const readEntry = (
  entry: Element,
  firstLine: number,
  report: Report,
): readonly StatementLine[] => {
  const amount = readAmount(find(entry, 'Amt'), report)
  const direction = directionOf(entry)
  if (!amount || !direction) return []
  const details = findAll(entry, 'NtryDtls').flatMap((one) => findAll(one, 'TxDtls'))
  const amounts = details.map((one) =>
    readAmount(find(one, 'Amt') ?? find(one, 'AmtDtls', 'TxAmt', 'Amt'), report),
  )
  if (details.length < 2 || amounts.some((one) => one === undefined))
    return [
      lineOf(entry, details.length === 1 ? details[0] : undefined, firstLine, amount, direction),
    ]
  return details.map((one, place) =>
    lineOf(entry, one, firstLine + place, amounts[place] ?? amount, directionOf(one) ?? direction),
  )
}

const lineOf = (
  entry: Element,
  detail: Element | undefined,
  line: number,
  amount: Money,
  direction: Direction,
): StatementLine => {
  const references = find(detail, 'Refs')
  const status = find(entry, 'Sts')
  return {
    line,
    amount,
    direction,
    status: status?.shape.kind === 'text' ? valueOf(status) : (readCodeOrProprietary(status) ?? ''),
    isReversal: ['true', '1'].includes(textOf(find(entry, 'RvslInd')) ?? ''),
    isReturn: find(detail, 'RtrInf') !== undefined,
    ...given('bookedOn', dayOf(find(entry, 'BookgDt'))),
    ...given('valuedOn', dayOf(find(entry, 'ValDt'))),
    ...given('endToEndId', provided(textOf(find(references, 'EndToEndId')))),
    ...given('instructionId', provided(textOf(find(references, 'InstrId')))),
    ...given('paymentInformationId', provided(textOf(find(references, 'PmtInfId')))),
    ...given('uetr', textOf(find(references, 'UETR'))),
    ...given(
      'bankReference',
      textOf(find(references, 'AcctSvcrRef') ?? find(entry, 'AcctSvcrRef')),
    ),
    ...given('code', codeOf(find(detail, 'BkTxCd') ?? find(entry, 'BkTxCd'))),
    ...partyOf(detail, direction),
    ...given('remittance', remittanceOf(detail)),
  }
}

// `NOTPROVIDED` is how banks write that there is no reference.
const provided = (reference: string | undefined): string | undefined =>
  reference === 'NOTPROVIDED' ? undefined : reference

const codeOf = (code: Element | undefined): string | undefined => {
  const domain = find(code, 'Domn')
  const family = find(domain, 'Fmly')
  const parts = [find(domain, 'Cd'), find(family, 'Cd'), find(family, 'SubFmlyCd')].map(textOf)
  return joined(parts, '/') ?? textOf(find(code, 'Prtry', 'Cd'))
}

/** The other side: who was paid, or who paid. */
const partyOf = (detail: Element | undefined, direction: Direction) => {
  const parties = find(detail, 'RltdPties')
  const role = direction === 'debit' ? 'Cdtr' : 'Dbtr'
  const party = find(parties, role)
  const account = find(parties, `${role}Acct`, 'Id')
  return {
    ...given('counterparty', textOf(find(party, 'Pty', 'Nm') ?? find(party, 'Nm'))),
    ...given('counterpartyAccount', textOf(find(account, 'IBAN') ?? find(account, 'Othr', 'Id'))),
  }
}

const remittanceOf = (detail: Element | undefined): string | undefined => {
  const remittance = find(detail, 'RmtInf')
  const lines = findAll(remittance, 'Ustrd').map(textOf)
  const references = findAll(remittance, 'Strd').map((one) =>
    textOf(find(one, 'CdtrRefInf', 'Ref')),
  )
  return joined([...lines, ...references], ' ')
}

/** What the booked entries of a statement come to, by currency. */
export type Booked = Map<string, bigint>

/** Counts an entry as it was booked: what stands in its details is part of it. */
export const countBooked = (booked: Booked, entry: Element, report: Report): void => {
  const status = find(entry, 'Sts')
  const told = status?.shape.kind === 'text' ? valueOf(status) : textOf(find(status, 'Cd'))
  const amount = told === 'BOOK' ? readAmount(find(entry, 'Amt'), report) : undefined
  if (!amount) return
  const units = BigInt(amount.minorUnits)
  const before = booked.get(amount.currency) ?? 0n
  booked.set(amount.currency, before + (directionOf(entry) === 'debit' ? -units : units))
}

/** Checks them against the opening and the closing balance. */
export const checkBalances = (
  balances: readonly Balance[],
  booked: ReadonlyMap<string, bigint>,
): BalanceCheck => {
  const opening = balances.find(({ kind }) => kind === 'OPBD' || kind === 'PRCD')?.amount
  // Of a day that is not over yet there is an interim balance in its place.
  const closing =
    balances.findLast(({ kind }) => kind === 'CLBD')?.amount ??
    balances.findLast(({ kind }) => kind === 'ITBD')?.amount
  if (!opening || !closing || opening.currency !== closing.currency) return 'not-checkable'
  const { currency } = opening
  if ([...booked.keys()].some((other) => other !== currency)) return 'not-checkable'
  const expected = money(BigInt(opening.minorUnits) + (booked.get(currency) ?? 0n), currency)
  return expected.minorUnits === closing.minorUnits ? 'agrees' : 'differs'
}
