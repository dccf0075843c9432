import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6
export type Network = readonly [Address, number]

/**
 * Reads `10.0.0.0/8`, `fd00::/8` or a single address. Undefined for anything else, a host's bits beside the network's
 * included: whoever writes `10.1.2.3/8` may mean either.
 */
export const readNetwork = (text: string): Network | undefined => {
  try {
    if (!text.includes('/')) {
      const address = ipaddr.parse(text)
      return [address, address.kind() === 'ipv4' ? 32 : 128]
    }
    const [address, bits] = ipaddr.parseCIDR(text)
    const network =
      address.kind() === 'ipv4'
        ? ipaddr.IPv4.networkAddressFromCIDR(text)
        : ipaddr.IPv6.networkAddressFromCIDR(text)
    return network.toString() === address.toString() ? [address, bits] : undefined
  } catch {
    return undefined
  }
}

/** What a host's own cloud answers on although it is no private range. */
const hostServices = ['168.63.129.16']

/** Global unicast; the rest of IPv6 is private, special, or not given out. */
const globalUnicast: Network = [ipaddr.parse('2000::'), 3]

/**
 * Whether a call may go to this address: the public internet, and `allowed` networks. Addresses of IPv6 that stand for
 * one of IPv4 are judged by that one; what no rule knows is refused.
 */
export const isAllowed = (text: string, allowed: readonly Network[] = []): boolean => {
  if (!ipaddr.isValid(text) || text.includes('%')) return false
  const address = embedded(ipaddr.parse(text))
  if (isWithin(address, allowed)) return true
  return isPublic(address)
}

/** Whether it belongs to a network that the installation named. */
export const isWithin = (address: Address | string, networks: readonly Network[]): boolean => {
  const one = typeof address === 'string' ? embedded(ipaddr.parse(address)) : address
  return networks.some(
    ([network, bits]) => one.kind() === network.kind() && matches(one, network, bits),
  )
}

const matches = (address: Address, network: Address, bits: number): boolean =>
  (address as ipaddr.IPv6).match(network, bits)

const isPublic = (address: Address): boolean => {
  if (hostServices.includes(address.toString())) return false
  if (address.range() !== 'unicast') return false
  return address.kind() === 'ipv4' || matches(address, ...globalUnicast)
}

/** The address of IPv4 in one that is mapped (`::ffff:a.b.c.d`) or translated (`64:ff9b::a.b.c.d`). */
const embedded = (address: Address): Address => {
  if (address.kind() === 'ipv4') return address
  const six = address as ipaddr.IPv6
  if (six.isIPv4MappedAddress()) return six.toIPv4Address()
  const isTranslated = matches(six, ipaddr.parse('64:ff9b::'), 96)
  return isTranslated ? new ipaddr.IPv4(six.toByteArray().slice(12)) : six
}
