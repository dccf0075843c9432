import type { Instant } from './clock.ts'

/** A UUID in its canonical lower-case text. */
export type Uuid = string

/** Where identifiers come from. Randomness and digests enter the pure ring through here. */
export interface Ids {
  /** A new UUIDv7: sorts by the time at which it was made. */
  next(): Uuid
  /** Always the same UUID (version 8, from SHA-256) for the same parts; the parts cannot run into each other. */
  derive(...parts: readonly string[]): Uuid
  /** 64 random bits for a span of a trace, as 16 hexadecimal digits. */
  spanId(): string
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0')

/** Formats 16 bytes as a UUID of the given version (RFC 9562), overwriting version and variant bits. */
export const formatUuid = (bytes: Uint8Array, version: 7 | 8): Uuid => {
  let text = ''
  for (let index = 0; index < 16; index++) {
    if (index === 4 || index === 6 || index === 8 || index === 10) text += '-'
    const byte = bytes[index] ?? 0
    if (index === 6) text += hex((byte & 0x0f) | (version << 4))
    else if (index === 8) text += hex((byte & 0x3f) | 0x80)
    else text += hex(byte)
  }
  return text
}

/** UUIDv7 (RFC 9562 section 5.7) from 48 bits of time and 10 random bytes. */
export const uuidV7 = (at: Instant, random: Uint8Array): Uuid => {
  const bytes = new Uint8Array(16)
  let rest = at
  for (let index = 5; index >= 0; index--) {
    bytes[index] = rest % 256
    rest = Math.floor(rest / 256)
  }
  bytes.set(random.subarray(0, 10), 6)
  return formatUuid(bytes, 7)
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const isUuid = (text: string): text is Uuid => uuidPattern.test(text)
