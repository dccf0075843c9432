import { describe, expect, it } from 'vitest'
import { nodeSecrets } from '../../adapters/node/secrets.ts'
import { newAttempt, ownPage, readAttempt, secretsOf } from './provider-attempt.ts'

const secrets = nodeSecrets({ masterKey: Buffer.alloc(32, 1) })
const begun = {
  beganAt: 1_790_000_000_000,
  provesAgain: true,
  replaces: 'r'.repeat(43),
  to: '/x?y=~1&z#w',
}

describe('an attempt', () => {
  it('is read back from its cookie as it was', () => {
    const attempt = newAttempt(secrets, begun)
    expect(attempt.text).toMatch(/^[A-Za-z0-9_~.%!*'()-]+$/)
    expect(readAttempt(attempt.text)).toEqual({ ...begun, text: attempt.text })
    const { replaces: _, ...plain } = { ...begun, provesAgain: false }
    expect(readAttempt(newAttempt(secrets, plain).text)).toMatchObject(plain)
  })

  it('is another each time, and so are its secrets', () => {
    const [one, two] = [newAttempt(secrets, begun), newAttempt(secrets, begun)]
    const all = [one, two].flatMap((attempt) => Object.values(secretsOf(secrets, attempt)))
    expect(new Set(all).size).toBe(6)
    // As long as PKCE asks for.
    for (const secret of all) expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  it('has other secrets as soon as anything in the cookie is changed, and at another installation', () => {
    const attempt = newAttempt(secrets, begun)
    const { state } = secretsOf(secrets, attempt)
    for (const [from, to] of [
      ['again', 'once'],
      ['r'.repeat(43), 'q'.repeat(43)],
      ['%2Fx', '%2Fy'],
    ] as const) {
      const changed = readAttempt(attempt.text.replace(from, to))
      expect(changed).toBeDefined()
      expect(changed && secretsOf(secrets, changed).state).not.toBe(state)
    }
    const other = nodeSecrets({ masterKey: Buffer.alloc(32, 2) })
    expect(secretsOf(other, attempt).state).not.toBe(state)
  })

  it.each([
    '',
    'x',
    '~~~~',
    `${'a'.repeat(43)}~zz~never~~%2F`,
    `${'a'.repeat(43)}~zz~once~short~%2F`,
  ])('is not read from %j', (text) => {
    expect(readAttempt(text)).toBeUndefined()
  })

  it('leads nowhere else, whatever its cookie says', () => {
    const text = `${'a'.repeat(43)}~zz~once~~`
    for (const to of [
      'https%3A%2F%2Fevil.example',
      '%2F%2Fevil.example',
      '%2F%5Cevil',
      '%',
      '%2F%09x',
    ])
      expect(readAttempt(text + to)?.to).toBe('/payments')
  })
})

describe('a page to go to afterwards', () => {
  it.each(['/', '/payments', '/payments/1?status=settled&x=%2F#top', '/users'])('is %s', (page) => {
    expect(ownPage(page)).toBe(page)
  })

  it.each([
    undefined,
    '',
    'payments',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\t//evil.example',
    '/ /evil.example',
    'https://evil.example',
    'https:/evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '/x\r\nset-cookie: a=b',
    '/payments\\..\\..',
    '/\u0000',
    '/é',
    '/v1/provider-sign-in',
    `/${'x'.repeat(500)}`,
  ])('is not %j', (page) => {
    const found = ownPage(page)
    expect(found).toBe('/payments')
  })

  it('is one of this host for whoever reads addresses as browsers do', () => {
    const parts = ['/', '\\', '\t', '.', '@', ':', 'evil.example', '?', '#', '%2f', ' ', '']
    for (const one of parts)
      for (const two of parts)
        for (const three of parts) {
          const page = ownPage(`/${one}${two}${three}`)
          expect(new URL(page, 'https://millrace.example').origin).toBe('https://millrace.example')
        }
  })
})
