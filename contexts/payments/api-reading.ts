import type { Role } from '../../kernel/role.ts'
import { problemReply, type Problem, type Reply } from '../../kernel/reply.ts'

/** Who may look. Everybody sees parties masked. */
export const readers: readonly Role[] = [
  'viewer',
  'operator',
  'approver',
  'compliance',
  'administrator',
  'service',
]

/** Who may have payments made. */
export const payers: readonly Role[] = ['operator', 'administrator', 'service']

export const tag = 'Payments'

export const invalidRequest = (fields: NonNullable<Problem['fields']>): Reply =>
  problemReply({ slug: 'invalid-request', status: 400, title: 'The request is not valid', fields })

export const notFound = (what: string): Reply =>
  problemReply({ slug: `${what}-unknown`, status: 404, title: `There is no such ${what}` })
