import type { Role } from '../../kernel/role.ts'
import { apiKeyRoles } from './api-key.ts'

/** What the holder of a certificate has proved about themselves. */
export interface ProvenCertificate {
  readonly subject: Readonly<Record<string, string | readonly string[]>>
  readonly subjectAltNames: readonly string[]
  /** SHA-256, lower-case hexadecimal. */
  readonly fingerprint: string
}

/** Which certificates are which service, and what that may do. */
export interface CertificateRule {
  /** Of the service: it acts as `certificate:<name>`. */
  readonly name: string
  readonly roles: readonly Role[]
  /** Exactly one of these three tells its certificates. */
  readonly subject?: ProvenCertificate['subject']
  readonly subjectAltName?: string
  readonly fingerprint?: string
}

const rulesMax = 1_000

/** Reads `[{"name": "ledger", "subjectAltName": "DNS:ledger.bank.example", "roles": ["service"]}]`. A text says what is wrong. */
export const readCertificateRules = (value: unknown): readonly CertificateRule[] | string => {
  if (!Array.isArray(value) || value.length === 0 || value.length > rulesMax)
    return `must be a list of 1 to ${rulesMax} services`
  const rules: CertificateRule[] = []
  for (const [index, given] of value.entries()) {
    const rule = readRule(given)
    if (typeof rule === 'string') return `/${index} ${rule}`
    if (rules.some(({ name }) => name === rule.name)) return `/${index}/name is there twice`
    rules.push(rule)
  }
  return rules
}

const members = new Set(['name', 'roles', 'subject', 'subjectAltName', 'fingerprint'])

const readRule = (given: unknown): CertificateRule | string => {
  if (!isObject(given)) return 'must be an object'
  const { name, roles, subject, subjectAltName, fingerprint } = given
  const unknown = Object.keys(given).find((member) => !members.has(member))
  if (unknown !== undefined) return `has a member ${JSON.stringify(unknown)} that means nothing`
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]{0,39}$/.test(name))
    return 'needs a name of up to 40 lower-case letters, digits and dashes'
  if (!Array.isArray(roles) || roles.length === 0) return 'needs a list of roles'
  const badRole = roles.find((role) => !apiKeyRoles.includes(role as Role)) as unknown
  if (badRole !== undefined)
    return `names ${JSON.stringify(badRole)}, which is none of ${apiKeyRoles.join(', ')}`
  const told = [subject, subjectAltName, fingerprint].filter((part) => part !== undefined)
  if (told.length !== 1) return 'needs one of subject, subjectAltName and fingerprint'
  const service = { name, roles: roles as Role[] }
  if (subject !== undefined)
    return isSubject(subject)
      ? { ...service, subject }
      : 'needs all attributes of its subject: {"CN": "ledger", "O": "Bank"}'
  if (subjectAltName !== undefined)
    return typeof subjectAltName === 'string' &&
      /^(DNS|URI|email|IP Address):\S/.test(subjectAltName)
      ? { ...service, subjectAltName }
      : 'needs a subjectAltName such as DNS:ledger.bank.example or URI:spiffe://bank.example/ledger'
  const digits = String(fingerprint).replaceAll(':', '').toLowerCase()
  return /^[0-9a-f]{64}$/.test(digits)
    ? { ...service, fingerprint: digits }
    : 'needs a SHA-256 fingerprint: 64 hexadecimal digits'
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isSubject = (value: unknown): value is ProvenCertificate['subject'] =>
  isObject(value) &&
  Object.keys(value).length > 0 &&
  Object.values(value).every(
    (part) =>
      typeof part === 'string' ||
      (Array.isArray(part) && part.every((one) => typeof one === 'string')),
  )

/** The service that a certificate stands for; undefined where there is none, or more than one. */
export const serviceOf = (
  rules: readonly CertificateRule[],
  certificate: ProvenCertificate,
): CertificateRule | undefined => {
  const [rule, another] = rules.filter((one) => fits(one, certificate))
  return another === undefined ? rule : undefined
}

const fits = (rule: CertificateRule, certificate: ProvenCertificate): boolean => {
  if (rule.fingerprint !== undefined) return rule.fingerprint === certificate.fingerprint
  if (rule.subjectAltName !== undefined)
    return certificate.subjectAltNames.includes(rule.subjectAltName)
  return rule.subject !== undefined && isSameSubject(rule.subject, certificate.subject)
}

/** All attributes, so that nobody who is signed for a part of a name passes for the whole. */
const isSameSubject = (
  one: ProvenCertificate['subject'],
  other: ProvenCertificate['subject'],
): boolean => {
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => textOf(one[name]) === textOf(other[name]))
  )
}

const textOf = (part: string | readonly string[] | undefined): string =>
  JSON.stringify(typeof part === 'string' ? [part] : part)
