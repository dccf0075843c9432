import type { Instant } from '../../kernel/clock.ts'
import type { Actor } from '../../kernel/message.ts'
import type { Sealed, SubjectId } from '../../kernel/personal-data.ts'
import type { View } from '../../kernel/view.ts'
import type { AccessEvent, AccessEventOf } from './events.ts'

/** What is worth a line in the audit. */
export const auditedEvents = [
  'PersonalDataUnmasked',
  'OperatorActed',
  'SubjectHeld',
  'SubjectReleased',
  'SubjectErased',
  'SubjectKeyDestroyed',
  'SignInSucceeded',
  'SignInFailed',
  'SessionEnded',
  'SessionsEnded',
  'TotpEnrolled',
  'PasskeyRegistered',
  'FactorRemoved',
  'FactorsReset',
  'RecoveryCodesIssued',
  'FactorUsed',
  'SignInPolicyChanged',
  'RequestsRefused',
  'UserCreated',
  'IdentityLinked',
  'CertificateIntroduced',
  'CredentialsRefused',
  'PasswordSet',
  'RolesChanged',
  'UserLocked',
  'UserDisabled',
  'UserEnabled',
  'ApiKeyIssued',
  'ApiKeyRevoked',
] as const satisfies readonly AccessEvent['type'][]

export interface AuditRow {
  readonly kind: (typeof auditedEvents)[number]
  readonly at: Instant
  readonly actor: Actor
  /** Whose data; a viewing of several people's has a row for each. */
  readonly subject?: SubjectId
  /** What was looked at, or dealt with. */
  readonly thing: string
  /** In somebody's own words. */
  readonly reason?: Sealed<string>
  /** From a list: a ground of erasure. */
  readonly ground?: string
  readonly reference?: string
  readonly requestId?: string
  /** Whence it came: an IP address. */
  readonly address?: Sealed<string>
}

/** Who saw or changed what. Key: event id, and the subject where there are several. */
export const auditView: View<AuditRow, AccessEventOf<(typeof auditedEvents)[number]>> = {
  name: 'audit',
  version: 4,
  events: auditedEvents,
  indexed: { at: 'instant', actor: 'text', kind: 'text', subject: 'text' },
  keys: ({ id, type, data }) => {
    // A session that only got another id did not end for anybody.
    if (type === 'SessionEnded' && data.because === 'replaced') return []
    return type === 'PersonalDataUnmasked' && data.subjects.length > 0
      ? [...new Set(data.subjects)].map((subject) => `${id}/${subject}`)
      : [id]
  },
  fold: (_row, { type, data, time, actor }, key) => {
    const entry = { kind: type, at: time, actor }
    switch (type) {
      case 'PersonalDataUnmasked': {
        const { thing, reason, requestId } = data
        const [, subject] = key.split('/')
        return { ...entry, ...(subject ? { subject } : {}), thing, reason, requestId }
      }
      case 'OperatorActed': {
        const { action, ...act } = data
        return { ...entry, ...act, ground: action }
      }
      case 'SubjectHeld':
        return { ...ofSubject(entry, data.subject), reason: data.reason }
      case 'SubjectErased': {
        const { subject, ground, reference } = data
        return { ...ofSubject(entry, subject), ground, ...(reference ? { reference } : {}) }
      }
      case 'SubjectReleased':
      case 'SubjectKeyDestroyed':
        return ofSubject(entry, data.subject)
      case 'CertificateIntroduced':
        return {
          ...entry,
          thing: `certificate ${data.fingerprint.slice(0, 16)} of ${data.service}`,
        }
      case 'CredentialsRefused': {
        const { by, reason, times } = data
        return { ...entry, thing: times === 1 ? by : `${by}, ${times} times`, ground: reason }
      }
      case 'SessionEnded':
        return { ...entry, thing: `session ${data.sessionId.slice(0, 12)}`, ground: data.because }
      case 'FactorUsed':
        return { ...entry, thing: `user ${data.userId}`, ground: data.kind }
      case 'SignInPolicyChanged':
        return {
          ...entry,
          thing: 'sign-in policy',
          ground: data.secondFactorRoles.join(', ') || 'nobody',
        }
      case 'RequestsRefused':
        return refusals(entry, data)
      case 'ApiKeyIssued':
      case 'ApiKeyRevoked':
        return { ...entry, thing: `api-key ${data.keyId}` }
      default:
        return { ...entry, thing: `user ${data.userId}` }
    }
  },
}

/** Who was refused is who did something here, and not the platform that wrote it down. */
const refusals = <Entry extends object>(
  entry: Entry,
  { by, route, problem, address, times }: AccessEventOf<'RequestsRefused'>['data'],
) => ({
  ...entry,
  actor: by ?? 'anonymous',
  thing: `${route ?? 'several routes'}${times === 1 ? '' : `, ${times} times`}`,
  ground: problem,
  ...(address === undefined ? {} : { address }),
})

const ofSubject = <Entry extends object>(entry: Entry, subject: SubjectId) => ({
  ...entry,
  subject,
  thing: `subject ${subject}`,
})
