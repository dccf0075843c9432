import type { Money } from '../../kernel/money.ts'
import type { Json } from '../../kernel/json.ts'
import type { Sealed, SealRequest, Vault } from '../../kernel/personal-data.ts'
import type { NewPayment, Party, PaymentDetails } from './events.ts'
import type { RailAccount } from './ports.ts'

/** A payment as it was asked for, readable: it goes no further than this file. */
export interface PlainPayment extends Omit<NewPayment, Derived> {
  readonly amount: Money
  readonly debtor: Party
  readonly creditor: Party
  readonly remittance?: string
  readonly details?: PaymentDetails
}

/** What sealing makes, or makes something else of. */
type Derived =
  | 'debtor'
  | 'creditor'
  | 'remittance'
  | 'details'
  | 'debtorAccountIndex'
  | 'creditorAccountIndex'
  | 'orderIndex'
  | 'debtorCountry'
  | 'creditorCountry'

/** The account's number, whatever its kind. */
export const accountNumber = (account: RailAccount): string =>
  'iban' in account ? account.iban : account.other

/** Finds payments of an account without its number standing anywhere. */
export const accountIndex = (vault: Vault, number: string): string =>
  vault.blindIndex('account', number)

/** Somebody known by an account alone. */
export const accountSubject = (index: string): string => `account-${index}`

/**
 * Seals all payments in one go, in their order. A party's text is remembered where it comes again, or where the
 * payment came alone: those who are paid by a file are thousands, each of them once, and would weigh more in memory
 * than everything else that is kept of them. That two payments have a party in common shows in its blind index anyway.
 */
export const sealPayments = async (
  vault: Vault,
  payments: readonly PlainPayment[],
): Promise<readonly NewPayment[]> => {
  const indexes = payments.map(({ debtor, creditor }) => ({
    debtor: accountIndex(vault, accountNumber(debtor.account)),
    creditor: accountIndex(vault, accountNumber(creditor.account)),
  }))
  const debtors = comeAgain(indexes.map(({ debtor }) => debtor))
  const creditors = comeAgain(indexes.map(({ creditor }) => creditor))
  const requests = payments.flatMap((payment, place): SealRequest[] => {
    const { debtor = '', creditor = '' } = indexes[place] ?? {}
    const payer = accountSubject(debtor)
    const payee = accountSubject(creditor)
    return [
      { subject: payer, field: 'debtor', value: payment.debtor, mayRepeat: debtors(debtor) },
      {
        subject: payee,
        field: 'creditor',
        value: payment.creditor,
        mayRepeat: creditors(creditor),
      },
      // What the payer wrote is the payer's, whoever is mentioned in it.
      { subject: payer, field: 'remittance', value: payment.remittance ?? null },
      { subject: payer, field: 'details', value: (payment.details as Json | undefined) ?? null },
    ].filter(({ value }) => value !== null)
  })
  const sealed = (await vault.seal<Json>(requests)).values()
  const next = <Plain extends Json>() => sealed.next().value as Sealed<Plain>
  return payments.map(({ remittance, details, ...open }, place) => ({
    ...open,
    debtor: next<Party>(),
    creditor: next<Party>(),
    ...(remittance === undefined ? {} : { remittance: next<string>() }),
    ...(details === undefined ? {} : { details: next<PaymentDetails>() }),
    debtorAccountIndex: indexes[place]?.debtor ?? '',
    creditorAccountIndex: indexes[place]?.creditor ?? '',
    ...countriesOf(payments[place]),
    ...orderIndexOf(vault, indexes[place]?.debtor ?? '', open.endToEndId),
  }))
}

/** Which of them stand there more than once, or alone. */
const comeAgain = (indexes: readonly string[]): ((index: string) => boolean) => {
  if (indexes.length === 1) return () => true
  const seen = new Set<string>()
  const again = new Set<string>()
  for (const index of indexes) (seen.has(index) ? again : seen).add(index)
  return (index) => again.has(index)
}

/** ISO 20022's word for: the sender has no reference. */
const noReference = 'NOTPROVIDED'

const orderIndexOf = (vault: Vault, debtorAccountIndex: string, endToEndId: string) =>
  endToEndId === noReference
    ? {}
    : { orderIndex: vault.blindIndex('order', `${debtorAccountIndex} ${endToEndId}`, true) }

/** Where the accounts are. A country names nobody, and no rail can be chosen by what is sealed. */
const countriesOf = (payment: PlainPayment | undefined) => {
  const debtorCountry = payment && accountCountry(payment.debtor)
  const creditorCountry = payment && accountCountry(payment.creditor)
  return {
    ...(debtorCountry ? { debtorCountry } : {}),
    ...(creditorCountry ? { creditorCountry } : {}),
  }
}

/** By its IBAN, else its bank's BIC, else where the party is. */
export const accountCountry = ({ account, agentBic, country }: Party): string | undefined =>
  'iban' in account ? account.iban.slice(0, 2) : (agentBic?.slice(4, 6) ?? country)

/** The initiating party of a file: a subject of its own, known by its name. */
export const sealInitiatingParty = async (
  vault: Vault,
  name: string | undefined,
): Promise<Sealed<string> | undefined> => {
  if (name === undefined) return undefined
  const subject = `initiator-${vault.blindIndex('initiating-party', name)}`
  const [sealed] = await vault.seal([{ subject, field: 'initiating-party', value: name }])
  return sealed
}
