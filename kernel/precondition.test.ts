import { describe, expect, it } from 'vitest'
import { knowsEtag, namesEtag, preconditionFailure, quoteEtag } from './precondition.ts'

describe('A validator', () => {
  it('is quoted once', () => {
    expect(quoteEtag('7')).toBe('"7"')
    expect(quoteEtag(quoteEtag('7'))).toBe('"7"')
  })

  it.each([
    ['names itself', '"7"', true],
    ['is found in a list', '"5", "7" ,"9"', true],
    ['is named by the star', ' * ', true],
    ['is not its beginning', '"77"', false],
    ['is not named without quotes', '7', false],
    ['is strong: a weak one does not name it', 'W/"7"', false],
    ['is not in an empty list', '', false],
  ])('%s', (_, list, expected) => {
    expect(namesEtag(list, '7')).toBe(expected)
  })
})

describe('What is known already', () => {
  it.each([
    ['the same', '"7"', true],
    ['the same, packed on the way', 'W/"7"', true],
    ['among others', '"5",W/"7"', true],
    ['another, packed on the way', 'W/"77"', false],
    ['one that is called so', '"W/"7""', false],
    ['anything', '*', true],
  ])('is %s: %s', (_, list, expected) => expect(knowsEtag(list, '7')).toBe(expected))
})

describe('A change', () => {
  it.each([
    ['goes on where nothing was asked', undefined, '7'],
    ['goes on from the state that the caller saw', '"7"', '7'],
    ['goes on from any state', '*', '7'],
  ])('%s', (_, ifMatch, etag) => {
    expect(preconditionFailure(ifMatch, etag)).toBeUndefined()
  })

  it('is refused from another state, which is told', () => {
    expect(preconditionFailure('"6"', '7')).toMatchObject({
      status: 412,
      body: { type: '/problems/precondition-failed', status: 412 },
      headers: { etag: '"7"' },
    })
  })

  it.each(['"6"', '*'])('is refused where there is nothing to change (If-Match: %s)', (ifMatch) => {
    const reply = preconditionFailure(ifMatch, undefined)
    expect(reply?.status).toBe(412)
    expect(reply?.headers).not.toHaveProperty('etag')
  })
})
