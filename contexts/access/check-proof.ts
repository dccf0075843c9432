import type { Instant } from '../../kernel/clock.ts'
import type { Vault } from '../../kernel/personal-data.ts'
import { authenticatorChallenge } from './challenge.ts'
import type { PasskeyPlace, PasskeyUsed } from './ports.ts'
import { counts, type FactorProof } from './security.ts'
import type { SecurityRow } from './security-view.ts'
import type { AccessTools } from './tools.ts'

/** What somebody offers besides their password; one of them. */
export interface GivenProof {
  readonly code?: string
  readonly recoveryCode?: string
  readonly passkey?: PasskeyUsed
}

export interface Asked {
  /** The text that was given out. */
  readonly challenge?: string | undefined
  readonly place: PasskeyPlace | undefined
  /** Whether a passkey must have seen a finger, a face or a PIN, because it stands alone. */
  readonly mustVerify: boolean
  readonly now: Instant
}

type Tools = Pick<AccessTools, 'vault' | 'secrets' | 'oneTimePasswords' | 'passkeys'>

/** What is offered, checked against what is known; undefined where it does not fit. The log decides whether it counts. */
export const checkProof = async (
  tools: Tools,
  row: SecurityRow,
  given: GivenProof,
  asked: Asked,
): Promise<FactorProof | undefined> => {
  const proof = await fitting(tools, row, given, asked)
  return proof && counts(stateOf(row), proof) ? proof : undefined
}

const fitting = async (
  tools: Tools,
  row: SecurityRow,
  { code, recoveryCode, passkey }: GivenProof,
  asked: Asked,
): Promise<FactorProof | undefined> => {
  if (code !== undefined) return checkCode(tools, row, code, asked.now)
  if (recoveryCode !== undefined)
    return {
      kind: 'recovery-code',
      digest: recoveryCodeDigest(tools.vault, row.userId, recoveryCode),
    }
  return passkey && checkPasskey(tools, row, passkey, asked)
}

const checkCode = async (
  { vault, oneTimePasswords }: Tools,
  { totp }: SecurityRow,
  code: string,
  now: Instant,
): Promise<FactorProof | undefined> => {
  const [secret] = totp ? await vault.open([totp.secret]) : []
  if (!totp || typeof secret !== 'string') return undefined
  const step = oneTimePasswords.step(secret, code.replaceAll(' ', ''), now)
  return step === undefined ? undefined : { kind: 'totp', factorId: totp.factorId, step }
}

const checkPasskey = async (
  { passkeys, secrets }: Tools,
  row: SecurityRow,
  answer: PasskeyUsed,
  { challenge, place, mustVerify }: Asked,
): Promise<FactorProof | undefined> => {
  const known = row.passkeys.find(({ credential }) => credential.id === answer.id)
  if (!known || !place || challenge === undefined) return undefined
  const asked = authenticatorChallenge(secrets, challenge)
  const counter = await passkeys.used(answer, asked, place, known.credential, mustVerify)
  return counter === undefined ? undefined : { kind: 'passkey', factorId: known.factorId, counter }
}

const stateOf = ({ totp, passkeys, recoveryCodes, endings }: SecurityRow) => ({
  ...(totp ? { totp } : {}),
  passkeys: Object.fromEntries(
    passkeys.map(({ factorId, credential }) => [factorId, credential.counter]),
  ),
  recoveryCodes,
  endings,
})

/** However it is typed, it is one code. Under the index key, which survives another master key. */
export const recoveryCodeDigest = (
  vault: Pick<Vault, 'blindIndex'>,
  userId: string,
  typed: string,
): string =>
  vault.blindIndex('recovery-code', `${userId} ${typed.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}`)
