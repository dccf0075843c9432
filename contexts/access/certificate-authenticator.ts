import type { ContextTools } from '../../kernel/context.ts'
import type { CommandDefinition, Entity } from '../../kernel/decider.ts'
import { serviceOf, type CertificateRule, type ProvenCertificate } from './certificate-mapping.ts'
import type { AccessEvent, AccessEventOf } from './events.ts'
import type { NoteRefusal } from './refusal-record.ts'
import type { TokenAnswer } from './token-authenticator.ts'
import { ownEnvelope } from './tools.ts'

/** Fingerprints that are remembered for each service: a new certificate comes every few weeks or days. */
const fingerprintsMax = 200

const certificates: Entity<readonly string[], AccessEventOf<'CertificateIntroduced'>> = {
  name: 'certificate',
  initialState: [],
  evolve: (state, { data }) => [...state, data.fingerprint].slice(-fingerprintsMax),
}

export type IntroduceCertificate = {
  readonly type: 'IntroduceCertificate'
  readonly data: { readonly service: string; readonly fingerprint: string }
}

/** The first call with a certificate is written down, later ones are not. */
export const introduceCertificate: CommandDefinition<IntroduceCertificate, AccessEvent> = {
  type: 'IntroduceCertificate',
  reads: ({ data }) => [{ stream: `certificate-${data.service}`, entity: certificates }],
  decide: ({ data }, [known]) =>
    (known as readonly string[]).includes(data.fingerprint)
      ? []
      : [
          {
            stream: `certificate-${data.service}`,
            events: [{ type: 'CertificateIntroduced', data }],
          },
        ],
}

/** Which service calls, by the certificate of its connection. */
export const certificateAuthenticator = (
  tools: Pick<ContextTools, 'handle' | 'ids' | 'clock'>,
  rules: readonly CertificateRule[],
  noteRefusal: NoteRefusal,
) => {
  const introduced = new Set<string>()
  return async (certificate: ProvenCertificate): Promise<TokenAnswer> => {
    const service = serviceOf(rules, certificate)
    if (!service) {
      noteRefusal('certificate', 'no-service')
      return { kind: 'refused', reason: 'no-service' }
    }
    const { name, roles } = service
    const actor = `certificate:${name}`
    const data = { service: name, fingerprint: certificate.fingerprint }
    const key = `${name} ${certificate.fingerprint}`
    if (!introduced.has(key)) {
      const command = { type: 'IntroduceCertificate', data } as const
      const envelope = ownEnvelope(tools, actor, tools.ids.next(), data)
      const outcome = await tools.handle(introduceCertificate, command, envelope)
      if (outcome.kind !== 'accepted') return { kind: 'unavailable' }
      if (introduced.size >= rules.length * fingerprintsMax) introduced.clear()
      introduced.add(key)
    }
    return { kind: 'caller', caller: { actor, roles } }
  }
}
