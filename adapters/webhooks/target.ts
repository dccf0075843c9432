import { lookup, Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isAllowed, isWithin, type Network } from './allowed-addresses.ts'

/** All addresses of a name. Throws where there are none. */
export type Resolve = (name: string) => Promise<readonly string[]>

export const systemResolve: Resolve = async (name) =>
  (await lookup(name, { all: true, order: 'verbatim' })).map(({ address }) => address)

const answerWithinMs = 2_000
const askTimes = 2

/** Names as these servers know them (`192.0.2.53`, `192.0.2.53:5353`), in place of the system's. */
export const resolveAt = (servers: readonly string[]): Resolve => {
  const resolver = new Resolver({ timeout: answerWithinMs, tries: askTimes })
  resolver.setServers(servers)
  return async (name) => {
    const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
  }
}

/** The address of a name server as `resolveAt` takes it; undefined for anything else. */
export const readNameServer = (text: string): string | undefined => {
  try {
    new Resolver().setServers([text])
    return text
  } catch {
    return undefined
  }
}

export interface Reach {
  /** Networks beside the public internet. */
  readonly allowedNetworks: readonly Network[]
  /** Port, or from and to. */
  readonly ports: readonly (readonly [number, number])[]
  readonly resolve: Resolve
}

/** Where a call goes: the address is fixed, so that no second look-up can lead elsewhere. */
export interface Target {
  readonly url: URL
  readonly address: string
  readonly family: 4 | 6
}

export interface Unreachable {
  /** A slug. */
  readonly reason:
    | 'url-malformed'
    | 'scheme-not-allowed'
    | 'credentials-in-url'
    | 'port-not-allowed'
    | 'address-not-allowed'
    | 'plain-http-not-allowed'
    | 'name-not-found'
  readonly detail: string
}

/** Looks up and checks, every address of a name, before anything is connected to. */
export const targetOf = async (text: string, reach: Reach): Promise<Target | Unreachable> => {
  const url = urlOf(text, reach)
  if ('reason' in url) return url
  const name = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const addresses = isIP(name) > 0 ? [name] : await resolved(name, reach.resolve)
  const [first] = addresses
  if (first === undefined) return refused('name-not-found', `${name} has no address`)
  // One of several that is private is reason enough: which one would be connected to is not ours to choose.
  const wrong = addresses.find((address) => !isAllowed(address, reach.allowedNetworks))
  if (wrong !== undefined)
    return refused(
      'address-not-allowed',
      name === wrong
        ? `${wrong} may not be called`
        : `${name} leads to ${wrong}, which may not be called`,
    )
  if (url.protocol === 'http:' && !addresses.every((one) => isWithin(one, reach.allowedNetworks)))
    return refused('plain-http-not-allowed', 'outside configured networks only https is spoken')
  return { url, address: first, family: isIP(first) === 6 ? 6 : 4 }
}

const urlOf = (text: string, { ports }: Pick<Reach, 'ports'>): URL | Unreachable => {
  const url = URL.parse(text)
  if (!url || url.hostname === '') return refused('url-malformed', 'it is no address')
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return refused('scheme-not-allowed', 'only https and http are spoken')
  if (url.username !== '' || url.password !== '')
    return refused('credentials-in-url', 'credentials do not belong in an address')
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  if (!ports.some(([from, to]) => port >= from && port <= to))
    return refused('port-not-allowed', `port ${port} may not be called`)
  return url
}

const resolved = async (name: string, resolve: Resolve): Promise<readonly string[]> => {
  try {
    return await resolve(name)
  } catch {
    return []
  }
}

const refused = (reason: Unreachable['reason'], detail: string): Unreachable => ({
  reason,
  detail,
})
