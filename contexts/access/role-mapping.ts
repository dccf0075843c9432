import { roles, type Role } from '../../kernel/role.ts'
import { apiKeyRoles } from './api-key.ts'
import type { ProvenIdentity } from './ports.ts'

/** Which groups of the identity provider have which roles here. */
export type RoleMapping = ReadonlyMap<string, readonly Role[]>

export const groupsMax = 1_000

/** Reads `{"payments-operators": ["operator"]}`. A text says what is wrong. */
export const readRoleMapping = (value: unknown): RoleMapping | string => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'must be an object of groups, each with a list of roles'
  const entries = Object.entries(value)
  if (entries.length === 0) return 'must name at least one group, or nobody may do anything'
  if (entries.length > groupsMax) return `must name at most ${groupsMax} groups`
  for (const [group, given] of entries) {
    const problem = problemOfRoles(given)
    if (problem !== undefined) return `/${group} ${problem}`
  }
  return new Map(entries)
}

const problemOfRoles = (given: unknown): string | undefined => {
  if (!Array.isArray(given) || given.length === 0) return 'must be a list of roles'
  const unknown = given.find((role) => !roles.includes(role as Role)) as unknown
  if (unknown !== undefined)
    return `names ${JSON.stringify(unknown)}, which is none of ${roles.join(', ')}`
  if (given.includes('service') && given.includes('approver'))
    return 'has both service and approver: programs do not approve'
  return undefined
}

/**
 * What somebody in these groups may do. Whoever is granted `service` is a program, as is a client that acts for
 * itself; programs do not approve.
 */
export const rolesOfGroups = (
  mapping: RoleMapping,
  { groups, isProgram }: Pick<ProvenIdentity, 'groups' | 'isProgram'>,
): { readonly kind: 'person' | 'program'; readonly roles: readonly Role[] } => {
  const granted = new Set(groups.flatMap((group) => mapping.get(group) ?? []))
  const kind = isProgram || granted.has('service') ? 'program' : 'person'
  const possible = kind === 'program' ? apiKeyRoles : roles
  return { kind, roles: possible.filter((role) => granted.has(role)) }
}
