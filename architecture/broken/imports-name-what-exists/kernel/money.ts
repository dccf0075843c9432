import { currency } from './currency'

export const money = currency
