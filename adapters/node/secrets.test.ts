import { expect, it } from 'vitest'
import { nodeSecrets } from './secrets.ts'

const secrets = nodeSecrets({ masterKey: Buffer.alloc(32, 1) })

it('random secrets have 256 bits and never come twice', () => {
  const made = new Set(Array.from({ length: 1_000 }, () => secrets.random()))
  expect(made.size).toBe(1_000)
  for (const secret of made) expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
})

it('derived secrets depend on every part, on where it ends, and on the key', () => {
  expect(secrets.derive('csrf', 'a')).toBe(secrets.derive('csrf', 'a'))
  const others = [
    secrets.derive('csrf', 'b'),
    secrets.derive('csr', 'fa'),
    secrets.derive('csrfa'),
    nodeSecrets({ masterKey: Buffer.alloc(32, 2) }).derive('csrf', 'a'),
  ]
  expect(new Set([secrets.derive('csrf', 'a'), ...others]).size).toBe(5)
})

it('comparing tells equal from different, of whatever length', () => {
  expect(secrets.same('abc', 'abc')).toBe(true)
  expect(secrets.same('abc', 'abd')).toBe(false)
  expect(secrets.same('abc', 'abcd')).toBe(false)
  expect(secrets.same('', '')).toBe(true)
})
