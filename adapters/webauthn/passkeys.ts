import type { Passkeys } from '../../contexts/access/ports.ts'

// Loaded when the first passkey is seen: it is large, and warns of an experimental algorithm of the runtime.
const library = () => import('@simplewebauthn/server')

/** EdDSA, ES256, RS256: what authenticators have. */
const algorithms = [-8, -7, -257]

const encoded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
const decoded = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.from(text, 'base64url'))

type Transports = ('ble' | 'cable' | 'hybrid' | 'internal' | 'nfc' | 'smart-card' | 'usb')[]

/** What is wrong with an answer is told by throwing, and none of it is of interest to whoever sent it. */
const goodOrNothing = <Result>(check: () => Promise<Result | undefined>) =>
  check().catch(() => undefined)

/** Passkeys by the WebAuthn rules. */
export const webauthnPasskeys: Passkeys = {
  made: async (answer, challenge, { origin, rpId }) => {
    const { verifyRegistrationResponse } = await library()
    return goodOrNothing(async () => {
      const { clientDataJSON, attestationObject, transports = [] } = answer
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response: {
          id: answer.id,
          rawId: answer.id,
          type: 'public-key',
          response: {
            clientDataJSON,
            attestationObject,
            transports: [...transports] as Transports,
          },
          clientExtensionResults: {},
        },
        expectedChallenge: challenge,
        expectedOrigin: origin,
        expectedRPID: rpId,
        requireUserVerification: false,
        supportedAlgorithmIDs: algorithms,
      })
      if (!verified) return undefined
      const { credential, credentialBackedUp } = registrationInfo
      return {
        id: credential.id,
        publicKey: encoded(credential.publicKey),
        counter: credential.counter,
        transports: [...transports],
        isSynced: credentialBackedUp,
      }
    })
  },

  used: async (answer, challenge, { origin, rpId }, credential, mustVerify) => {
    const { verifyAuthenticationResponse } = await library()
    return goodOrNothing(async () => {
      const { id, userHandle, ...response } = answer
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: {
          id,
          rawId: id,
          type: 'public-key',
          response: { ...response, ...(userHandle === undefined ? {} : { userHandle }) },
          clientExtensionResults: {},
        },
        expectedChallenge: challenge,
        expectedOrigin: origin,
        expectedRPID: rpId,
        requireUserVerification: mustVerify,
        credential: {
          id: credential.id,
          publicKey: decoded(credential.publicKey),
          counter: credential.counter,
        },
      })
      return verified ? authenticationInfo.newCounter : undefined
    })
  },
}
