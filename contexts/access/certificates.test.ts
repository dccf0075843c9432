import { describe, expect, it } from 'vitest'
import { signInAt, startAccess } from '../../testing/access.ts'
import { givenStreams } from '../../testing/decider.ts'
import { accessAuthenticator } from './authenticator.ts'
import { introduceCertificate } from './certificate-authenticator.ts'
import {
  readCertificateRules,
  serviceOf,
  type CertificateRule,
  type ProvenCertificate,
} from './certificate-mapping.ts'
import { createFirstAdministrator } from './first-administrator.ts'

const fingerprint = 'ab'.repeat(32)
const rules = readCertificateRules([
  { name: 'ledger', subject: { CN: 'ledger', O: 'Bank' }, roles: ['service', 'operator'] },
  { name: 'feeds', subjectAltName: 'URI:spiffe://bank.example/feeds', roles: ['viewer'] },
  {
    name: 'pinned',
    fingerprint: fingerprint.toUpperCase().replaceAll(/(..)(?=.)/g, '$1:'),
    roles: ['viewer'],
  },
]) as readonly CertificateRule[]

const certificate = (more: Partial<ProvenCertificate>): ProvenCertificate => ({
  subject: { CN: 'somebody' },
  subjectAltNames: [],
  fingerprint: '0'.repeat(64),
  ...more,
})
const nameOf = (more: Partial<ProvenCertificate>) => serviceOf(rules, certificate(more))?.name

describe('the service of a certificate', () => {
  it('is told by its whole subject, an alternative name or its fingerprint', () => {
    expect(nameOf({ subject: { O: 'Bank', CN: 'ledger' } })).toBe('ledger')
    expect(nameOf({ subjectAltNames: ['DNS:x', 'URI:spiffe://bank.example/feeds'] })).toBe('feeds')
    expect(nameOf({ fingerprint })).toBe('pinned')
  })

  it.each<[what: string, more: Partial<ProvenCertificate>]>([
    ['a part of a subject', { subject: { CN: 'ledger' } }],
    ['more than a subject', { subject: { CN: 'ledger', O: 'Bank', OU: 'x' } }],
    ['a subject in other letters', { subject: { CN: 'Ledger', O: 'Bank' } }],
    ['a subject that joins alike', { subject: { CN: 'ledger, O=Bank' } }],
    ['an attribute that is there twice', { subject: { CN: ['ledger', 'other'], O: 'Bank' } }],
    ['a name that only begins so', { subjectAltNames: ['URI:spiffe://bank.example/feeds/x'] }],
    ['a name of another kind', { subjectAltNames: ['DNS:spiffe://bank.example/feeds'] }],
    ['what two services are told by', { fingerprint, subject: { CN: 'ledger', O: 'Bank' } }],
  ])('is none for %s', (_what, more) => {
    expect(nameOf(more)).toBeUndefined()
  })

  it.each<[value: unknown, problem: RegExp]>([
    [{}, /a list of 1/],
    [[], /a list of 1/],
    [[{ name: 'a b', roles: ['service'], fingerprint }], /^\/0 needs a name/],
    [[{ name: 'a', roles: [], fingerprint }], /^\/0 needs a list of roles/],
    [[{ name: 'a', roles: ['approver'], fingerprint }], /^\/0 names "approver"/],
    [[{ name: 'a', roles: ['service'] }], /^\/0 needs one of subject/],
    [[{ name: 'a', roles: ['service'], fingerprint, subjectAltName: 'DNS:a' }], /needs one of/],
    [[{ name: 'a', roles: ['service'], fingerprint: 'ab' }], /SHA-256/],
    [[{ name: 'a', roles: ['service'], subjectAltName: 'a.example' }], /such as DNS:/],
    [[{ name: 'a', roles: ['service'], subject: 'CN=a' }], /all attributes/],
    [[{ name: 'a', roles: ['service'], subject: {} }], /all attributes/],
    [[{ name: 'a', roles: ['service'], fingerprint, san: 'x' }], /"san" that means nothing/],
    [
      [
        { name: 'a', roles: ['service'], fingerprint },
        { name: 'a', roles: ['service'], fingerprint },
      ],
      /^\/1\/name is there twice/,
    ],
  ])('cannot be declared as %j', (value, problem) => {
    expect(readCertificateRules(value)).toMatch(problem)
  })
})

describe('a certificate', () => {
  const data = { service: 'ledger', fingerprint }

  it('is written down when it is used for the first time', () => {
    const introduced = { type: 'CertificateIntroduced', data } as const
    givenStreams({})
      .when(introduceCertificate, { type: 'IntroduceCertificate' as const, data })
      .expect({ 'certificate-ledger': [introduced] })
    givenStreams({ 'certificate-ledger': [introduced] })
      .when(introduceCertificate, { type: 'IntroduceCertificate' as const, data })
      .expect({})
  })

  it('makes its holder the service, and leaves one entry in the audit', async () => {
    const access = await startAccess()
    const first = await createFirstAdministrator(access.tools)
    const administrator = await signInAt(access, first?.username ?? '', first?.password ?? '')
    const authenticator = accessAuthenticator({ ...access.tools, certificateRules: rules })
    const ask = () => authenticator.certificate?.(certificate({ fingerprint }))
    for (let time = 0; time < 3; time++)
      expect(await ask()).toEqual({
        kind: 'caller',
        caller: { actor: 'certificate:pinned', roles: ['viewer'] },
      })
    expect(await authenticator.certificate?.(certificate({}))).toEqual({
      kind: 'refused',
      reason: 'no-service',
    })
    const answer = await administrator.send('/v1/audit')
    const { items } = (await answer.json()) as { items: { kind: string }[] }
    expect(items.filter(({ kind }) => kind === 'CertificateIntroduced')).toMatchObject([
      { actor: 'certificate:pinned', thing: 'certificate abababababababab of pinned' },
    ])
    expect(items.filter(({ kind }) => kind === 'CredentialsRefused')).toMatchObject([
      { thing: 'certificate', ground: 'no-service' },
    ])
    authenticator.close()
  })
})
