import { describe, expect, it } from 'vitest'
import { SettledPlaces } from './settled-places.ts'

describe('The place behind which everything is settled', () => {
  it('moves when the earliest record is settled, past all that were settled before it', () => {
    const places = new SettledPlaces(5n)
    const [five, six, seven] = [5n, 6n, 7n].map((offset) => places.take(offset))
    seven?.()
    six?.()
    expect(places.floor).toBe(5n)
    five?.()
    expect(places.floor).toBe(8n)
  })

  it('passes over offsets that the bus left out', () => {
    const places = new SettledPlaces(5n)
    const [nine, twelve] = [9n, 12n].map((offset) => places.take(offset))
    nine?.()
    expect(places.floor).toBe(10n)
    twelve?.()
    expect(places.floor).toBe(13n)
  })
})
