import type { Secrets } from './ports.ts'

const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const sixBits = (digit: string): number => Math.max(base64url.indexOf(digit), 0)

/** `kx7m-pq2n-...`: groups of four of 31 letters that can be read aloud, five bits each, at most 21 letters. */
export const readableText = (digits: string, groups: number): string =>
  Array.from({ length: groups * 4 }, (_, index) => {
    // Two base64url digits are a number below 4,096, which 31 divides almost evenly.
    const [high = 'A', low = 'A'] = digits.slice(index * 2, index * 2 + 2)
    const letter = letters[(sixBits(high) * 64 + sixBits(low)) % letters.length]
    return index % 4 === 3 && index < groups * 4 - 1 ? `${letter}-` : letter
  }).join('')

/** `xxxx-xxxx-xxxx`: 59 random bits. */
export const newRecoveryCode = (secrets: Pick<Secrets, 'random'>): string =>
  readableText(secrets.random(), 3)
