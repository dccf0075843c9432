import type { Vault } from '../../../kernel/personal-data.ts'
import { isRefusal, refuse, type Refusal } from '../../../kernel/refusal.ts'
import { parseIban } from '../iso20022/identifiers.ts'
import { isAccountId } from '../journal/account-id.ts'
import { accountIndex } from '../sealing.ts'
import type { LimitScope } from './contract.ts'

/** As payments show a debtor who is known by an account: `account-<blind index>`. */
const asShown = /^account-([A-Za-z0-9_-]{20,128})$/

const shortestIban = 15

/** An IBAN that was mistyped is nobody's account number: a limit on it would stop nothing, and nobody would see that. */
const readNumber = (given: string) => {
  const written = given.replaceAll(' ', '').toUpperCase()
  const iban = parseIban(written)
  if (!isRefusal(iban)) return iban
  const isNone = iban.refused === 'iban-malformed' || iban.refused === 'iban-country-unknown'
  return isNone || written.length < shortestIban ? given.trim() : iban
}

/** The subject's key of what somebody wrote: an account number becomes its blind index, and is not kept. */
export const readSubject = (
  { vault, rails }: { readonly vault: Vault; readonly rails: readonly string[] },
  scope: LimitScope,
  given: string,
): string | Refusal => {
  switch (scope) {
    case 'account':
      // Ids of journal accounts are kept as they are: it would stand in the log, and stop nothing.
      if (!isRefusal(parseIban(given.toUpperCase()))) return refuse('iban-is-of-a-payer')
      return isAccountId(given) ? given : refuse('account-id-not-valid')
    case 'rail':
      return rails.includes(given) ? given : refuse('rail-unknown')
    case 'payer': {
      const shown = asShown.exec(given)?.[1]
      if (shown !== undefined) return shown
      const number = readNumber(given)
      if (isRefusal(number)) return number
      return number.length > 0 && number.length <= 34
        ? accountIndex(vault, number)
        : refuse('account-not-valid')
    }
  }
}
