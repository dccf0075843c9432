import type { Json } from './json.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const cursorLengthMax = 4_000

/** A place in a list as callers carry it: base64url of JSON, which they should not look into. */
export const encodeCursor = (place: Json): string => {
  const text = asciiJson(place)
  let encoded = ''
  for (let index = 0; index < text.length; index += 3) {
    const [a, b, c] = [0, 1, 2].map((offset) => text.charCodeAt(index + offset))
    const bits = ((a ?? 0) << 16) | ((b || 0) << 8) | (c || 0)
    const digits = [18, 12, 6, 0].map((shift) => alphabet[(bits >> shift) & 63])
    encoded += digits.slice(0, Math.min(3, text.length - index) + 1).join('')
  }
  return encoded
}

/** The inverse of `encodeCursor`; undefined for anything that it cannot have made. */
export const decodeCursor = (cursor: string): Json | undefined => {
  if (cursor.length > cursorLengthMax) return undefined
  let bits = 0
  let held = 0
  let text = ''
  for (const digit of cursor) {
    const value = alphabet.indexOf(digit)
    if (value < 0) return undefined
    bits = ((bits << 6) | value) & 0xffff
    held += 6
    if (held < 8) continue
    held -= 8
    text += String.fromCharCode((bits >> held) & 0xff)
  }
  const place = parse(text)
  // Other texts decode to the same place; only the one that was given out is taken back.
  return place !== undefined && encodeCursor(place) === cursor ? place : undefined
}

// Escapes keep the text within one byte per character, without a codec for UTF-8.
const asciiJson = (place: Json): string =>
  JSON.stringify(place).replaceAll(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const parse = (text: string): Json | undefined => {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
