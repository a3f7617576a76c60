import ipaddr from 'ipaddr.js';

/** Public by their number, yet answered by the host the machine runs on: Azure's metadata and DNS service. */
const HOST_SERVICES = ['168.63.129.16'];

/**
 * Whether an IP address belongs to somebody on the internet: not this machine, its network, its provider's services, a
 * group, or a range kept for other uses (IANA's special-purpose registries, as ipaddr.js has them). Of IPv6 only global
 * unicast (2000::/3, RFC 4291) counts, so forms that hide an IPv4 address do not. Text that is no address is not public.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text); // ::ffff:10.0.0.1 is 10.0.0.1
  if (address.range() !== 'unicast' || HOST_SERVICES.includes(address.toString())) return false;
  if (address.kind() === 'ipv4') return true;
  const first = (address as ipaddr.IPv6).parts[0] ?? 0;
  return first >= 0x2000 && first <= 0x3fff;
}

export function isLoopbackAddress(text: string): boolean {
  return ipaddr.isValid(text) && ipaddr.process(text).range() === 'loopback';
}
