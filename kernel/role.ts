/** What a person or a program may do. Four eyes: who proposes cannot approve, whatever the roles. */
export const roles = [
  'viewer',
  'operator',
  'approver',
  'campaign-manager',
  'compliance',
  'administrator',
  'service',
] as const

export type Role = (typeof roles)[number]

/** Who is asking. */
export interface Caller {
  readonly actor: string
  readonly roles: readonly Role[]
  /** Shown in the console; absent for programs. */
  readonly displayName?: string
  /** The version of the API that a program was written for, where its key says so. */
  readonly apiVersion?: string
  /** Their roles demand a second factor that they have not set up yet: they may do that, and nothing else. */
  readonly mustEnrol?: true
}

export const mayAct = (caller: Caller, allowed: readonly Role[]): boolean =>
  caller.roles.some((role) => allowed.includes(role))
