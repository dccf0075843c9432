import { describe, expect, it } from 'vitest'
import { ActionKeys } from './idempotency.ts'

describe('the key of an action', () => {
  it('stays the same for the same content, so that a lost answer can be asked for again', () => {
    const keys = new ActionKeys()
    const key = keys.keyFor({ name: 'Ada' })
    expect(key).toMatch(/^[0-9a-f]{32}$/)
    expect(keys.keyFor({ name: 'Ada' })).toBe(key)
  })

  it('is another one for changed content', () => {
    const keys = new ActionKeys()
    const key = keys.keyFor({ name: 'Ada' })
    expect(keys.keyFor({ name: 'Grace' })).not.toBe(key)
    expect(keys.keyFor({ name: 'Ada' })).not.toBe(key)
  })

  it('is another one after it succeeded', () => {
    const keys = new ActionKeys()
    const key = keys.keyFor('upload')
    keys.settle()
    expect(keys.keyFor('upload')).not.toBe(key)
  })
})
