import { runInNewContext } from 'node:vm'
import { setFlagsFromString } from 'node:v8'
import { describe, expect, it } from 'vitest'
import { nodeIds } from '../../../adapters/node/ids.ts'
import { memoryVault } from '../../../adapters/memory/vault.ts'
import { generatePain001 } from '../../../testing/pain001.ts'
import { takeIn, type XmlDecoder } from './file-intake.ts'
import { createPain001Reader } from './pain001.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Bytes of what is reachable, once everything else is gone. */
const heldBytes = (): number => {
  collectGarbage()
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const decoder = (): XmlDecoder => {
  const utf8 = new TextDecoder()
  return {
    write: (bytes) => ({ ok: true, text: utf8.decode(bytes, { stream: true }) }),
    end: () => ({ ok: true, text: utf8.decode() }),
  }
}

const chunkBytes = 65_536

/** What is held of a file when its last byte has been read, beside the file itself; how many parts were put away. */
const readWhole = async (transactions: number): Promise<{ bytes: number; parts: number }> => {
  const file = Buffer.from(generatePain001({ version: '09', transactions, seed: 5 }))
  let parts = 0
  const tools = {
    vault: memoryVault({ masterKey: Buffer.alloc(32, 7) }),
    ids: nodeIds(),
    createDecoder: decoder,
    parts: {
      put: async () => void parts++,
      get: async () => undefined,
      remove: async () => undefined,
      begunBefore: async () => [],
    },
  }
  const before = heldBytes()
  let bytes = 0
  const chunks = async function* () {
    for (let from = 0; from < file.length; from += chunkBytes)
      yield file.subarray(from, from + chunkBytes)
    bytes = heldBytes() - before
  }
  const taken = await takeIn(tools, createPain001Reader(), chunks(), () => 'the file')
  expect(taken.kind).toBe('read')
  return { bytes, parts }
}

/** A transaction that is read is about three thousand; the digest of its reference, which may not come twice, some thirty. */
const perTransactionMax = 60

describe('A file that is read', () => {
  it('puts its transactions away while it arrives: however many they are, as few are in memory', async () => {
    // The first one brings what every reading needs.
    await readWhole(500)
    const few = await readWhole(1_000)
    const many = await readWhole(16_000)
    expect([few.parts, many.parts]).toEqual([4, 64])
    expect((many.bytes - few.bytes) / 15_000).toBeLessThan(perTransactionMax)
  })
})
