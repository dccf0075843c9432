import { askedOf, type Asked } from '../../kernel/request-reply/contract.ts'
import { getTransaction } from '../payments/questions/contract.ts'

/** A system that can be asked about its transactions. */
export type Source = Asked<(typeof getTransaction)['request'], (typeof getTransaction)['reply']>

export const sourcesOf = (names: readonly string[]): readonly Source[] =>
  names.map((name) => askedOf(getTransaction, name))
