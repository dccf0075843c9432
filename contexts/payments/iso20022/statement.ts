import type { Money } from '../../../kernel/money.ts'
import type { Account } from './instruction.ts'

export type Direction = 'credit' | 'debit'

/** A balance as the bank tells it; negative where the account is overdrawn. */
export type Balance = Readonly<{ kind: string; amount: Money; date?: string }>

/** What a statement says of itself, before its first entry. */
export type StatementHeader = Readonly<{
  format: `camt.053.001.${'02' | '08'}`
  messageId: string
  /** As the bank names it. */
  number: string
  sequence?: string
  page?: string
  createdAt?: string
  from?: string
  to?: string
  account: Account
  currency?: string
  balances: readonly Balance[]
}>

/** An entry, or one transaction of an entry that stands for several. */
export type StatementLine = Readonly<{
  /** Its place in the statement, from 1. */
  line: number
  amount: Money
  direction: Direction
  /** `BOOK`, `PDNG`, `INFO` */
  status: string
  isReversal: boolean
  isReturn: boolean
  bookedOn?: string
  valuedOn?: string
  endToEndId?: string
  instructionId?: string
  paymentInformationId?: string
  uetr?: string
  /** The account servicer's own reference. */
  bankReference?: string
  /** `PMNT/RCDT/ESCT`, or the bank's own code. */
  code?: string
  counterparty?: string
  counterpartyAccount?: string
  remittance?: string
}>

/** Whether opening balance and booked entries come to the closing balance. */
export type BalanceCheck = 'agrees' | 'differs' | 'not-checkable'

/** Lines of one statement that follow each other. `check` stands with its last ones. */
export type StatementSlice = Readonly<{
  /** Which one in the document, from 1. */
  statement: number
  header: StatementHeader
  lines: readonly StatementLine[]
  check?: BalanceCheck
}>
