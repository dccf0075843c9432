import type { JWTPayload } from 'jose'
import type { ProvenIdentity } from '../../contexts/access/ports.ts'

export const subjectLengthMax = 255
export const nameLengthMax = 100
export const groupsMax = 1_000

/**
 * What the claims say of somebody. `groupsClaim` is a claim's name, or a JSON pointer where the groups lie deeper:
 * `/realm_access/roles`.
 */
export const identityOf = (claims: JWTPayload, groupsClaim: string): ProvenIdentity => {
  const subject = claims.sub ?? ''
  const username = nameIn(claims, 'preferred_username', 'email', 'upn') ?? subject
  return {
    issuer: claims.iss ?? '',
    subject,
    isProgram: subject === claims['client_id'] || subject === claims['azp'],
    username: short(username),
    displayName: short(nameIn(claims, 'name') ?? username),
    groups: groupsIn(claims, groupsClaim),
  }
}

const nameIn = (claims: JWTPayload, ...names: readonly string[]): string | undefined =>
  names
    .map((name) => claims[name])
    .find((value): value is string => typeof value === 'string' && value.trim() !== '')

// By letters: half of one would be no text.
const short = (text: string): string =>
  Array.from(text.toWellFormed()).slice(0, nameLengthMax).join('')

const groupsIn = (claims: JWTPayload, claim: string): readonly string[] => {
  const found = claim.startsWith('/') ? at(claims, claim.slice(1).split('/')) : claims[claim]
  const groups = typeof found === 'string' ? [found] : Array.isArray(found) ? found : []
  return groups.filter((group) => typeof group === 'string').slice(0, groupsMax)
}

const at = (value: unknown, [first, ...others]: readonly string[]): unknown => {
  if (first === undefined) return value
  if (typeof value !== 'object' || value === null) return undefined
  const name = first.replaceAll('~1', '/').replaceAll('~0', '~')
  return Object.hasOwn(value, name)
    ? at((value as Readonly<Record<string, unknown>>)[name], others)
    : undefined
}
