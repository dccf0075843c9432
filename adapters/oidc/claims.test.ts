import { describe, expect, it } from 'vitest'
import { identityOf, nameLengthMax } from './claims.ts'

const of = (claims: object, groupsClaim = 'groups') =>
  identityOf({ iss: 'https://id.example', sub: 's', ...claims }, groupsClaim)

describe('the groups of a token', () => {
  it.each<[where: string, claim: string, claims: object]>([
    ['a claim', 'groups', { groups: ['a', 'b'] }],
    [
      'a claim that is an address',
      'https://x.example/groups',
      { 'https://x.example/groups': ['a', 'b'] },
    ],
    ['deeper', '/realm_access/roles', { realm_access: { roles: ['a', 'b'] } }],
    ['deeper, behind a name with a slash', '/a~1b/c~0d', { 'a/b': { 'c~d': ['a', 'b'] } }],
  ])('are found in %s', (_where, claim, claims) => {
    expect(of(claims, claim).groups).toEqual(['a', 'b'])
  })

  it('may be one alone, and are none where there is nothing of the kind', () => {
    expect(of({ groups: 'a' }).groups).toEqual(['a'])
    expect(of({ groups: { a: true } }).groups).toEqual([])
    expect(of({ groups: ['a', 1, null] }).groups).toEqual(['a'])
    expect(of({}, '/constructor/name').groups).toEqual([])
    expect(of({ a: null }, '/a/b').groups).toEqual([])
  })
})

describe('the name of somebody', () => {
  it('is what the provider calls them, or else what they are known by', () => {
    expect(of({ name: 'Anna', preferred_username: 'anna' })).toMatchObject({
      displayName: 'Anna',
      username: 'anna',
    })
    expect(of({ name: ' ' })).toMatchObject({ displayName: 's', username: 's' })
  })

  it('is bounded, and stays text', () => {
    const { displayName } = of({ name: `${'😀'.repeat(200)}\ud800` })
    expect(Array.from(displayName)).toHaveLength(nameLengthMax)
    expect(displayName.isWellFormed()).toBe(true)
  })
})
