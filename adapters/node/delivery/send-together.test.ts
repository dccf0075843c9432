import { describe, expect, it } from 'vitest'
import { sendTogether } from './send-together.ts'

const recording = (options: { readonly refuse?: number; readonly itemsMax?: number } = {}) => {
  const sent: (readonly number[])[] = []
  const releases: (() => void)[] = []
  const send = sendTogether<number>({
    itemsMax: options.itemsMax ?? 100,
    bytesMax: 1_000,
    bytesOf: (item) => item,
    admit: async (items) => {
      if (options.refuse !== undefined && items.includes(options.refuse)) throw new Error('refused')
    },
    send: (items) => {
      sent.push(items)
      return new Promise((resolve) => releases.push(resolve))
    },
  })
  return { sent, send, release: () => releases.shift()?.() }
}

describe('What is sent together', () => {
  it('is what queued while a send was under way, in the order of the calls', async () => {
    const { sent, send, release } = recording()
    const first = send([1])
    await expect.poll(() => sent).toEqual([[1]])
    const later = [send([2, 3]), send([4]), send([5])]
    release()
    await first
    await expect.poll(() => sent).toEqual([[1], [2, 3, 4, 5]])
    release()
    await Promise.all(later)
  })

  it('is bounded in number and in bytes; a call that is larger is divided', async () => {
    const { sent, send, release } = recording({ itemsMax: 3 })
    const done: number[] = []
    const call = (number: number, items: readonly number[]) =>
      send(items).then(() => void done.push(number))
    const calls = [call(1, [1, 2]), call(2, [3, 4]), call(3, [600]), call(4, [500, 2_000, 1])]
    const wanted = [[1, 2, 3], [4, 600], [500], [2_000], [1]]
    const finished = [[1], [1, 2, 3], [1, 2, 3], [1, 2, 3], [1, 2, 3, 4]]
    for (const [index, count] of [1, 2, 3, 4, 5].entries()) {
      await expect.poll(() => sent.length).toBe(count)
      release()
      await expect.poll(() => done).toEqual(finished[index])
    }
    await Promise.all(calls)
    expect(sent).toEqual(wanted)
  })

  it('sends no more of a call of which a part failed', async () => {
    const sent: (readonly number[])[] = []
    const send = sendTogether<number>({
      itemsMax: 2,
      bytesMax: 1_000,
      bytesOf: () => 1,
      admit: () => Promise.resolve(),
      send: (items) => {
        sent.push(items)
        return items.includes(3) ? Promise.reject(new Error('away')) : Promise.resolve()
      },
    })
    const [large, next] = [send([1, 2, 3, 4, 5]), send([6])]
    await expect(large).rejects.toThrow('away')
    await next
    expect(sent).toEqual([[1, 2], [3, 4], [6]])
  })

  it('does not hold those that are refused', async () => {
    const { sent, send, release } = recording({ refuse: 2 })
    const [one, two, three] = [send([1]), send([2]), send([3])]
    await expect(two).rejects.toThrow('refused')
    await expect.poll(() => sent).toEqual([[1, 3]])
    release()
    await Promise.all([one, three])
  })

  it('fails for those that went with it, and goes on with the next', async () => {
    let fails = true
    const send = sendTogether<number>({
      itemsMax: 10,
      bytesMax: 10,
      bytesOf: () => 1,
      admit: () => Promise.resolve(),
      send: () => (fails ? Promise.reject(new Error('away')) : Promise.resolve()),
    })
    await expect(Promise.all([send([1]), send([2])])).rejects.toThrow('away')
    fails = false
    await send([3])
  })
})
