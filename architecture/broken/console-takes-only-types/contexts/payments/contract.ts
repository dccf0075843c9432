export type Payment = 1
