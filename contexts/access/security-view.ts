import type { Instant } from '../../kernel/clock.ts'
import type { Position } from '../../kernel/message.ts'
import type { Sealed } from '../../kernel/personal-data.ts'
import type { View } from '../../kernel/view.ts'
import type { AccessEventOf } from './events.ts'
import type { PasskeyCredential } from './ports.ts'
import type { SecurityEvent } from './security.ts'

export interface PasskeyRow {
  readonly factorId: string
  readonly label: Sealed<string>
  readonly credential: PasskeyCredential
  readonly registeredAt: Instant
  readonly lastUsedAt?: Instant
}

export interface SecurityRow {
  readonly userId: string
  readonly totp?: {
    readonly factorId: string
    readonly secret: Sealed<string>
    readonly lastStep: number
    readonly enrolledAt: Instant
    readonly lastUsedAt?: Instant
  }
  readonly passkeys: readonly PasskeyRow[]
  /** Digests of those that were not used yet. */
  readonly recoveryCodes: readonly string[]
  readonly recoveryCodesIssuedAt?: Instant
  /** Sessions that were opened before this position are over, but for `sessionKept`. */
  readonly sessionsFrom: Position
  readonly sessionKept?: string
  readonly endings: number
}

/** What proves a person besides the password. Key: user id; no row where there never was anything. */
export const securityView: View<SecurityRow, SecurityEvent> = {
  name: 'security',
  version: 1,
  events: [
    'TotpEnrolled',
    'PasskeyRegistered',
    'PasskeyRenamed',
    'FactorRemoved',
    'FactorsReset',
    'RecoveryCodesIssued',
    'FactorUsed',
    'SessionsEnded',
  ],
  indexed: {},
  keys: ({ data }) => [data.userId],
  fold: (before, { type, data, time, position }) => {
    const row = before ?? nothing(data.userId)
    switch (type) {
      case 'TotpEnrolled': {
        const { factorId, secret, step } = data
        return { ...row, totp: { factorId, secret, lastStep: step, enrolledAt: time } }
      }
      case 'PasskeyRegistered': {
        const { factorId, label, credential } = data
        const added = { factorId, label, credential, registeredAt: time }
        return { ...row, passkeys: [...row.passkeys, added] }
      }
      case 'PasskeyRenamed':
        return changePasskey(row, data.factorId, (passkey) => ({ ...passkey, label: data.label }))
      case 'FactorRemoved':
        return without(row, data.factorId)
      case 'FactorsReset':
        return { ...nothing(row.userId), ...endingsOf(row) }
      case 'RecoveryCodesIssued':
        return { ...row, recoveryCodes: data.digests, recoveryCodesIssuedAt: time }
      case 'FactorUsed':
        return used(row, data, time)
      case 'SessionsEnded': {
        const { sessionKept: _, ...rest } = row
        const kept = data.except === undefined ? {} : { sessionKept: data.except }
        return { ...rest, ...kept, sessionsFrom: position, endings: row.endings + 1 }
      }
    }
  },
}

const nothing = (userId: string): SecurityRow => ({
  userId,
  passkeys: [],
  recoveryCodes: [],
  sessionsFrom: 0,
  endings: 0,
})

const endingsOf = ({ sessionsFrom, sessionKept, endings }: SecurityRow) => ({
  sessionsFrom,
  endings,
  ...(sessionKept === undefined ? {} : { sessionKept }),
})

/** Whether anything besides the password is there to be asked for. */
export const hasSecondFactor = (row: SecurityRow | undefined): row is SecurityRow =>
  row !== undefined && (row.totp !== undefined || row.passkeys.length > 0)

const changePasskey = (
  row: SecurityRow,
  factorId: string,
  change: (passkey: PasskeyRow) => PasskeyRow,
): SecurityRow => ({
  ...row,
  passkeys: row.passkeys.map((passkey) =>
    passkey.factorId === factorId ? change(passkey) : passkey,
  ),
})

const without = (row: SecurityRow, factorId: string): SecurityRow => {
  const { totp, recoveryCodesIssuedAt, ...rest } = row
  const left: SecurityRow = {
    ...rest,
    passkeys: row.passkeys.filter((passkey) => passkey.factorId !== factorId),
    ...(totp && totp.factorId !== factorId ? { totp } : {}),
  }
  if (!left.totp && left.passkeys.length === 0) return { ...left, recoveryCodes: [] }
  return recoveryCodesIssuedAt === undefined ? left : { ...left, recoveryCodesIssuedAt }
}

const used = (
  row: SecurityRow,
  proof: AccessEventOf<'FactorUsed'>['data'],
  time: Instant,
): SecurityRow => {
  switch (proof.kind) {
    case 'totp':
      return row.totp
        ? { ...row, totp: { ...row.totp, lastStep: proof.step, lastUsedAt: time } }
        : row
    case 'passkey': {
      const { factorId, counter } = proof
      return changePasskey(row, factorId, (passkey) => {
        const credential: PasskeyCredential = { ...passkey.credential, counter }
        return { ...passkey, credential, lastUsedAt: time }
      })
    }
    case 'recovery-code':
      return {
        ...row,
        recoveryCodes: row.recoveryCodes.filter((digest) => digest !== proof.digest),
      }
  }
}

export interface PasskeyOwnerRow {
  readonly userId: string
  readonly factorId: string
}

/** Whose a passkey is, where nobody has said who they are. Key: the digest of the credential's id. */
export const passkeyOwnersView: View<PasskeyOwnerRow, AccessEventOf<'PasskeyReserved'>> = {
  name: 'passkey-owners',
  version: 1,
  events: ['PasskeyReserved'],
  indexed: {},
  keys: ({ data }) => [data.credentialDigest],
  fold: (_row, { data: { userId, factorId } }) => ({ userId, factorId }),
}
