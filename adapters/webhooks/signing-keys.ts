import { createHmac, createSecretKey, hkdfSync } from 'node:crypto'
import type { SigningKeys } from '../../contexts/webhooks/ports.ts'

/** Secrets that follow from the installation's master key (32 bytes), under a key of their own. */
export const derivedSigningKeys = ({ masterKey }: { readonly masterKey: Buffer }): SigningKeys => {
  const key = createSecretKey(
    Buffer.from(hkdfSync('sha256', masterKey, '', 'millrace webhook secrets', 32)),
  )
  const bytesOf = (endpointId: string, generation: number): Buffer =>
    createHmac('sha256', key).update(`${endpointId} ${generation}`).digest()
  return {
    secret: (endpointId, generation) =>
      `whsec_${bytesOf(endpointId, generation).toString('base64')}`,
    sign: (endpointId, generation, text) =>
      `v1,${createHmac('sha256', bytesOf(endpointId, generation)).update(text).digest('base64')}`,
  }
}
