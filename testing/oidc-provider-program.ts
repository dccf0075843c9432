/*
 * An identity provider as a process of its own, for tests: anybody may sign in whose name stands among its people.
 * It reads its settings from the environment, and prints one line once it listens. Never part of the product.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import Provider, { type Configuration, type KoaContextWithOIDC } from 'oidc-provider'

interface Person {
  readonly name: string
  readonly groups: readonly string[]
}

const settings = JSON.parse(process.env['OIDC_PROVIDER_SETTINGS'] ?? '{}') as {
  readonly port: number
  readonly people: Readonly<Record<string, Person>>
  readonly clients: Configuration['clients']
  readonly audience: string
  readonly clientGroups: readonly string[]
}

const { privateKey } = await generateKeyPair('RS256', { extractable: true })
const key = { ...(await exportJWK(privateKey)), kid: 'key-1', alg: 'RS256', use: 'sig' }

const server = createServer()
server.listen(settings.port, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  const issuer = `http://127.0.0.1:${port}`
  server.on('request', provide(issuer))
  process.stdout.write(`${JSON.stringify({ issuer })}\n`)
})
// Whoever started it may die without a word.
process.stdin.resume().on('end', () => process.exit(0))

function provide(issuer: string) {
  const provider = new Provider(issuer, {
    clients: settings.clients ?? [],
    jwks: { keys: [key] },
    cookies: { keys: ['for tests only'] },
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'] },
    conformIdTokenClaims: false,
    // The library's own way leads to no address of this machine, where its clients are.
    fetch: (url, options) => {
      const { dispatcher: _, ...own } = { ...options } as RequestInit & { dispatcher?: unknown }
      return fetch(url, own)
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource: askNothing },
      resourceIndicators: {
        enabled: true,
        defaultResource: (context) =>
          context.oidc.params?.['grant_type'] === 'client_credentials' ? settings.audience : [],
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'api',
          audience: settings.audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 300,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    extraTokenClaims: () => ({ groups: [...settings.clientGroups] }),
    findAccount: (_context, id) => {
      const person = settings.people[id]
      return (
        person && {
          accountId: id,
          claims: () => ({
            sub: id,
            preferred_username: id,
            ...person,
            groups: [...person.groups],
          }),
        }
      )
    },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    // Everybody agrees to everything.
    loadExistingGrant: async (context) => {
      const { client, session } = context.oidc
      const grant = new context.oidc.provider.Grant({
        ...(session?.accountId ? { accountId: session.accountId } : {}),
        ...(client ? { clientId: client.clientId } : {}),
      })
      grant.addOIDCScope('openid profile')
      await grant.save()
      return grant
    },
  })
  const answer = provider.callback()
  return (...[request, response]: Parameters<typeof answer>): void => {
    const path = request.url ?? ''
    if (!path.startsWith('/interaction/')) return void answer(request, response)
    if (request.method === 'GET') return void response.end(page)
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const form = new URLSearchParams(body)
      const accountId = form.get('login') ?? ''
      const result = form.has('deny')
        ? { error: 'access_denied', error_description: 'the person said no' }
        : { login: { accountId } }
      provider.interactionFinished(request, response, result).catch((error: unknown) => {
        response.statusCode = 500
        response.end(String(error))
      })
    })
  }
}

const page = `<!doctype html><title>Test provider</title><h1>Test provider</h1>
<form method="post"><label>Login <input name="login"></label>
<button>Continue</button><button name="deny" value="1">Deny</button></form>`

/** Signs out without asking, as providers do that were given a hint of who it is. */
async function askNothing(context: KoaContextWithOIDC, form: string): Promise<void> {
  context.type = 'html'
  context.body = `<!doctype html><title>Sign out</title>${form.replace(
    '</form>',
    '<input type="hidden" name="logout" value="yes"></form>',
  )}<script>document.forms[0].submit()</script>`
}
