import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket, type PeerCertificate } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import type { Clock, Instant } from '../kernel/clock.ts'
import type { Problem } from '../kernel/reply.ts'
import { problem } from './problem.ts'
import { refusalOf, type OnRefused } from './refused.ts'
import { sendProblem } from './send-reply.ts'

/** Who a certificate says that its holder is; the connection has proved that they hold it. */
export interface ClientCertificate {
  /** By attribute, `{ CN: 'ledger', O: 'Bank' }`; an attribute that is there several times is a list. */
  readonly subject: Readonly<Record<string, string | readonly string[]>>
  /** `DNS:ledger.bank.example`, `URI:spiffe://bank.example/ledger` */
  readonly subjectAltNames: readonly string[]
  /** SHA-256, lower-case hexadecimal. */
  readonly fingerprint: string
}

export type CertificateRefusal =
  | 'expired'
  | 'not-yet-valid'
  | 'revoked'
  | 'unknown-authority'
  | 'unfit'
  /** Authorities or revocations have changed since the connection began. */
  | 'connect-again'

export type PresentedCertificate =
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly reason: CertificateRefusal }
  | { readonly kind: 'presented'; readonly certificate: ClientCertificate }

interface Read {
  readonly presented: PresentedCertificate
  readonly endsAt: Instant
}

const none: PresentedCertificate = { kind: 'none' }
const refused = (reason: CertificateRefusal): PresentedCertificate => ({ kind: 'refused', reason })

/** What the other ends of connections presented. */
export class ClientCertificates {
  #known = new WeakMap<Socket, Read>()
  #outdated = new WeakSet<Socket>()
  readonly #connected = new Set<Socket>()

  constructor(server: Server) {
    server.on('secureConnection', (socket: Socket) => {
      this.#connected.add(socket)
      socket.once('close', () => this.#connected.delete(socket))
    })
  }

  /** A connection may outlive its certificate. */
  of(socket: Socket, now: Instant): PresentedCertificate {
    if (!(socket instanceof TLSSocket)) return none
    const read = this.#known.get(socket) ?? readCertificate(socket)
    this.#known.set(socket, read)
    if (read.presented.kind !== 'presented') return read.presented
    if (this.#outdated.has(socket)) return refused('connect-again')
    return now < read.endsAt ? read.presented : refused('expired')
  }

  /** What was found good may not be any more: whoever showed a certificate has to show it again. */
  distrust(): void {
    for (const socket of this.#connected) this.#outdated.add(socket)
  }
}

const readCertificate = (socket: TLSSocket): Read => {
  // An object without anything in it where there was none.
  const given = socket.getPeerCertificate() as Partial<PeerCertificate> | null
  if (!given?.fingerprint256) return { presented: none, endsAt: Number.POSITIVE_INFINITY }
  if (!socket.authorized) {
    // Its type is that of an error, and it is the error's code.
    const code = String(socket.authorizationError)
    const reason = reasons[code] ?? 'unknown-authority'
    return { presented: refused(reason), endsAt: Number.POSITIVE_INFINITY }
  }
  return {
    presented: {
      kind: 'presented',
      certificate: {
        subject: { ...given.subject } as ClientCertificate['subject'],
        subjectAltNames: altNamesIn(given.subjectaltname ?? ''),
        fingerprint: given.fingerprint256.replaceAll(':', '').toLowerCase(),
      },
    },
    endsAt: Date.parse(given.valid_to ?? ''),
  }
}

const reasons: Readonly<Record<string, CertificateRefusal>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not-yet-valid',
  CERT_REVOKED: 'revoked',
  INVALID_PURPOSE: 'unfit',
  INVALID_CA: 'unfit',
  CERT_SIGNATURE_FAILURE: 'unfit',
}

// A name that holds a comma or a quote comes as a JSON text, so that no name can pass for two.
const altName = /([A-Za-z][A-Za-z ]*):("(?:[^"\\]|\\.)*"|[^,"]*)(?:, |$)/y

/** The inverse of how Node writes them down; nothing of a text that is not written so. */
export const altNamesIn = (text: string): readonly string[] => {
  const names: string[] = []
  altName.lastIndex = 0
  while (altName.lastIndex < text.length) {
    const [, kind = '', value = ''] = altName.exec(text) ?? []
    if (kind === '') return []
    names.push(`${kind}:${value.startsWith('"') ? (JSON.parse(value) as string) : value}`)
  }
  return names
}

/** Puts the certificate of each request's connection beside it, and refuses whoever shows a bad one, whatever else they carry. */
export const takeCertificates = (
  app: FastifyInstance,
  certificates: ClientCertificates,
  clock: Clock,
  onRefused: OnRefused = () => undefined,
): void => {
  app.addHook('onRequest', (request, reply, done) => {
    const found = certificates.of(request.raw.socket, clock.now())
    if (found.kind === 'presented') request.certificate = found.certificate
    if (found.kind !== 'refused') return done()
    onRefused(refusalOf(request, 'certificate-refused'))
    sendProblem(request, reply, refusals[found.reason])
  })
}

const refusal = (detail: string): Problem =>
  problem('certificate-refused', { detail, headers: { connection: 'close' } })

const refusals: Readonly<Record<CertificateRefusal, Problem>> = {
  expired: refusal('It has expired'),
  'not-yet-valid': refusal('It is not valid yet'),
  revoked: refusal('It has been revoked'),
  'unknown-authority': refusal('Nobody who is trusted here has signed it'),
  unfit: refusal('It is not made for clients, or its chain is not right'),
  'connect-again': refusal('Authorities or revocations have changed since; connect again'),
}
