import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { erased } from '../../kernel/personal-data.ts'
import { vaultConformance } from '../../testing/vault.conformance.ts'
import type { SubjectKeyStore } from '../node/subject-keys.ts'
import { asKey, deriveKey } from '../node/sealing.ts'
import { HeldKeys } from '../node/held-keys.ts'
import { SubjectVault, VaultOverloaded } from '../node/subject-vault.ts'
import { memorySubjectKeys, memoryVault } from './vault.ts'

const masterKey = Buffer.alloc(32, 7)

vaultConformance(
  'memory',
  async () => {
    const store = memorySubjectKeys()
    const one = memoryVault({ masterKey, store, heldMax: 1_000 })
    // Holds nothing, like a process that hears of every erasure at once.
    const other = memoryVault({ masterKey, store, heldMax: 0 })
    return { one, other, foreign: memoryVault({ masterKey: Buffer.alloc(32, 8) }) }
  },
  (check) => check(),
)

const vaultOver = (store: SubjectKeyStore, claimQueueMax = 100) =>
  new SubjectVault({
    store,
    held: new HeldKeys({ heldMax: 10, lifetimeMs: 60_000 }),
    wrappingKey: asKey(deriveKey(masterKey, 'wrapping')),
    indexKey: asKey(deriveKey(masterKey, 'index')),
    claimQueueMax,
  })

it('callers of one turn share one statement; those who come while it runs share the next', async () => {
  const keys = memorySubjectKeys()
  const batches: string[][] = []
  const vault = vaultOver(
    {
      ...keys,
      claim: async (offers) => {
        batches.push(offers.map(({ person }) => person))
        await new Promise(setImmediate)
        return keys.claim(offers)
      },
    },
    100,
  )
  const seal = (subject: string) => vault.seal([{ subject, field: 'name', value: 'x' }])
  const first = [seal('a'), seal('b'), seal('a')]
  await new Promise(setImmediate)
  const second = [seal('c'), seal('d')]
  await Promise.all([...first, ...second])
  expect(batches).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ])
})

it('more people than may wait are refused, and a store that fails fails only those who asked', async () => {
  const keys = memorySubjectKeys()
  let broken = true
  const vault = vaultOver(
    {
      ...keys,
      claim: async (offers) => {
        if (broken) throw new Error('connection lost')
        return keys.claim(offers)
      },
    },
    2,
  )
  const seal = (...people: string[]) =>
    vault.seal(people.map((subject) => ({ subject, field: 'name', value: 'x' })))
  await expect(seal('a', 'b', 'c')).rejects.toThrow(VaultOverloaded)
  await expect(seal('a', 'b')).rejects.toThrow('connection lost')
  broken = false
  expect(await vault.open(await seal('a', 'b'))).toEqual(['x', 'x'])
})

it('what was read before an erasure is not held after it', async () => {
  const keys = memorySubjectKeys()
  let hold = Promise.resolve()
  const vault = vaultOver(
    {
      ...keys,
      find: async (people) => {
        const rows = await keys.find(people)
        await hold
        return rows
      },
    },
    100,
  )
  const [sealed] = await memoryVault({ masterKey, store: keys }).seal([
    { subject: 'a', field: 'name', value: 'Anna' },
  ])
  const gate = Promise.withResolvers<void>()
  hold = gate.promise
  const opening = vault.open([sealed!])
  await new Promise(setImmediate)
  await vault.erase('a')
  gate.resolve()
  expect(await opening).toEqual(['Anna'])
  expect(await vault.open([sealed!])).toEqual([erased])
})

describe('a key that is held', () => {
  const keys = memorySubjectKeys()
  const found: string[] = []
  const store = {
    ...keys,
    find: async (people: readonly string[]) => {
      found.push(...people)
      return keys.find(people)
    },
  }
  const name = (subject: string) => [{ subject, field: 'name', value: subject, mayRepeat: true }]

  beforeEach(() => {
    found.length = 0
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout'] })
  })
  afterEach(() => vi.useRealTimers())

  it('stays where its person comes again, or is expected to, however many pass by who come once', async () => {
    const vault = vaultOver(store)
    const passing = (subject: string) => [{ subject, field: 'name', value: subject }]
    const [once] = await vault.seal(passing('once'))
    const [regular] = await vault.seal(passing('regular'))
    await vault.seal(passing('regular'))
    const [expected] = await vault.seal(name('expected'))
    for (let passer = 0; passer < 30; passer++) await vault.seal(passing(`passer-${passer}`))
    const opened = await vault.open([regular!, expected!, once!])
    expect(opened).toEqual(['regular', 'expected', 'once'])
    expect(found).toEqual(['once'])
  })

  it('is looked at again while it is used, and nobody waits for that', async () => {
    const vault = vaultOver(store)
    const [sealed] = await vault.seal(name('regular'))
    await vi.advanceTimersByTimeAsync(29_000)
    await vault.open([sealed!])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(found).toEqual([])
    expect(await vault.seal(name('regular'))).toEqual([sealed])
    expect(found).toEqual([])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(found).toEqual(['regular'])
    // More than a minute after it was fetched, and less after it was looked at.
    await vi.advanceTimersByTimeAsync(55_000)
    expect(await vault.seal(name('regular'))).toEqual([sealed])
    expect(found).toEqual(['regular'])
  })

  it('is gone at once where it is found to be destroyed, though nobody had told', async () => {
    const vault = vaultOver(store)
    const [sealed] = await vault.seal(name('leaver'))
    await keys.destroy('leaver', 1)
    expect(await vault.open([sealed!])).toEqual(['leaver'])
    await vi.advanceTimersByTimeAsync(30_000)
    await vault.open([sealed!])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await vault.open([sealed!])).toEqual([erased])
  })

  it('is held no longer where it cannot be looked at', async () => {
    let isAway = false
    const vault = vaultOver({
      ...store,
      find: (people) => (isAway ? Promise.reject(new Error('away')) : store.find(people)),
    })
    const [sealed] = await vault.seal(name('stranded'))
    await vi.advanceTimersByTimeAsync(31_000)
    isAway = true
    expect(await vault.open([sealed!])).toEqual(['stranded'])
    await vi.advanceTimersByTimeAsync(30_000)
    await expect(vault.open([sealed!])).rejects.toThrow('away')
    isAway = false
    expect(await vault.open([sealed!])).toEqual(['stranded'])
  })
})
