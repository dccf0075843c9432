import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'
import type { MakePasskey, UsePasskey } from '../../../contexts/access/contract.ts'

/** As the API takes it. */
export interface PasskeyUsed {
  readonly id: string
  readonly clientDataJSON: string
  readonly authenticatorData: string
  readonly signature: string
  readonly userHandle?: string
}

export const hasPasskeys = browserSupportsWebAuthn

/** The browser asks the person for a passkey. Throws where they turn away. */
export const askForPasskey = async (asked: UsePasskey): Promise<PasskeyUsed> => {
  const { id, response } = await startAuthentication({
    optionsJSON: asked as PublicKeyCredentialRequestOptionsJSON,
  })
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  return {
    id,
    clientDataJSON,
    authenticatorData,
    signature,
    ...(userHandle ? { userHandle } : {}),
  }
}

/** The browser makes a passkey, on this device or another. Throws where the person turns away. */
export const makePasskey = async (asked: MakePasskey) => {
  const { id, response } = await startRegistration({
    optionsJSON: asked as PublicKeyCredentialCreationOptionsJSON,
  })
  const { clientDataJSON, attestationObject, transports } = response
  return { id, clientDataJSON, attestationObject, ...(transports ? { transports } : {}) }
}

/** What to say of a browser's refusal: whether the person turned away, or the passkey is there already. */
export const passkeyTrouble = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined
  if (error.name === 'InvalidStateError')
    return 'This device has a passkey for your account already.'
  if (error.name === 'NotAllowedError' || error.name === 'AbortError')
    return 'No passkey was given. Try again, or choose another way.'
  return undefined
}
