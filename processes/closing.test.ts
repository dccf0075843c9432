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

it('goes on behind a step that does not end in time, and says which one that is', async () => {
  const closing = new Closing()
  const closed: string[] = []
  const hung = Promise.withResolvers<void>()
  closing.add('the database', () => void closed.push('the database'))
  closing.add('the bus', () => hung.promise)
  closing.add('work', () => hung.promise)
  await closing.run(20, 1)
  expect(closed).toEqual(['the database'])
  expect(closing.underWay).toBe('work, and for the bus')
  hung.resolve()
  await expect.poll(() => closing.underWay).toBeUndefined()
})

it('closes the others where one fails, and then says why', async () => {
  const closing = new Closing()
  const closed: string[] = []
  closing.add('the database', () => void closed.push('the database'))
  closing.add('the bus', () => Promise.reject(new Error('no broker answers')))
  await expect(closing.run()).rejects.toThrow('no broker answers')
  expect(closed).toEqual(['the database'])
  expect(closing.underWay).toBeUndefined()
})
