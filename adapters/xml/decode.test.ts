import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createUtf8Decoder, decodeUtf8Strict, type Decoded } from './decode.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><a/>`

/** As a connection would deliver it, in pieces of a given size. */
const decodeInPieces = (bytes: Uint8Array, size: number): Decoded => {
  const decoder = createUtf8Decoder()
  let text = ''
  for (let start = 0; start < bytes.length; start += size) {
    const piece = decoder.write(bytes.subarray(start, start + size))
    if (!piece.ok) return piece
    text += piece.text
  }
  const rest = decoder.end()
  return rest.ok ? { ok: true, text: text + rest.text } : rest
}

describe('decoding', () => {
  it('gives back any text, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.integer({ min: 1, max: 300 }),
        (text, size) => {
          const whole = `x${text.toWellFormed()}`
          expect(decodeInPieces(bytesOf(whole), size)).toEqual({ ok: true, text: whole })
          expect(decodeUtf8Strict(bytesOf(whole))).toEqual({ ok: true, text: whole })
        },
      ),
    )
  })

  it('drops the byte order mark', () => {
    expect(decodeUtf8Strict(bytesOf('\uFEFF<a/>'))).toEqual({ ok: true, text: '<a/>' })
    expect(decodeInPieces(bytesOf('\uFEFF<a/>'), 1)).toEqual({ ok: true, text: '<a/>' })
  })

  it('finds nothing in nothing', () => {
    expect(decodeUtf8Strict(new Uint8Array(0))).toEqual({ ok: true, text: '' })
  })

  it.each(['UTF-8', 'utf-8', 'us-ascii'])('takes a file that declares %s', (encoding) => {
    expect(decodeUtf8Strict(bytesOf(declared(encoding))).ok).toBe(true)
  })
})

describe('bytes that are not UTF-8', () => {
  const long = bytesOf('é'.repeat(500))

  it.each([
    ['a lone continuation byte', [0x61, 0x80], 1],
    ['an overlong slash', [0xc0, 0xaf], 0],
    ['a surrogate', [0x61, 0xed, 0xa0, 0x80], 2],
    ['a code point beyond the last', [0xf5, 0x80, 0x80, 0x80], 0],
    ['a letter where a continuation belongs', [0xc3, 0x28], 1],
    ['a latin letter', [...bytesOf('<Nm>L'), 0xf6, ...bytesOf('hne</Nm>')], 5],
    ['a character cut off by the end', [...bytesOf('ab'), 0xe2, 0x82], 2],
    ['a latin letter far inside', [...long, 0xe9, 0x41, ...long], 1001],
  ])('are refused with their place: %s', (_name, bytes, offset) => {
    const input = Uint8Array.from(bytes)
    expect(decodeUtf8Strict(input)).toMatchObject({ ok: false, code: 'utf8-invalid', offset })
    for (const size of [1, 2, 3, 7, 256, 1000]) {
      expect(decodeInPieces(input, size)).toMatchObject({ ok: false, code: 'utf8-invalid', offset })
    }
  })

  it('stay refused', () => {
    const decoder = createUtf8Decoder()
    decoder.write(Uint8Array.from([...long, 0xff]))
    expect(decoder.write(bytesOf('fine'))).toMatchObject({ ok: false, offset: 1000 })
    expect(decoder.end()).toMatchObject({ ok: false, offset: 1000 })
  })
})

describe('a file in another encoding', () => {
  it.each([
    ['ISO-8859-1', Buffer.from(declared('ISO-8859-1'), 'latin1')],
    ['windows-1252', Buffer.from(`${declared('windows-1252')}ö`, 'latin1')],
    ['UTF-16', Buffer.from(`\uFEFF${declared('UTF-16')}`, 'utf16le')],
    ['UTF-16', Buffer.from(declared('UTF-16'), 'utf16le')],
    ['UTF-16', Buffer.from(`\uFEFF${declared('UTF-16')}`, 'utf16le').swap16()],
  ])('is refused by its name: %s', (encoding, bytes) => {
    const refusal = {
      ok: false,
      code: 'encoding-not-supported',
      offset: 0,
      reason: `The file is in ${encoding}; send it in UTF-8.`,
    }
    expect(decodeUtf8Strict(bytes)).toEqual(refusal)
    expect(decodeInPieces(bytes, 1)).toEqual(refusal)
  })

  it('is not suspected because a value speaks of encodings', () => {
    const text = '<?xml version="1.0"?><a> encoding="ISO-8859-1"</a>'
    expect(decodeUtf8Strict(bytesOf(text))).toEqual({ ok: true, text })
  })
})
