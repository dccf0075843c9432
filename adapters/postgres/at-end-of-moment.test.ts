import { describe, expect, it } from 'vitest'
import { atEndOfMoment } from './at-end-of-moment.ts'

describe('What is done at the end of a moment', () => {
  it('is done once for all that came among promises, and before anything else is read', async () => {
    const done: string[] = []
    const soon = atEndOfMoment(() => done.push('run'))
    const call = async (name: string) => {
      await Promise.resolve()
      soon()
      // However many promises later: it is the same moment.
      for (let turn = 0; turn < 5; turn++) await Promise.resolve()
      done.push(name)
      soon()
    }
    setImmediate(() => done.push('read'))
    await Promise.all([call('a'), call('b'), call('c')])
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
    expect(done).toEqual(['a', 'b', 'c', 'run', 'read'])
    soon()
    await new Promise(setImmediate)
    expect(done.filter((what) => what === 'run')).toHaveLength(2)
  })
})
