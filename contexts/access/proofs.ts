import type { Proof } from './contract.ts'
import { hasSecondFactor, type SecurityRow } from './security-view.ts'
import type { UserRow } from './views.ts'

/** What an account can be proved with besides its password, the easiest first. */
export const secondProofs = ({ totp, passkeys, recoveryCodes }: SecurityRow): Proof[] => [
  ...(passkeys.length > 0 ? (['passkey'] as const) : []),
  ...(totp ? (['totp'] as const) : []),
  ...(recoveryCodes.length > 0 ? (['recovery-code'] as const) : []),
]

/**
 * What a fresh proof may be: whoever has a second factor is asked for it, because the password may be what a thief of
 * the session has as well.
 */
export const proofsOf = (user: UserRow, security: SecurityRow | undefined): Proof[] => {
  if (hasSecondFactor(security))
    return secondProofs(security).filter((proof) => proof !== 'recovery-code')
  return user.passwordHash === '' ? ['provider'] : ['password']
}
