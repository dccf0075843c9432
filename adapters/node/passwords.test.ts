import { describe, expect, it } from 'vitest'
import { argonPasswords, standardCost } from './passwords.ts'

const cheap = { memoryKibibytes: 64, passes: 2, lanes: 1 }

describe('a password', () => {
  it('is kept as a PHC string with the standard cost, never twice alike', async () => {
    const passwords = argonPasswords()
    const [one, other] = await Promise.all([
      passwords.hash('correct horse battery'),
      passwords.hash('correct horse battery'),
    ])
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(one).not.toBe(other)
    expect(standardCost.memoryKibibytes).toBeGreaterThanOrEqual(19_456)
  })

  it('is recognised, and no other is', async () => {
    const passwords = argonPasswords({ cost: cheap })
    const hash = await passwords.hash('correct horse battery')
    expect(await passwords.verify('correct horse battery', hash)).toBe('matches')
    expect(await passwords.verify('correct horse batterx', hash)).toBe('differs')
    expect(await passwords.verify('', hash)).toBe('differs')
  })

  it('is recognised however its letters were typed', async () => {
    const passwords = argonPasswords({ cost: cheap })
    const hash = await passwords.hash('Zürich-Zürich-Zürich'.normalize('NFD'))
    expect(await passwords.verify('Zürich-Zürich-Zürich'.normalize('NFC'), hash)).toBe('matches')
  })

  it('that was kept at a lower cost is recognised and said to be outdated', async () => {
    const hash = await argonPasswords({ cost: cheap }).hash('correct horse battery')
    const today = argonPasswords({ cost: { ...cheap, memoryKibibytes: 128 } })
    expect(await today.verify('correct horse battery', hash)).toBe('matches-outdated')
    expect(await today.verify('wrong', hash)).toBe('differs')
  })

  it('of nobody never matches, not even by an empty one', async () => {
    const passwords = argonPasswords({ cost: cheap })
    expect(await passwords.verify('correct horse battery', undefined)).toBe('differs')
    expect(await passwords.verify('', undefined)).toBe('differs')
  })

  it('kept in another form, or at a ruinous cost, is a bug that is thrown', async () => {
    const passwords = argonPasswords({ cost: cheap })
    await expect(passwords.verify('x', '$2b$10$abcdefghijklmnopqrstuv')).rejects.toThrow('argon2id')
    const hash = await passwords.hash('x')
    await expect(passwords.verify('x', hash.replace('m=64', 'm=9999999'))).rejects.toThrow('much')
  })
})

describe('a flood of sign-ins', () => {
  it('waits up to the bound; the rest is sent away, and afterwards there is room again', async () => {
    const passwords = argonPasswords({ cost: cheap, concurrencyMax: 1, queueMax: 3 })
    const verdicts = await Promise.all(
      Array.from({ length: 10 }, () => passwords.verify('x', undefined)),
    )
    expect(verdicts.filter((verdict) => verdict === 'differs')).toHaveLength(4)
    expect(verdicts.filter((verdict) => verdict === 'overloaded')).toHaveLength(6)
    expect(await passwords.verify('x', undefined)).toBe('differs')
    expect(await Promise.all([1, 2].map(() => passwords.hash('y')))).not.toContain('overloaded')
  })
})
