import { expect, it } from 'vitest'
import { Closing } from './closing.ts'

it('closes in reverse order, and says what it waits for', async () => {
  const closing = new Closing()
  const slow = Promise.withResolvers<void>()
  const slower = Promise.withResolvers<void>()
  const left = ['one', 'two']
  closing.add('the database', () => slower.promise)
  closing.add(
    () => `work: ${left.join(', ')}`,
    () => slow.promise,
  )
  expect(closing.underWay).toBeUndefined()
  const run = closing.run()
  expect(closing.underWay).toBe('work: one, two')
  left.pop()
  expect(closing.underWay).toBe('work: one')
  slow.resolve()
  await expect.poll(() => closing.underWay).toBe('the database')
  slower.resolve()
  await run
  expect(closing.underWay).toBeUndefined()
})
