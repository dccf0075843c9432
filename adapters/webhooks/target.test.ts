import { describe, expect, it } from 'vitest'
import { isAllowed, readNetwork, type Network } from './allowed-addresses.ts'
import { targetOf, type Reach } from './target.ts'

const network = (text: string): Network => {
  const read = readNetwork(text)
  if (!read) throw new Error(`${text} is no network`)
  return read
}

const standardPorts = [
  [443, 443],
  [80, 80],
] as const
const reach = (more: Partial<Reach> = {}): Reach => ({
  allowedNetworks: [],
  ports: standardPorts,
  resolve: () => Promise.resolve(['93.184.216.34']),
  ...more,
})
const reasonFor = async (url: string, more?: Partial<Reach>): Promise<string> => {
  const target = await targetOf(url, reach(more))
  return 'reason' in target ? target.reason : target.address
}

describe('an address', () => {
  it.each([
    ['93.184.216.34', 'the public internet'],
    ['2606:2800:220:1:248:1893:25c8:1946', 'the public internet'],
    ['::ffff:93.184.216.34', 'a public one, mapped'],
    ['64:ff9b::5db8:d822', 'a public one, translated'],
  ])('%s may be called: %s', (address) => {
    expect(isAllowed(address)).toBe(true)
  })

  it.each([
    ['127.0.0.1', 'this machine'],
    ['127.255.255.254', 'this machine'],
    ['0.0.0.0', 'this machine, by its other name'],
    ['0.1.2.3', 'this network'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['169.254.169.254', 'where clouds keep their credentials'],
    ['168.63.129.16', 'where a cloud serves its machines'],
    ['100.64.0.1', 'behind a carrier'],
    ['100.100.100.200', 'where another cloud keeps them'],
    ['192.0.0.192', 'where a third one does'],
    ['198.18.0.1', 'for benchmarks'],
    ['203.0.113.7', 'for documents'],
    ['224.0.0.1', 'many at once'],
    ['255.255.255.255', 'everybody'],
    ['240.0.0.1', 'reserved'],
    ['::1', 'this machine'],
    ['::', 'none'],
    ['fe80::1', 'this link'],
    ['fe80::1%eth0', 'this link, by its card'],
    ['fc00::1', 'private'],
    ['fd00:ec2::254', 'where a cloud keeps its credentials'],
    ['fec0::1', 'a site'],
    ['ff02::1', 'many at once'],
    ['::ffff:127.0.0.1', 'this machine, mapped'],
    ['::ffff:a9fe:a9fe', 'credentials, mapped'],
    ['::127.0.0.1', 'this machine, in a way nobody uses'],
    ['::ffff:0:127.0.0.1', 'this machine, translated'],
    ['64:ff9b::7f00:1', 'this machine, translated'],
    ['64:ff9b::a9fe:a9fe', 'credentials, translated'],
    ['64:ff9b:1::7f00:1', 'translated by a network of somebody'],
    ['2002:7f00:1::', 'this machine, through a tunnel'],
    ['2002:a9fe:a9fe::1', 'credentials, through a tunnel'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'through another tunnel'],
    ['2001:db8::1', 'for documents'],
    ['4000::1', 'given out to nobody'],
    ['not an address', 'none'],
  ])('%s may not be called: %s', (address) => {
    expect(isAllowed(address)).toBe(false)
  })

  it('may be called where its network was configured, and nothing beside it', () => {
    const networks = [network('10.1.0.0/16'), network('::1'), network('fd00:1::/32')]
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '::1', 'fd00:1::5'])
      expect([address, isAllowed(address, networks)]).toEqual([address, true])
    for (const address of ['10.2.0.1', '127.0.0.1', 'fd00:2::5'])
      expect([address, isAllowed(address, networks)]).toEqual([address, false])
  })
})

describe('a network', () => {
  it('is written by its first address, or is none', () => {
    for (const text of ['10.0.0.0/8', '127.0.0.1', 'fd00::/8', '::1/128'])
      expect([text, readNetwork(text) !== undefined]).toEqual([text, true])
    for (const text of ['10.1.2.3/8', '10.0.0.0/33', '300.0.0.0/8', 'localhost', '', '/8'])
      expect([text, readNetwork(text) !== undefined]).toEqual([text, false])
  })
})

describe('where a call goes', () => {
  it('is the address that its name has now', async () => {
    expect(await targetOf('https://example.com/hook?x=1', reach())).toMatchObject({
      address: '93.184.216.34',
      family: 4,
    })
  })

  it.each([
    ['ftp://example.com/', 'scheme-not-allowed'],
    ['file:///etc/passwd', 'url-malformed'],
    ['gopher://example.com/', 'scheme-not-allowed'],
    ['https://user:secret@example.com/', 'credentials-in-url'],
    ['https://user@example.com/', 'credentials-in-url'],
    ['https://example.com:8443/', 'port-not-allowed'],
    ['https://example.com:22/', 'port-not-allowed'],
    ['http://example.com/', 'plain-http-not-allowed'],
    ['example.com', 'url-malformed'],
    ['https://', 'url-malformed'],
  ])('%s: %s', async (url, reason) => {
    expect(await reasonFor(url)).toBe(reason)
  })

  it.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://１２７.0.0.1/',
  ])('%s is this machine or its cloud, however it is written', async (url) => {
    expect(await reasonFor(url)).toBe('address-not-allowed')
  })

  it('is refused where any address of the name is private', async () => {
    for (const addresses of [
      ['10.0.0.5'],
      ['93.184.216.34', '10.0.0.5'],
      ['93.184.216.34', '::1'],
      ['::ffff:10.0.0.5'],
    ])
      expect(
        await reasonFor('https://example.com/', { resolve: () => Promise.resolve(addresses) }),
      ).toBe('address-not-allowed')
  })

  it('is unknown where the name has no address, or nobody answers', async () => {
    const nobody = () => Promise.reject(new Error('ENOTFOUND'))
    expect(await reasonFor('https://example.com/', { resolve: nobody })).toBe('name-not-found')
    const none = () => Promise.resolve([])
    expect(await reasonFor('https://example.com/', { resolve: none })).toBe('name-not-found')
  })

  it('may be a configured network, plainly and on configured ports', async () => {
    const home = {
      allowedNetworks: [network('10.0.0.0/8')],
      ports: [[8_000, 8_999]],
      resolve: () => Promise.resolve(['10.0.0.5']),
    } as const
    expect(await reasonFor('http://ledger.internal:8080/', home)).toBe('10.0.0.5')
    expect(await reasonFor('http://ledger.internal:7000/', home)).toBe('port-not-allowed')
  })
})
