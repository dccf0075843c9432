import type { State } from '../../contexts/payments/payment.ts'

export type Cached = State
