import { commandFor, type Decider } from '../../kernel/decider.ts'
import type { Refusal } from '../../kernel/refusal.ts'
import type { Role } from '../../kernel/role.ts'
import type { View } from '../../kernel/view.ts'
import type { AccessEventOf, ProofMethod } from './events.ts'
import { hasSecondFactor, type SecurityRow } from './security-view.ts'

/** There is one policy, in one row. */
export const signInPolicyKey = 'sign-in'
const stream = `policy-${signInPolicyKey}`

export interface SignInPolicy {
  /** Whoever has one of these roles signs in with a second factor. */
  readonly secondFactorRoles: readonly Role[]
}

type Changed = AccessEventOf<'SignInPolicyChanged'>
export type ChangeSignInPolicy = {
  readonly type: 'ChangeSignInPolicy'
  readonly data: { readonly secondFactorRoles: readonly Role[] }
}

/** What the installation demands of those who sign in. */
export const signInPolicy: Decider<SignInPolicy, ChangeSignInPolicy, Changed, Refusal<never>> = {
  name: 'policy',
  initialState: { secondFactorRoles: [] },
  evolve: (_state, { data }) => data,
  decide: ({ data }, state) => {
    const [before, after] = [state.secondFactorRoles, data.secondFactorRoles]
    const isSame = before.length === after.length && after.every((role) => before.includes(role))
    return isSame ? [] : [{ type: 'SignInPolicyChanged', data: { secondFactorRoles: [...after] } }]
  },
}

export const changeSignInPolicy = commandFor(signInPolicy, 'ChangeSignInPolicy', () => stream)

/** Key: `signInPolicyKey`; no row where nothing was ever demanded. */
export const signInPolicyView: View<SignInPolicy, Changed> = {
  name: 'sign-in-policy',
  version: 1,
  events: ['SignInPolicyChanged'],
  indexed: {},
  keys: () => [signInPolicyKey],
  fold: (_row, { data }) => data,
}

export const demandsSecondFactor = (
  policy: SignInPolicy | undefined,
  roles: readonly Role[],
): boolean => policy?.secondFactorRoles.some((role) => roles.includes(role)) ?? false

/** Whether somebody must set up a second factor before anything else. */
export const mustEnrolNow = (
  policy: SignInPolicy | undefined,
  roles: readonly Role[],
  security: SecurityRow | undefined,
  by: readonly ProofMethod[],
): boolean =>
  // An identity provider has its own second factors, and answers for them.
  demandsSecondFactor(policy, roles) && !hasSecondFactor(security) && !by.includes('provider')
