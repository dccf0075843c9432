import Type from 'typebox'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import type { ServiceLevel } from './events.ts'
import { isCrossBorder, serviceFault, type ServiceAsked } from './iso20022/service-level.ts'
import { accountCountry, type PlainPayment } from './sealing.ts'

/** Those that can be asked for; that a payment crosses a border is found by its accounts. */
export const orderedServices = ['sepa', 'instant', 'urgent', 'same-day'] as const
export type OrderedService = (typeof orderedServices)[number]

export const OrderedServiceSchema = Type.Unsafe<OrderedService>({
  type: 'string',
  enum: [...orderedServices],
  description:
    'What is asked of the rail; a rail is chosen by it where the rules say so. Without it a payment to another ' +
    'country, unless in euros within SEPA, is `cross-border`',
})

type Parties = Pick<PlainPayment, 'amount' | 'debtor' | 'creditor'>

/** The same for an order as for a transaction of a file: what was asked for, or else what follows from its accounts. */
export const serviceOfOrder = (
  asked: OrderedService | undefined,
  parties: Parties,
): ServiceLevel | undefined | Refusal => {
  const service = serviceAsked(parties, asked === 'sepa' ? ['SEPA'] : [])
  const fault = serviceFault(service)
  if (fault) return refuse(fault)
  return asked ?? (isCrossBorder(service) ? 'cross-border' : undefined)
}

/** Whatever service it asks for. */
export const crossesBorder = (parties: Parties): boolean => isCrossBorder(serviceAsked(parties, []))

const serviceAsked = (
  { amount, debtor, creditor }: Parties,
  levels: readonly string[],
): ServiceAsked => ({
  levels,
  localInstrument: undefined,
  currency: amount.currency,
  from: accountCountry(debtor),
  to: accountCountry(creditor),
})
