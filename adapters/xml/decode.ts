/*
 * From bytes to text for files that must be UTF-8. Nothing is guessed and nothing replaced: a name
 * with a lost letter would be paid to somebody else's spelling.
 */

/** `offset` is the first byte, from 0, that is not as it should be. */
export type Decoded =
  | Readonly<{ ok: true; text: string }>
  | Readonly<{
      ok: false
      code: 'encoding-not-supported' | 'utf8-invalid'
      offset: number
      reason: string
    }>

export interface Utf8Decoder {
  /** Decodes what is complete; a character cut in two is kept until its rest comes. */
  write(bytes: Uint8Array): Decoded
  end(): Decoded
}

// An XML declaration, if there is one, ends well before this many bytes.
const declarationLengthMax = 256

/** Decodes a whole file; the byte order mark is dropped. */
export const decodeUtf8Strict = (bytes: Uint8Array): Decoded => {
  const decoder = createUtf8Decoder()
  const body = decoder.write(bytes)
  if (!body.ok) return body
  const rest = decoder.end()
  return rest.ok ? { ok: true, text: body.text + rest.text } : rest
}

/** Decodes a file while its bytes arrive. The first refusal is repeated for whatever follows. */
export const createUtf8Decoder = (): Utf8Decoder => {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let head: Uint8Array | undefined = new Uint8Array(0)
  let decodedLength = 0
  let pending = new Uint8Array(0)
  let refused: Decoded | undefined

  const refuse = (
    code: 'encoding-not-supported' | 'utf8-invalid',
    offset: number,
    reason: string,
  ) => (refused = { ok: false, code, offset, reason })

  const decode = (bytes: Uint8Array, last: boolean): Decoded => {
    try {
      const text = decoder.decode(bytes, { stream: !last })
      const tail = concatenate(pending, bytes.subarray(-3))
      pending = tail.slice(tail.length - incompleteLength(tail))
      decodedLength += bytes.length
      return { ok: true, text }
    } catch {
      const whole = concatenate(pending, bytes)
      const offset = decodedLength - pending.length + firstInvalid(whole)
      return refuse('utf8-invalid', offset, `Byte ${offset} is not UTF-8; send the file in UTF-8.`)
    }
  }

  // The declaration is looked at before anything is decoded: an ISO 8859-1 file should be told
  // that it is one, not that some letter of it is wrong.
  const decodeHead = (bytes: Uint8Array, last: boolean): Decoded => {
    head = undefined
    const encoding = otherEncodingOf(bytes)
    return encoding === undefined
      ? decode(bytes, last)
      : refuse('encoding-not-supported', 0, `The file is in ${encoding}; send it in UTF-8.`)
  }

  return {
    write: (bytes) => {
      if (refused) return refused
      if (!head) return decode(bytes, false)
      head = concatenate(head, bytes)
      return head.length < declarationLengthMax ? { ok: true, text: '' } : decodeHead(head, false)
    },
    end: () => refused ?? (head ? decodeHead(head, true) : decode(new Uint8Array(0), true)),
  }
}

// Names what was declared only if it looks like a name, since reasons are shown and logged.
const otherEncodingOf = (bytes: Uint8Array): string | undefined => {
  const [first, second] = bytes
  if (first === 0xfe && second === 0xff) return 'UTF-16'
  if (first === 0xff && second === 0xfe) return 'UTF-16'
  if ((first === 0 && second === 0x3c) || (first === 0x3c && second === 0)) return 'UTF-16'
  const start = Buffer.from(bytes.subarray(0, declarationLengthMax)).toString('latin1')
  const declared =
    /^(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/.exec(start)?.[1]
  return declared && !acceptedEncodings.has(declared.toLowerCase()) ? declared : undefined
}

const acceptedEncodings = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii'])

// A prefix that ends within a character is still good, so the shortest bad prefix ends with the
// byte in question. Halving finds it in some twenty passes over the piece.
const firstInvalid = (bytes: Uint8Array): number => {
  let good = 0
  let bad = bytes.length + 1
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1
    if (middle <= bytes.length && isGoodPrefix(bytes.subarray(0, middle))) good = middle
    else bad = middle
  }
  return bad > bytes.length ? bytes.length - incompleteLength(bytes) : bad - 1
}

const isGoodPrefix = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

// How many bytes at the end belong to a character that is not complete yet.
const incompleteLength = (bytes: Uint8Array): number => {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}

const concatenate = (one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> => {
  const joined = new Uint8Array(one.length + other.length)
  joined.set(one)
  joined.set(other, one.length)
  return joined
}
