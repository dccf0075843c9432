import type { Decider } from '../../kernel/decider.ts'
import type { Sealed } from '../../kernel/personal-data.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import type { AccessEventOf } from './events.ts'
import type { PasskeyCredential } from './ports.ts'

/** Passkeys of one account. */
export const passkeysMax = 20
export const recoveryCodesCount = 10

/** A proof of the person that was checked outside, and is decided upon here: each counts once. */
export type FactorProof =
  /** `step` is the half minute that the code belongs to. */
  | { readonly kind: 'totp'; readonly factorId: string; readonly step: number }
  | { readonly kind: 'passkey'; readonly factorId: string; readonly counter: number }
  | { readonly kind: 'recovery-code'; readonly digest: string }

export interface SecurityState {
  readonly totp?: { readonly factorId: string; readonly lastStep: number }
  /** By factor; the counter that the authenticator showed last. */
  readonly passkeys: Readonly<Record<string, number>>
  /** Digests of those that were not used yet. */
  readonly recoveryCodes: readonly string[]
  /** Counts how often sessions were ended together. */
  readonly endings: number
}

export type SecurityEvent = AccessEventOf<
  | 'TotpEnrolled'
  | 'PasskeyRegistered'
  | 'PasskeyRenamed'
  | 'FactorRemoved'
  | 'FactorsReset'
  | 'RecoveryCodesIssued'
  | 'FactorUsed'
  | 'SessionsEnded'
>

type Of<Type extends string, Data> = { readonly type: Type; readonly data: Data }

export type EnrolTotp = Of<
  'EnrolTotp',
  {
    readonly userId: string
    readonly factorId: string
    readonly secret: Sealed<string>
    readonly step: number
    readonly sessionId: string
  }
>
export type RenamePasskey = Of<
  'RenamePasskey',
  { readonly userId: string; readonly factorId: string; readonly label: Sealed<string> }
>
export type RemoveFactor = Of<
  'RemoveFactor',
  { readonly userId: string; readonly factorId: string }
>
export type ResetFactors = Of<'ResetFactors', { readonly userId: string }>
export type IssueRecoveryCodes = Of<
  'IssueRecoveryCodes',
  { readonly userId: string; readonly digests: readonly string[] }
>
export type EndSessions = Of<
  'EndSessions',
  { readonly userId: string; /** The session that goes on. */ readonly except?: string }
>
export type SecurityCommand =
  | EnrolTotp
  | RenamePasskey
  | RemoveFactor
  | ResetFactors
  | IssueRecoveryCodes
  | EndSessions

export type SecurityRefusal = Refusal<'factor-unknown' | 'code-used' | 'second-factor-missing'>

export interface RegisterPasskeyData {
  readonly userId: string
  readonly factorId: string
  readonly label: Sealed<string>
  readonly credential: PasskeyCredential
}

const initialState: SecurityState = { passkeys: {}, recoveryCodes: [], endings: 0 }

/** What proves a person besides the password, and which of their sessions were ended together. */
export const security: Decider<SecurityState, SecurityCommand, SecurityEvent, SecurityRefusal> = {
  name: 'security',
  initialState,
  snapshot: { every: 200, version: 1 },

  evolve: (state, { type, data }) => {
    switch (type) {
      case 'TotpEnrolled':
        return { ...state, totp: { factorId: data.factorId, lastStep: data.step } }
      case 'PasskeyRegistered': {
        const { factorId, credential } = data
        return { ...state, passkeys: { ...state.passkeys, [factorId]: credential.counter } }
      }
      case 'PasskeyRenamed':
        return state
      case 'FactorRemoved':
        return without(state, data.factorId)
      case 'FactorsReset':
        return { ...initialState, endings: state.endings }
      case 'RecoveryCodesIssued':
        return { ...state, recoveryCodes: data.digests }
      case 'FactorUsed':
        return used(state, data)
      case 'SessionsEnded':
        return { ...state, endings: state.endings + 1 }
    }
  },

  decide: ({ type, data }, state) => {
    const { userId } = data
    switch (type) {
      case 'EnrolTotp': {
        // The code that confirms opens nothing afterwards, and does not confirm twice.
        if (state.totp && data.step <= state.totp.lastStep) return refuse('code-used')
        const { sessionId, ...enrolled } = data
        return [{ type: 'TotpEnrolled', data: enrolled }, ...othersEnd(state, userId, sessionId)]
      }
      case 'RenamePasskey':
        return data.factorId in state.passkeys
          ? [{ type: 'PasskeyRenamed', data }]
          : refuse('factor-unknown')
      case 'RemoveFactor':
        return hasFactor(state, data.factorId)
          ? [{ type: 'FactorRemoved', data }]
          : refuse('factor-unknown')
      case 'ResetFactors':
        return hasFactors(state) || state.recoveryCodes.length > 0
          ? [
              { type: 'FactorsReset', data: { userId } },
              { type: 'SessionsEnded', data: { userId } },
            ]
          : []
      case 'IssueRecoveryCodes':
        return hasFactors(state)
          ? [{ type: 'RecoveryCodesIssued', data: { userId, digests: [...data.digests] } }]
          : refuse('second-factor-missing')
      case 'EndSessions':
        return [{ type: 'SessionsEnded', data }]
    }
  },
}

/** The first factor leaves behind whoever signed in with the password alone; `sessionId` goes on. */
export const othersEnd = (
  state: SecurityState,
  userId: string,
  sessionId: string,
): readonly AccessEventOf<'SessionsEnded'>[] =>
  hasFactors(state) ? [] : [{ type: 'SessionsEnded', data: { userId, except: sessionId } }]

export const hasFactors = ({ totp, passkeys }: SecurityState): boolean =>
  totp !== undefined || Object.keys(passkeys).length > 0

const hasFactor = ({ totp, passkeys }: SecurityState, factorId: string): boolean =>
  totp?.factorId === factorId || factorId in passkeys

/** Whether the proof counts: it names what is there, and was not given before. */
export const counts = (
  { totp, passkeys, recoveryCodes }: SecurityState,
  proof: FactorProof,
): boolean => {
  switch (proof.kind) {
    case 'totp':
      return totp?.factorId === proof.factorId && proof.step > totp.lastStep
    case 'passkey': {
      const before = passkeys[proof.factorId]
      // Passkeys that live on several devices do not count, and say 0 for ever.
      return (
        before !== undefined && (proof.counter > before || (proof.counter === 0 && before === 0))
      )
    }
    case 'recovery-code':
      return recoveryCodes.includes(proof.digest)
  }
}

// Codes are for those who lost their factors; without any, they would be passwords that nobody asks for.
const without = (state: SecurityState, factorId: string): SecurityState => {
  const { totp, ...rest } = state
  const passkeys = Object.fromEntries(
    Object.entries(state.passkeys).filter(([id]) => id !== factorId),
  )
  const left = { ...rest, passkeys, ...(totp && totp.factorId !== factorId ? { totp } : {}) }
  return hasFactors(left) ? left : { ...left, recoveryCodes: [] }
}

const used = (state: SecurityState, proof: FactorProof): SecurityState => {
  switch (proof.kind) {
    case 'totp':
      return { ...state, totp: { factorId: proof.factorId, lastStep: proof.step } }
    case 'passkey':
      return { ...state, passkeys: { ...state.passkeys, [proof.factorId]: proof.counter } }
    case 'recovery-code':
      return {
        ...state,
        recoveryCodes: state.recoveryCodes.filter((digest) => digest !== proof.digest),
      }
  }
}
