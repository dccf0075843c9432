import { hash, randomFillSync } from 'node:crypto'
import type { Ids, Uuid } from '../../kernel/id.ts'

const hex: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
)

/** Asking for random bytes costs about a microsecond, however few: they are fetched for hundreds of ids at once. */
const poolBytes = 8_192
/** Twelve bits follow the time; they count the ids of one millisecond. */
const counterMax = 0xfff
/** Each millisecond starts counting somewhere in the lower half, so that there is room above. */
const counterStartMax = 0x7ff

/** Ids from the machine's clock and random source, each one greater than the one before. */
export const nodeIds = (): Ids => {
  const pool = Buffer.allocUnsafe(poolBytes)
  let used = poolBytes
  const random = (count: number): number => {
    if (used + count > poolBytes) {
      randomFillSync(pool)
      used = 0
    }
    const start = used
    used += count
    return start
  }
  const hexOf = (from: number, to: number): string => {
    let text = ''
    for (let index = from; index < to; index++) text += hex[pool[index] ?? 0]
    return text
  }

  let millisecond = 0
  let prefix = ''
  let counter = 0
  const begin = (at: number) => {
    millisecond = at
    const digits = at.toString(16).padStart(12, '0')
    prefix = `${digits.slice(0, 8)}-${digits.slice(8)}-7`
    counter = pool.readUInt16BE(random(2)) & counterStartMax
  }

  return {
    next: () => {
      const now = Date.now()
      // A clock that was set back, or a full counter, must not let an id sort before its predecessor.
      if (now > millisecond) begin(now)
      else if (++counter > counterMax) begin(millisecond + 1)
      const at = random(8)
      const variant = hex[((pool[at] ?? 0) & 0x3f) | 0x80]
      const count = counter.toString(16).padStart(3, '0')
      return `${prefix}${count}-${variant}${hex[pool[at + 1] ?? 0]}-${hexOf(at + 2, at + 8)}`
    },
    derive: (...parts) => {
      let text = ''
      for (const part of parts) text += `${part.length}:${part}`
      return uuidV8(hash('sha256', text, 'hex'))
    },
    spanId: () => {
      const at = random(8)
      return hexOf(at, at + 8)
    },
  }
}

/** A UUID of version 8 (RFC 9562) from hexadecimal digits. A digest as text costs a third of what one as bytes does. */
const uuidV8 = (digits: string): Uuid => {
  const variant = '89ab'[Number.parseInt(digits.charAt(16), 16) & 3]
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20, 32)}`
}
