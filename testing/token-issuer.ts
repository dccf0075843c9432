import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  exportJWK,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
} from 'jose'
import { onTestFinished } from 'vitest'

/** Signs tokens and publishes its keys, as an identity provider does; its keys and its moods are a test's to set. */
export interface TokenIssuer {
  readonly issuer: string
  /** Of the newest key. */
  readonly publicKey: JWK
  /** How often the keys were asked for. */
  keysAsked(): number
  /** A new key under a new name; the old ones are withdrawn unless they are kept. */
  rotate(keep?: 'keep-old'): Promise<void>
  /** Closes the port, or opens it again. */
  goDown(): Promise<void>
  comeBack(): Promise<void>
  /** Signed by the newest key. Times in seconds, as they stand in tokens. */
  sign(claims: JWTPayload, header?: Partial<JWTHeaderParameters>): Promise<string>
}

interface Key {
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly publicKey: JWK
}

const newKey = async (alg: string, kid: string): Promise<Key> => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { kid, privateKey, publicKey: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } }
}

export const startTokenIssuer = async (alg = 'ES256'): Promise<TokenIssuer> => {
  let keys = [await newKey(alg, 'key-1')]
  let made = 1
  let asked = 0
  const server = createServer((request, response) => {
    const isKeys = request.url === '/keys'
    if (isKeys) asked++
    const answer = isKeys
      ? { keys: keys.map(({ publicKey }) => publicKey) }
      : { issuer, jwks_uri: `${issuer}/keys` }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answer))
  })
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  const close = async (): Promise<void> => {
    if (!server.listening) return
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  await listen(0)
  const { port } = server.address() as AddressInfo
  const issuer = `http://127.0.0.1:${port}`
  onTestFinished(close)
  const newest = (): Key => {
    const [key] = keys
    if (!key) throw new Error('an issuer has at least one key')
    return key
  }
  return {
    issuer,
    get publicKey() {
      return newest().publicKey
    },
    keysAsked: () => asked,
    rotate: async (keep) => {
      const key = await newKey(alg, `key-${++made}`)
      keys = keep ? [key, ...keys] : [key]
    },
    goDown: close,
    comeBack: () => listen(port),
    sign: (claims, header = {}) => {
      const { kid, privateKey } = newest()
      return new SignJWT(claims)
        .setProtectedHeader({ alg, kid, typ: 'at+jwt', ...header })
        .sign(privateKey)
    },
  }
}
