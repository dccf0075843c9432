import { money } from '../../kernel/money.ts'

export const price = money
