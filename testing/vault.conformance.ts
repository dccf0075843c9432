import { describe, expect, it } from 'vitest'
import type { SubjectKeys } from '../contexts/access/ports.ts'
import { erased, sealedParts, type Sealed, type Vault } from '../kernel/personal-data.ts'

/** Two vaults over the same keys, as two processes have them, and what a test needs besides. */
export interface VaultsUnderTest {
  readonly one: Vault & SubjectKeys
  readonly other: Vault & SubjectKeys
  /** Another installation, with a master key and keys of its own. */
  readonly foreign: Vault
}

const anna = 'account-anna'
const name = (value: string, subject = anna) => ({ subject, field: 'name', value })

/** What every vault must do. `vaults` gives fresh ones; `soon` repeats a check until it holds, or fails. */
export const vaultConformance = (
  title: string,
  vaults: () => Promise<VaultsUnderTest>,
  soon: (check: () => Promise<void>) => Promise<void>,
): void => {
  const sealOne = async (vault: Vault, value: string, subject = anna): Promise<Sealed<string>> => {
    const [sealed] = await vault.seal([name(value, subject)])
    return sealed!
  }

  describe(`${title}: sealing`, () => {
    it('gives a text that names subject and field, hides the value and opens to it', async () => {
      const { one } = await vaults()
      const sealed = await sealOne(one, 'Anna Lindqvist')
      expect(sealedParts(sealed)).toMatchObject({ subject: anna, field: 'name' })
      expect(sealed).not.toContain('Anna')
      expect(Buffer.from(sealed.split('.').at(-1)!, 'base64url').toString()).not.toContain('Anna')
      expect(await one.open([sealed])).toEqual(['Anna Lindqvist'])
    })

    it('keeps the order of requests, of several people and kinds of value', async () => {
      const { one } = await vaults()
      const sealed = await one.seal<string | { iban: string } | null>([
        name('Anna'),
        { subject: 'account-bo', field: 'account', value: { iban: 'DE89370400440532013000' } },
        { subject: anna, field: 'account', value: null },
        name('Bo', 'account-bo'),
      ])
      expect(await one.open(sealed)).toEqual([
        'Anna',
        { iban: 'DE89370400440532013000' },
        null,
        'Bo',
      ])
      expect(await one.seal([])).toEqual([])
      expect(await one.open([])).toEqual([])
    })

    it('never gives the same text twice', async () => {
      const { one } = await vaults()
      expect(await sealOne(one, 'Anna')).not.toBe(await sealOne(one, 'Anna'))
    })

    it('may give the same text again where that is allowed, and another one once the person was erased', async () => {
      const { one } = await vaults()
      const request = { subject: anna, field: 'party', value: 'Anna', mayRepeat: true }
      const [first, second] = [await one.seal([request]), await one.seal([request])]
      const [other] = await one.seal([{ ...request, value: 'Ann' }])
      expect(await one.open([...first, ...second])).toEqual(['Anna', 'Anna'])
      expect(other === undefined ? [] : await one.open([other])).toEqual(['Ann'])
      await one.erase(anna)
      const afterwards = await one.seal([request])
      expect(afterwards).not.toEqual(first)
      expect(await one.open([...first, ...afterwards])).toEqual([erased, 'Anna'])
    })

    it('refuses a subject that could not stand in a sealed text', async () => {
      const { one } = await vaults()
      await expect(sealOne(one, 'x', 'a.b')).rejects.toThrow('subject')
      await expect(sealOne(one, 'x', '')).rejects.toThrow('subject')
      await expect(sealOne(one, 'x', 'a'.repeat(121))).rejects.toThrow('subject')
      expect(await one.open([await sealOne(one, 'x', 'a'.repeat(120))])).toEqual(['x'])
    })
  })

  describe(`${title}: a sealed text that was changed`, () => {
    it('does not open: a flipped character, another field, another subject, no sealed text at all', async () => {
      const { one } = await vaults()
      const sealed = await sealOne(one, 'Anna Lindqvist')
      await one.seal([name('Bo', 'account-bo')])
      const at = sealed.length - 10
      const flipped = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
      const changed = [
        flipped,
        sealed.replace('.name.', '.street.'),
        sealed.replace(anna, 'account-bo'),
        'Anna Lindqvist',
      ]
      for (const text of changed)
        await expect(one.open([text as Sealed])).rejects.toThrow('does not open')
      expect(await one.open([sealed])).toEqual(['Anna Lindqvist'])
    })

    it('does not tell the value in the error', async () => {
      const { one } = await vaults()
      const sealed = (await sealOne(one, 'Anna Lindqvist')).replace('.name.', '.street.')
      const error = await one.open([sealed as Sealed]).then(String, String)
      expect(error).toContain('DamagedCiphertext')
      expect(error).not.toContain('Lindqvist')
    })
  })

  describe(`${title}: processes`, () => {
    it('open what the other one sealed', async () => {
      const { one, other } = await vaults()
      expect(await other.open([await sealOne(one, 'Anna')])).toEqual(['Anna'])
    })

    it('agree on the key of a person whom both meet at once', async () => {
      const { one, other } = await vaults()
      const people = Array.from({ length: 50 }, (_, index) => `account-${index}`)
      const [left, right] = await Promise.all([
        one.seal(people.map((subject) => name('left', subject))),
        other.seal(people.toReversed().map((subject) => name('right', subject))),
      ])
      expect(new Set(await one.open(right))).toEqual(new Set(['right']))
      expect(new Set(await other.open(left))).toEqual(new Set(['left']))
    })

    it('serve many callers at once', async () => {
      const { one } = await vaults()
      const opened = await Promise.all(
        Array.from({ length: 500 }, async (_, index) => {
          const sealed = await one.seal([name(`A${index}`), name(`B${index}`, `b-${index % 50}`)])
          return (await one.open(sealed)).join()
        }),
      )
      expect(opened).toEqual(Array.from({ length: 500 }, (_, index) => `A${index},B${index}`))
    })

    it('keep 10,000 people apart, more than are held in memory', async () => {
      const { one, other } = await vaults()
      const people = Array.from({ length: 10_000 }, (_, index) => `account-${index}`)
      const sealed = await one.seal(people.map((subject) => name(subject, subject)))
      expect(await one.open(sealed)).toEqual(people)
      expect(await other.open(sealed)).toEqual(people)
    })
  })

  describe(`${title}: erasing`, () => {
    it('makes what was sealed unreadable, here and in other processes that hold the key', async () => {
      const { one, other } = await vaults()
      const sealed = await sealOne(one, 'Anna')
      const bo = await sealOne(one, 'Bo', 'account-bo')
      expect(await other.open([sealed])).toEqual(['Anna'])
      expect(await one.erase(anna)).toBe(true)
      expect(await one.open([sealed, bo])).toEqual([erased, 'Bo'])
      await soon(async () => expect(await other.open([sealed, bo])).toEqual([erased, 'Bo']))
    })

    it('is done once: a repetition, or somebody unknown, has no key to lose', async () => {
      const { one } = await vaults()
      await sealOne(one, 'Anna')
      expect(await one.erase(anna)).toBe(true)
      expect(await one.erase(anna)).toBe(false)
      expect(await one.erase('account-nobody')).toBe(false)
    })

    it('leaves room for a person who comes back, under a new id, and revives nothing', async () => {
      const { one, other } = await vaults()
      const before = await sealOne(one, 'Anna')
      await one.erase(anna)
      const after = await sealOne(one, 'Anna again')
      expect(sealedParts(after)?.subject).toBe(`g2_${anna}`)
      expect(await one.open([before, after])).toEqual([erased, 'Anna again'])
      await soon(async () =>
        expect(await other.open([before, after])).toEqual([erased, 'Anna again']),
      )
      const pretended = before.replace(anna, `g2_${anna}`) as Sealed
      await expect(one.open([pretended])).rejects.toThrow('does not open')
    })

    it('repeated for the old id spares the key of the person who came back', async () => {
      const { one } = await vaults()
      await sealOne(one, 'Anna')
      await one.erase(anna)
      const after = await sealOne(one, 'Anna again')
      expect(await one.erase(anna)).toBe(false)
      expect(await one.open([after])).toEqual(['Anna again'])
      expect(await one.living(anna)).toBe(`g2_${anna}`)
      expect(await one.erase(`g2_${anna}`)).toBe(true)
      expect(await one.open([after])).toEqual([erased])
      expect(sealedParts(await sealOne(one, 'x', `g2_${anna}`))?.subject).toBe(`g3_${anna}`)
    })

    it('of two processes at once succeeds in one', async () => {
      const { one, other } = await vaults()
      await sealOne(one, 'Anna')
      const done = await Promise.all([one.erase(anna), other.erase(anna)])
      expect(done.toSorted()).toEqual([false, true])
    })

    it('says whose key lives', async () => {
      const { one } = await vaults()
      expect(await one.living(anna)).toBeUndefined()
      await sealOne(one, 'Anna')
      expect(await one.living(anna)).toBe(anna)
      await one.erase(anna)
      expect(await one.living(anna)).toBeUndefined()
      expect(one.person(`g2_${anna}`)).toBe(anna)
      expect(one.person(anna)).toBe(anna)
    })
  })

  describe(`${title}: people and installations that are not known`, () => {
    it('read as erased', async () => {
      const { one, foreign } = await vaults()
      expect(await one.open([await sealOne(foreign, 'Anna')])).toEqual([erased])
    })

    it('do not open even where a person of the same id is known', async () => {
      const { one, foreign } = await vaults()
      await sealOne(one, 'Anna')
      await expect(one.open([await sealOne(foreign, 'Anna')])).rejects.toThrow('does not open')
    })
  })

  describe(`${title}: looking up`, () => {
    it('blind indexes and fingerprints agree in all processes, and nowhere else', async () => {
      const { one, other, foreign } = await vaults()
      const iban = 'DE89370400440532013000'
      const index = one.blindIndex('account', iban)
      expect(index).toMatch(/^[A-Za-z0-9_-]{22,}$/)
      expect(other.blindIndex('account', iban)).toBe(index)
      expect(one.blindIndex('username', iban)).not.toBe(index)
      expect(one.blindIndex('account', 'DE89370400440532013001')).not.toBe(index)
      expect(foreign.blindIndex('account', iban)).not.toBe(index)
      expect(one.blindIndex('a', 'b|c')).not.toBe(one.blindIndex('a|b', 'c'))
      expect(one.fingerprint({ a: 1, b: [2] })).toBe(other.fingerprint({ b: [2], a: 1 }))
      expect(one.fingerprint({ a: 1 })).not.toBe(one.fingerprint({ a: 2 }))
      expect(one.fingerprint({ a: 1 })).not.toBe(foreign.fingerprint({ a: 1 }))
    })
  })
}
