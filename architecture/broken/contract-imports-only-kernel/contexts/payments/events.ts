export type PaymentCaptured = 'payment-captured'
