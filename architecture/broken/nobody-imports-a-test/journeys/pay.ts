import { example } from '../journeys/refund.test.ts'

export const paid = example
