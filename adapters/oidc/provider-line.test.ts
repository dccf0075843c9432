import { describe, expect, it } from 'vitest'
import { ProviderUnavailable } from './provider-fetch.ts'
import { lineTerms, providerLine } from './provider-line.ts'

const url = 'https://id.example/keys'
const away = () => new ProviderUnavailable('it did not answer')

describe('The line to an identity provider', () => {
  it('puts a question once more, but redeems a code once', async () => {
    const asked: string[] = []
    const line = providerLine(async (_url, request) => {
      const method = request?.method ?? 'GET'
      asked.push(method)
      if (asked.length === 1 || method === 'POST') throw away()
      return new Response('{}')
    })
    expect((await line.fetching(url)).status).toBe(200)
    await expect(line.fetching(url, { method: 'POST' })).rejects.toThrow('did not answer')
    expect(asked).toEqual(['GET', 'GET', 'POST'])
  })

  it('leaves a provider alone that fails again and again, and finds out that it is back', async () => {
    let isBack = false
    let asked = 0
    const line = providerLine(
      async () => {
        asked++
        return new Response('', { status: isBack ? 200 : 503 })
      },
      { ...lineTerms, openMs: 50 },
    )
    for (let n = 0; n < lineTerms.failuresMax; n++) await line.fetching(url)
    expect(line.status()).toMatchObject({
      state: 'open',
      failures: 5,
      lastFailure: { what: 'answered 503' },
    })
    await expect(line.fetching(url)).rejects.toThrow(ProviderUnavailable)
    expect(asked).toBe(5)
    isBack = true
    await expect
      .poll(() =>
        line.fetching(url).then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(200)
    expect(line.status()).toMatchObject({ state: 'closed', underWay: 0 })
  })

  it('does not count a refusal as a failure', async () => {
    const line = providerLine(async () => new Response('', { status: 400 }))
    for (let n = 0; n < 20; n++) await line.fetching(url)
    expect(line.status()).toMatchObject({ state: 'closed', calls: 20, failures: 0 })
  })

  it('lets no more in than it has room for', async () => {
    const leave: (() => void)[] = []
    const line = providerLine(
      () => new Promise((resolve) => leave.push(() => resolve(new Response('{}')))),
      { ...lineTerms, underWayMax: 2, queuedMax: 1 },
    )
    const three = [1, 2, 3].map(() => line.fetching(url, { method: 'POST' }))
    await expect(line.fetching(url, { method: 'POST' })).rejects.toThrow('is not asked now')
    expect(line.status()).toMatchObject({ underWay: 2, queued: 1, rejected: 1 })
    for (const expected of [2, 1]) {
      expect(leave).toHaveLength(expected)
      for (const go of leave.splice(0)) go()
      await expect.poll(() => line.status().queued).toBe(0)
    }
    await Promise.all(three)
    expect(line.status()).toMatchObject({ underWay: 0, calls: 3 })
  })
})
