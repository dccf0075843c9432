import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { discovery, isSafeAddress } from './discovery.ts'
import { providerFetch, ProviderUnavailable } from './provider-fetch.ts'

const startServer = async (answer: RequestListener): Promise<string> => {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const discover = (issuer: string, timeoutMs = 20_000) =>
  discovery(issuer, providerFetch({ timeoutMs, answerBytesMax: 10_000 }), {
    now: () => 0,
  }).get()

const says = (document: (url: string) => object | string) =>
  startServer((request, response) => {
    const said = document(`http://${request.headers.host}`)
    response.end(typeof said === 'string' ? said : JSON.stringify(said))
  })

describe('what a provider says of itself', () => {
  it('is taken where it names the issuer and its keys', async () => {
    const issuer = await says((url) => ({ issuer: url, jwks_uri: `${url}/keys` }))
    expect(await discover(issuer)).toMatchObject({ issuer, jwks_uri: `${issuer}/keys` })
  })

  it.each<[what: string, document: (url: string) => object | string]>([
    ['of another issuer', (url) => ({ issuer: 'https://other.example', jwks_uri: `${url}/keys` })],
    ['of nearly the same issuer', (url) => ({ issuer: `${url}/`, jwks_uri: `${url}/keys` })],
    ['without keys', (url) => ({ issuer: url })],
    [
      'with keys that anybody on the way could change',
      (url) => ({ issuer: url, jwks_uri: 'http://id.example/keys' }),
    ],
    ['that is a list', () => '[]'],
    ['that is no JSON', () => '<html>'],
    ['without end', (url) => ({ issuer: url, jwks_uri: `${url}/keys`, more: 'x'.repeat(10_000) })],
  ])('%s is not believed', async (_what, document) => {
    await expect(discover(await says(document))).rejects.toThrow(ProviderUnavailable)
  })

  it('is not looked for elsewhere', async () => {
    const other = await says((url) => ({ issuer: url, jwks_uri: `${url}/keys` }))
    const issuer = await startServer((request, response) => {
      response.writeHead(302, { location: `${other}${request.url}` }).end()
    })
    await expect(discover(issuer)).rejects.toThrow(ProviderUnavailable)
  })

  it('is not waited for without end', async () => {
    const silent = await startServer(() => undefined)
    await expect(discover(silent, 100)).rejects.toThrow(ProviderUnavailable)
  })
})

describe('an address that is safe to fetch keys from', () => {
  it.each(['https://id.example', 'http://127.0.0.1:8080/x', 'http://localhost', 'http://[::1]:1'])(
    '%s',
    (address) => {
      expect(isSafeAddress(address)).toBe(true)
    },
  )

  it.each([
    'http://id.example',
    'http://127.evil.example',
    'http://localhost.evil.example',
    'x',
    'file:///etc',
  ])('is not %s', (address) => {
    expect(isSafeAddress(address)).toBe(false)
  })
})
