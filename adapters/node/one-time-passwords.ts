import { Secret, TOTP } from 'otpauth'
import type { OneTimePasswords } from '../../contexts/access/ports.ts'

const secretBytes = 20
const periodSeconds = 30
/** Clocks differ, and people type slowly. */
const stepsAside = 1

const shape = { algorithm: 'SHA1', digits: 6, period: periodSeconds } as const

/** RFC 6238 as authenticator apps know it: other algorithms and lengths are shown wrongly by some of them. */
export const oneTimePasswords: OneTimePasswords = {
  secretFrom: (text) => {
    const bytes = Uint8Array.from(Buffer.from(text, 'base64url').subarray(0, secretBytes))
    if (bytes.length < secretBytes) throw new Error('a secret needs 160 bits')
    return new Secret({ buffer: bytes.buffer }).base32
  },
  uri: (secret, account, issuer) =>
    new TOTP({ ...shape, secret, issuer, label: account }).toString(),
  step: (secret, code, now) => {
    if (!/^\d{6}$/.test(code)) return undefined
    const totp = new TOTP({ ...shape, secret })
    const aside = totp.validate({ token: code, timestamp: now, window: stepsAside })
    return aside === null ? undefined : Math.floor(now / 1_000 / periodSeconds) + aside
  },
}
