import { constants } from 'node:crypto'
import type { SecureContextOptions, TlsOptions } from 'node:tls'

/** What the gateway speaks TLS with; all of it PEM. */
export interface GatewayTls {
  /** The whole chain, the gateway's own first. */
  readonly certificate: string
  readonly key: string
  /** Authorities whose certificates callers may show. Left out: nobody is asked for one. */
  readonly clientAuthorities?: string
  /** Lists of revoked certificates, one for each authority. */
  readonly revocations?: string
}

const handshakeTimeoutMs = 10_000

/** What can be put in place of what was, while the gateway runs. */
export const secureContextOf = ({
  certificate,
  key,
  clientAuthorities,
  revocations,
}: GatewayTls): SecureContextOptions => ({
  cert: certificate,
  key,
  minVersion: 'TLSv1.2',
  ...(clientAuthorities === undefined ? {} : { ca: clientAuthorities }),
  ...(revocations === undefined ? {} : { crl: revocations }),
  // A resumed session is not checked again: who was revoked since would still be let in.
  ...(clientAuthorities === undefined ? {} : { secureOptions: constants.SSL_OP_NO_TICKET }),
})

export const tlsOptionsOf = (tls: GatewayTls): TlsOptions => ({
  ...secureContextOf(tls),
  requestCert: tls.clientAuthorities !== undefined,
  // Browsers have none. Whoever shows a bad one is told what is wrong with it, which a broken handshake cannot.
  rejectUnauthorized: false,
  handshakeTimeout: handshakeTimeoutMs,
})
