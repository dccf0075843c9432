import { isUtf8 } from 'node:buffer'
import type { Json } from '../kernel/json.ts'
import { InvalidRequest } from './invalid-request.ts'

const quote = 0x22
const backslash = 0x5c

interface Shape {
  readonly depth: number
  /** Colons outside strings: members of all objects, those that are written twice included. */
  readonly members: number
  readonly hasUnicodeEscapes: boolean
}

/** Looks at the bytes before anything is parsed, so that deep nesting costs nothing but this one pass. */
const shapeOf = (bytes: Uint8Array): Shape => {
  let deepest = 0
  let depth = 0
  let members = 0
  let inString = false
  let hasUnicodeEscapes = false
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index]
    if (inString) {
      if (byte === quote) inString = false
      else if (byte === backslash) hasUnicodeEscapes ||= bytes[++index] === 0x75 /* u */
    } else if (byte === quote) inString = true
    else if (byte === 0x3a /* : */) members++
    else if (byte === 0x7b /* { */ || byte === 0x5b /* [ */) deepest = Math.max(deepest, ++depth)
    else if (byte === 0x7d /* } */ || byte === 0x5d /* ] */) depth--
  }
  return { depth: deepest, members, hasUnicodeEscapes }
}

const refuse = (reason: string): never => {
  throw new InvalidRequest([{ field: 'body', reason }])
}

// PostgreSQL stores neither, and half a surrogate pair cannot be written as UTF-8.
const checkText = (text: string): void => {
  if (!text.isWellFormed() || text.includes('\0'))
    refuse('has an escape that stands for no character')
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

/** Members of all objects, each once. Refuses on the way what would harm whoever merges or stores it. */
const countMembers = (value: Json, checkTexts: boolean): number => {
  let members = 0
  if (typeof value === 'string') {
    if (checkTexts) checkText(value)
  } else if (value === null || typeof value !== 'object') return 0
  else if (isList(value)) for (const item of value) members += countMembers(item, checkTexts)
  else
    for (const [key, member] of Object.entries(value)) {
      if (key === '__proto__') refuse('has a member that is called __proto__')
      if (checkTexts) checkText(key)
      members += 1 + countMembers(member ?? null, checkTexts)
    }
  return members
}

const parse = (text: string): Json => {
  try {
    return JSON.parse(text) as Json
  } catch {
    // The parser's own message quotes the body, which may hold personal data.
    return refuse('is not valid JSON')
  }
}

/** Parses a JSON body. Throws `InvalidRequest` for anything that two readers could understand differently. */
export const parseJsonBody = (bytes: Buffer, depthMax: number): Json | undefined => {
  if (bytes.length === 0) return undefined
  if (!isUtf8(bytes)) refuse('is not valid UTF-8')
  const shape = shapeOf(bytes)
  if (shape.depth > depthMax) refuse(`is nested deeper than ${depthMax}`)
  const json = parse(bytes.toString('utf8'))
  if (countMembers(json, shape.hasUnicodeEscapes) !== shape.members)
    refuse('has a member twice in one object')
  return json
}
