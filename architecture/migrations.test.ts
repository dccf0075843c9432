import { readdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'

const place = new URL('../adapters/postgres/migrations/', import.meta.url)

describe('Migrations', () => {
  // Two that were written at the same time merge without a conflict, and then no database can be made.
  it.each(['./', './log/', './keys/'])('of %s have a number each', async (folder) => {
    const names = await readdir(new URL(folder, place))
    const numbers = names.filter((name) => name.endsWith('.sql')).map((name) => name.slice(0, 4))
    expect(numbers.length).toBeGreaterThan(0)
    expect(numbers).toEqual([...new Set(numbers)])
  })
})
