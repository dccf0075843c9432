import type { PasskeyPlace } from './ports.ts'
import type { PasskeyRow } from './security-view.ts'
import { challengeMs } from './challenge.ts'

/** Ed25519, P-256 and RSA: what authenticators have, the best first. */
const algorithms = [-8, -7, -257]

const described = ({ credential: { id, transports } }: PasskeyRow) => ({
  type: 'public-key' as const,
  id,
  transports: [...transports],
})

interface Person {
  /** Opaque; an authenticator keeps one passkey for each. */
  readonly handle: string
  readonly username: string
  readonly displayName: string
}

/** What a browser is asked for when a passkey is to be made. It is kept on the device, so that no name need be typed. */
export const requestToMake = (
  challenge: string,
  { rpId }: PasskeyPlace,
  { handle, username, displayName }: Person,
  known: readonly PasskeyRow[],
) => ({
  challenge,
  rp: { id: rpId, name: 'Millrace' },
  user: { id: handle, name: username, displayName },
  pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key' as const, alg })),
  timeout: challengeMs,
  excludeCredentials: known.map(described),
  authenticatorSelection: {
    residentKey: 'required' as const,
    requireResidentKey: true,
    userVerification: 'preferred' as const,
  },
  attestation: 'none' as const,
})

/** What a browser is asked for when a passkey is to be used: one of these, or any where none is named. */
export const requestToUse = (
  challenge: string,
  { rpId }: PasskeyPlace,
  userVerification: 'required' | 'preferred',
  allowed: readonly PasskeyRow[] = [],
) => ({
  challenge,
  rpId,
  timeout: challengeMs,
  userVerification,
  allowCredentials: allowed.map(described),
})

const localhost = /^localhost(:\d{1,5})?$/i

/**
 * Where passkeys of this installation belong. Without an address of its own it is reached at localhost; an IP address
 * has no passkeys, in any browser.
 */
export const passkeyPlace = (
  publicUrl: string | undefined,
  host: string | undefined,
): PasskeyPlace | undefined => {
  const [, origin, rpId] =
    /^(https?:\/\/([a-z0-9.-]+)(?::\d{1,5})?)\/?$/i.exec(publicUrl ?? '') ?? []
  if (origin && rpId) return { origin: origin.toLowerCase(), rpId: rpId.toLowerCase() }
  if (publicUrl !== undefined || host === undefined || !localhost.test(host)) return undefined
  return { origin: `http://${host.toLowerCase()}`, rpId: 'localhost' }
}
