import { money } from '../kernel/money.ts'

export const rules = money
