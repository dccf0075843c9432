/** What can be stored in the log and sent over a wire without loss. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined }

/**
 * One text for one meaning: keys sorted, no white space, absent and undefined members alike.
 * Fingerprints of commands are taken over it, so that the order in which a client happens to
 * write its fields does not turn a retry into a different request.
 */
export const canonicalJson = (value: Json | undefined): string =>
  JSON.stringify(sorted(value ?? null))

/** Members of an object in sorted order; no prototype, so that one of them may be called `__proto__`. */
class Members {
  [key: string]: Json | undefined
}
Object.setPrototypeOf(Members.prototype, null)

const sorted = (value: Json): Json => {
  if (value === null || typeof value !== 'object') return value
  if (isList(value)) return value.map((item) => sorted(item ?? null))
  const members = new Members()
  for (const key of inOrder(Object.keys(value))) {
    const member = value[key]
    if (member !== undefined) members[key] = sorted(member)
  }
  return members
}

/** In place. Sorting by insertion allocates nothing, and most objects have few members, many of them in order. */
const inOrder = (keys: string[]): readonly string[] => {
  if (keys.length > insertedMax) return keys.sort()
  for (let index = 1; index < keys.length; index++) {
    const key = keys[index] ?? ''
    let place = index
    for (; place > 0 && (keys[place - 1] ?? '') > key; place--) keys[place] = keys[place - 1] ?? ''
    keys[place] = key
  }
  return keys
}

const insertedMax = 32

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
