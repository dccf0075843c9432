import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  randomBytes,
  randomFillSync,
  type KeyObject,
} from 'node:crypto'

/** All keys have 256 bits, and stand as KeyObjects: AES-GCM takes a quarter of the time that raw bytes cost it. */
export const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

/** A ciphertext that was changed, moved to another field or subject, or made with another key. */
export class DamagedCiphertext extends Error {
  constructor(what: string) {
    super(`${what} does not open: it was changed, moved, or sealed with another key`)
    this.name = 'DamagedCiphertext'
  }
}

const noncePool = Buffer.allocUnsafe(nonceBytes * 340)
let nonceUsed = noncePool.length

const nextNonce = (): Buffer => {
  if (nonceUsed === noncePool.length) {
    randomFillSync(noncePool)
    nonceUsed = 0
  }
  const nonce = noncePool.subarray(nonceUsed, nonceUsed + nonceBytes)
  nonceUsed += nonceBytes
  return nonce
}

/** AES-256-GCM: nonce, ciphertext, tag. `place` says what it is and where it belongs; it opens nowhere else. */
export const encrypt = (key: KeyObject, place: string, plaintext: Buffer): Buffer => {
  const nonce = nextNonce()
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(place))
  const body = cipher.update(plaintext)
  cipher.final()
  return Buffer.concat([nonce, body, cipher.getAuthTag()])
}

/** The inverse of `encrypt`. Throws `DamagedCiphertext`, which names the place and never the content. */
export const decrypt = (key: KeyObject, place: string, sealed: Buffer): Buffer => {
  if (sealed.length < nonceBytes + tagBytes) throw new DamagedCiphertext(place)
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
  decipher.setAAD(Buffer.from(place))
  decipher.setAuthTag(sealed.subarray(-tagBytes))
  const plaintext = decipher.update(sealed.subarray(nonceBytes, -tagBytes))
  try {
    decipher.final()
  } catch {
    throw new DamagedCiphertext(place)
  }
  return plaintext
}

/** A fresh key, as raw bytes on their way to being wrapped. */
export const newKey = (): Buffer => randomBytes(keyBytes)

export const asKey = (bytes: Buffer): KeyObject => createSecretKey(bytes)

/** One master key gives keys for several purposes that tell nothing about each other. */
export const deriveKey = (masterKey: Buffer, purpose: string): Buffer => {
  if (masterKey.length !== keyBytes)
    throw new Error(`a master key has ${keyBytes} bytes, this one has ${masterKey.length}`)
  return Buffer.from(hkdfSync('sha256', masterKey, '', `millrace ${purpose}`, keyBytes))
}

const blockBytes = 64
const digestBytes = 32
/** Longer texts are put together by the stream that is made for them. */
const textLengthMax = 4_096

/**
 * HMAC-SHA256 of a text, base64url, 43 characters. RFC 2104 in two digests at once: a stream for each short text
 * costs twice the time, and an object that the garbage collector must finalize.
 */
export const keyedDigest = (key: KeyObject): ((text: string) => string) => {
  const inner = Buffer.alloc(blockBytes + textLengthMax * 3)
  const outer = Buffer.alloc(blockBytes + digestBytes)
  const keyed = Buffer.alloc(blockBytes)
  key.export().copy(keyed)
  for (let index = 0; index < blockBytes; index++) {
    inner[index] = (keyed[index] ?? 0) ^ 0x36
    outer[index] = (keyed[index] ?? 0) ^ 0x5c
  }
  keyed.fill(0)
  return (text) => {
    if (text.length > textLengthMax)
      return createHmac('sha256', key).update(text).digest('base64url')
    const end = blockBytes + inner.write(text, blockBytes)
    outer.write(hash('sha256', inner.subarray(0, end), 'binary'), blockBytes, 'binary')
    return hash('sha256', outer, 'base64url')
  }
}
