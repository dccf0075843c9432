/** Texts that came before, remembered by a digest of 16 bytes each: however long they are, a million weigh as little. */
export interface SeenTexts {
  /** Whether it came before; from now on it has. */
  see(text: string): boolean
}

const slotsFirst = 1_024
/** Digests are four words, so that two texts are not taken for one: for a million of them, once in 10^26 files. */
const words = 4

/**
 * A table of digests with open addressing. Digests are no secret and no seal: whoever makes two texts of one digest has
 * made one that counts as a repetition of the other, in a file of their own.
 */
export const createSeenTexts = (): SeenTexts => {
  let slots = slotsFirst
  let table = new Uint32Array(slots * words)
  let count = 0

  const add = (digest: Digest): boolean => {
    let slot = digest[1] & (slots - 1)
    for (;;) {
      const at = slot * words
      if (table[at] === 0) {
        table.set(digest, at)
        return true
      }
      if (digest.every((word, index) => table[at + index] === word)) return false
      slot = (slot + 1) & (slots - 1)
    }
  }
  const grow = (): void => {
    const before = table
    slots *= 2
    table = new Uint32Array(slots * words)
    for (let at = 0; at < before.length; at += words)
      if (before[at] !== 0) add(before.subarray(at, at + words) as unknown as Digest)
  }
  return {
    see: (text) => {
      if (!add(digestOf(text))) return true
      // Where more than three of four places are taken, the walk to a free one grows long.
      if (++count > slots * 0.75) grow()
      return false
    },
  }
}

type Digest = readonly [number, number, number, number]

/** Each character moves all four words, and no two states into the same one (cyrb128, by bryc). */
const digestOf = (text: string): Digest => {
  let [first, second, third, fourth] = [0x6295_c58d, 0x62b8_2175, 0x07bb_0142, 0x6c62_272e]
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index)
    first = second ^ Math.imul(first ^ character, 0x239b_961b)
    second = third ^ Math.imul(second ^ character, 0xab0e_9789)
    third = fourth ^ Math.imul(third ^ character, 0x38b3_4ae5)
    fourth = first ^ Math.imul(fourth ^ character, 0xa1e3_8b93)
  }
  first = Math.imul(third ^ (first >>> 18), 0x239b_961b)
  second = Math.imul(fourth ^ (second >>> 22), 0xab0e_9789)
  third = Math.imul(first ^ (third >>> 17), 0x38b3_4ae5)
  fourth = Math.imul(second ^ (fourth >>> 19), 0xa1e3_8b93)
  // A first word of zero marks a free place.
  return [first >>> 0 || 1, second >>> 0, third >>> 0, fourth >>> 0]
}
