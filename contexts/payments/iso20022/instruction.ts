import type { Money } from '../../../kernel/money.ts'
import type { PaymentDetails, ServiceLevel } from '../events.ts'

/** An IBAN with proper check digits, or whatever else names an account, as it was sent. */
export type Account = Readonly<{ iban: string }> | Readonly<{ other: string }>

export type Party = Readonly<{
  name: string
  account: Account
  /** The BIC of the bank that keeps the account. */
  agentBic?: string
  /** ISO 3166 alpha-2 of the address, else of the residence. */
  country?: string
}>

/** Who pays the banks: payer, payee, each its own, or as the service level says. */
export type ChargeBearer = 'DEBT' | 'CRED' | 'SHAR' | 'SLEV'

/** One credit transfer as the customer asked for it. */
export type Instruction = Readonly<{
  /** Its place among all transactions of the file, rejected ones included, from 1. */
  index: number
  /** Which payment information block it stands in, from 1. */
  block: number
  path: string
  line: number
  paymentInformationId: string
  instructionId?: string
  endToEndId: string
  amount: Money
  debtor: Party
  creditor: Party
  /** What the payee is told: free lines joined by blanks, else the references of the documents. */
  remittance?: string
  /** `2026-11-30` */
  requestedExecutionDate: string
  /** The sender's UUIDv4, where the version has it. */
  uetr?: string
  serviceLevel?: ServiceLevel
  chargeBearer?: ChargeBearer
  /** A code such as `SALA`, or the sender's own. */
  purpose?: string
  /** What else was read; personal. */
  details?: PaymentDetails
}>

/** What a payment information block says about all its transactions. */
export type PaymentInformation = Readonly<{
  paymentInformationId: string
  requestedExecutionDate: string
  debtor: Party
  serviceLevels: readonly string[]
  localInstrument: string | undefined
  chargeBearer: ChargeBearer | undefined
  details: PaymentDetails
}>

/** What a transaction says itself. */
export type TransferOrder = Readonly<{
  endToEndId: string
  amount: Money
  creditor: Party
  chargeBearer: ChargeBearer | undefined
  uetr: string | undefined
  details: PaymentDetails
}>
