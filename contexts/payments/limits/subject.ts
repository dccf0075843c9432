import type { Vault } from '../../../kernel/personal-data.ts'
import { isRefusal, refuse, type Refusal } from '../../../kernel/refusal.ts'
import { parseIban } from '../iso20022/identifiers.ts'
import { isAccountId } from '../journal/account-id.ts'
import { accountIndex } from '../sealing.ts'
import type { LimitScope } from './contract.ts'

/** As payments show a debtor who is known by an account: `account-<blind index>`. */
const asShown = /^account-([A-Za-z0-9_-]{20,128})$/

/** The subject's key of what somebody wrote: an account number becomes its blind index, and is not kept. */
export const readSubject = (
  vault: Vault,
  scope: LimitScope,
  given: string,
): string | Refusal<'account-id-not-valid' | 'rail-not-valid' | 'account-not-valid'> => {
  switch (scope) {
    case 'account':
      return isAccountId(given) ? given : refuse('account-id-not-valid')
    case 'rail':
      return /^[a-z][a-z0-9-]{0,31}$/.test(given) ? given : refuse('rail-not-valid')
    case 'payer': {
      const shown = asShown.exec(given)?.[1]
      if (shown !== undefined) return shown
      const iban = parseIban(given.replaceAll(' ', ''))
      const number = isRefusal(iban) ? given.trim() : iban
      return number.length > 0 && number.length <= 34
        ? accountIndex(vault, number)
        : refuse('account-not-valid')
    }
  }
}
