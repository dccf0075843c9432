import { type Payment } from '../../../contexts/payments/contract.ts'

export type Shown = Payment
