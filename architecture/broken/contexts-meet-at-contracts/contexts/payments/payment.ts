import { balance } from '../loyalty/account.ts'

export const payment = balance
