import type { SignedIn } from '../../../contexts/access/contract.ts'

export type Role = SignedIn['roles'][number]

const words: Readonly<Record<Role, { label: string; says: string }>> = {
  viewer: { label: 'Viewer', says: 'sees everything, masked' },
  operator: { label: 'Operator', says: 'sends payments, resumes stuck ones, rebuilds views' },
  approver: { label: 'Approver', says: 'approves what others propose' },
  'campaign-manager': { label: 'Campaign manager', says: 'builds and runs campaigns' },
  compliance: { label: 'Compliance', says: 'reads the audit, verifies logs, erases people' },
  administrator: { label: 'Administrator', says: 'manages people, keys and the platform' },
  service: { label: 'Service', says: 'a program' },
}

export const roleLabel = (role: Role): string => words[role].label

const optionsOf = (left: Role): readonly { value: Role; label: string }[] =>
  (Object.keys(words) as Role[])
    .filter((role) => role !== left)
    .map((value) => ({ value, label: `${words[value].label}: ${words[value].says}` }))

/** What a person may be given. */
export const userRoleOptions = optionsOf('service')

/** What a program may be given: programs do not approve. */
export const keyRoleOptions = optionsOf('approver')
