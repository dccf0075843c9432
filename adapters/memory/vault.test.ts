import { expect, it } from 'vitest'
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

const vaultOver = (store: SubjectKeyStore, claimQueueMax: number) =>
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

it('the key of who comes again, or is expected to, stays held, however many pass by who come once', async () => {
  const keys = memorySubjectKeys()
  const found: string[] = []
  const vault = vaultOver(
    {
      ...keys,
      find: async (people) => {
        found.push(...people)
        return keys.find(people)
      },
    },
    100,
  )
  const seal = async (subject: string, mayRepeat = false) =>
    (await vault.seal([{ subject, field: 'name', value: subject, mayRepeat }]))[0]!
  const regular = [await seal('regular'), await seal('regular')]
  const expected = await seal('expected', true)
  const once = await seal('once')
  for (let passer = 0; passer < 30; passer++) await seal(`passer-${passer}`)
  expect(await vault.open([...regular, expected, once])).toEqual([
    'regular',
    'regular',
    'expected',
    'once',
  ])
  expect(found).toEqual(['once'])
})
