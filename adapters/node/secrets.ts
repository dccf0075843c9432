import {
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import type { Secrets } from '../../contexts/access/ports.ts'

/** Secrets whose derived part comes from the installation's master key (32 bytes), under a key of its own. */
export const nodeSecrets = ({ masterKey }: { readonly masterKey: Buffer }): Secrets => {
  const key = createSecretKey(
    Buffer.from(hkdfSync('sha256', masterKey, '', 'millrace access secrets', 32)),
  )
  return {
    random: () => randomBytes(32).toString('base64url'),
    derive: (...parts) => {
      const text = parts.map((part) => `${part.length}:${part}`).join('')
      return createHmac('sha256', key).update(text).digest('base64url')
    },
    digest: (secret) => hash('sha256', secret, 'base64url'),
    same: (one, other) => {
      const [left, right] = [Buffer.from(one), Buffer.from(other)]
      return left.length === right.length && timingSafeEqual(left, right)
    },
  }
}
