import type { PaymentCaptured } from './events.ts'

export type Published = PaymentCaptured
