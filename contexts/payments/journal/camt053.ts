import { formatInstant, type Instant } from '../../../kernel/clock.ts'
import { formatDecimal } from '../../../kernel/money.ts'
import type { CurrencyStatement, Entry, Statement } from './statement.ts'
import { dayOf, endOfDay, startOfDay } from './time.ts'

/** The versions of the bank-to-customer statement that are written. */
export const camt053Versions = ['camt.053.001.02', 'camt.053.001.08'] as const
export type Camt053Version = (typeof camt053Versions)[number]

export interface Camt053Message {
  readonly version: Camt053Version
  /** Up to 35 characters. */
  readonly messageId: string
  readonly createdAt: Instant
  /** Of each currency's statement, up to 35 characters. */
  readonly statementId: (currency: string) => string
  /** The payer's references of the payments that it tells of, by payment. */
  readonly endToEndIds: ReadonlyMap<string, string>
}

type Element = readonly [name: string, content: string | readonly Element[], currency?: string]

/**
 * A statement as an ISO 20022 message, one `Stmt` for each currency. The elements stand in the order of the published
 * structure, and only those that both versions have alike are used, but for the status and the details of an entry.
 */
export const camt053 = (statement: Statement, message: Camt053Message): string => {
  const { version, messageId, createdAt } = message
  const header: Element = [
    'GrpHdr',
    [
      ['MsgId', messageId],
      ['CreDtTm', formatInstant(createdAt)],
    ],
  ]
  const statements = statement.currencies.map((part) => stmt(statement, part, message))
  const body = written(['BkToCstmrStmt', [header, ...statements]], 1)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${version}">\n${body}</Document>\n`
}

const stmt = (
  { accountId, label, from, to }: Statement,
  part: CurrencyStatement,
  message: Camt053Message,
): Element => {
  const { createdAt, statementId } = message
  const { currency } = part
  const balance = (code: string, units: string, day: string): Element => [
    'Bal',
    [['Tp', [['CdOrPrtry', [['Cd', code]]]]], ...amount(units, currency), ['Dt', [['Dt', day]]]],
  ]
  return [
    'Stmt',
    [
      ['Id', statementId(currency)],
      ['CreDtTm', formatInstant(createdAt)],
      [
        'FrToDt',
        [
          ['FrDtTm', formatInstant(startOfDay(from))],
          ['ToDtTm', formatInstant(endOfDay(to))],
        ],
      ],
      [
        'Acct',
        [
          ['Id', [['Othr', [['Id', shortened(accountId)]]]]],
          ['Ccy', currency],
          ['Nm', cut(label ?? accountId, 70)],
        ],
      ],
      balance('OPBD', part.opening, from),
      balance(isOver(to, createdAt) ? 'CLBD' : 'ITBD', part.closing, to),
      summary(part),
      ...part.entries.map((entry) => ntry(entry, currency, message)),
      ...(accountId.length > accountLengthMax
        ? [['AddtlStmtInf', `Account ${accountId}`] as const]
        : []),
    ],
  ]
}

/** Whether nothing can be booked on it any more: until then its balance is an interim one. */
const isOver = (day: string, now: Instant): boolean => endOfDay(day) < now

const accountLengthMax = 34

/** Longer ids than the message has room for are told by their end, and in full below. */
const shortened = (accountId: string): string => accountId.slice(-accountLengthMax)

const summary = (part: CurrencyStatement): Element => {
  const { currency, creditCount, creditSum, debitCount, debitSum } = part
  const total = BigInt(creditSum) - BigInt(debitSum)
  return [
    'TxsSummry',
    [
      ['TtlNtries', counted(creditCount + debitCount, total.toString(), currency)],
      ['TtlCdtNtries', counted(creditCount, creditSum, currency)],
      ['TtlDbtNtries', counted(debitCount, debitSum, currency)],
    ],
  ]
}

const counted = (count: number, units: string, currency: string): readonly Element[] => [
  ['NbOfNtries', count.toString()],
  ['Sum', decimal(units, currency)],
]

const ntry = (
  entry: Entry,
  currency: string,
  { version, endToEndIds }: Camt053Message,
): Element => {
  const source = entry.transactionId ?? entry.paymentId
  const reference = source === undefined ? [] : [source.replaceAll('-', '').slice(0, 35)]
  const text = [entry.reference, entry.description].filter((part) => part !== undefined).join(' ')
  return [
    'Ntry',
    [
      ['NtryRef', entry.position.toString()],
      ...amount(entry.amount, currency),
      ['Sts', version === 'camt.053.001.02' ? 'BOOK' : [['Cd', 'BOOK']]],
      ['BookgDt', [['Dt', dayOf(entry.recordedAt)]]],
      ['ValDt', [['Dt', entry.effectiveDate]]],
      ...reference.map((id): Element => ['AcctSvcrRef', id]),
      [
        'BkTxCd',
        [
          [
            'Prtry',
            [
              ['Cd', cut(entry.because, 35)],
              ['Issr', 'Millrace'],
            ],
          ],
        ],
      ],
      ...details(entry, currency, version, endToEndIds.get(entry.paymentId ?? '')),
      ...(text === '' ? [] : [['AddtlNtryInf', cut(text, 500)] as const]),
    ],
  ]
}

/** By which payment it is, for those who know it by the payer's reference. The older version has no amount there. */
const details = (
  entry: Entry,
  currency: string,
  version: Camt053Version,
  endToEndId: string | undefined,
): readonly Element[] => {
  if (endToEndId === undefined) return []
  const references: Element = ['Refs', [['EndToEndId', cut(endToEndId, 35)]]]
  const amounts = version === 'camt.053.001.02' ? [] : amount(entry.amount, currency)
  return [['NtryDtls', [['TxDtls', [references, ...amounts]]]]]
}

/** Amounts have no sign in ISO 20022: a word beside them says on which side they stand. */
const amount = (units: string, currency: string): readonly Element[] => [
  ['Amt', decimal(units, currency), currency],
  ['CdtDbtInd', units.startsWith('-') ? 'DBIT' : 'CRDT'],
]

const decimal = (units: string, currency: string): string =>
  formatDecimal({ minorUnits: units.replace('-', ''), currency })

const cut = (text: string, lengthMax: number): string =>
  Array.from(text).slice(0, lengthMax).join('')

const written = ([name, content, currency]: Element, depth: number): string => {
  const indent = '  '.repeat(depth)
  const attribute = currency === undefined ? '' : ` Ccy="${currency}"`
  if (typeof content === 'string')
    return `${indent}<${name}${attribute}>${escaped(content)}</${name}>\n`
  const children = content.map((element) => written(element, depth + 1)).join('')
  return `${indent}<${name}>\n${children}${indent}</${name}>\n`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

// XML has no place for control characters and lone halves of letters, however they are written.
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, ' ')
    .replaceAll(/[&<>"]/g, (character) => entities[character] ?? '')
