import ipaddr from 'ipaddr.js';

/** Where the front tells who it took the client to be; whatever a client writes there is replaced. */
export const CLIENT_ADDRESS_HEADER = 'x-client-address';

/** Addresses of proxies in front of this site, each alone or as a range (`10.0.0.0/8`); throws for what is neither. */
export function parseProxies(text: string): readonly [ipaddr.IPv4 | ipaddr.IPv6, number][] {
  return text
    .split(/[\s,]+/)
    .filter((each) => each !== '')
    .map((each) => {
      if (each.includes('/')) return ipaddr.parseCIDR(each);
      const address = ipaddr.parse(each);
      return [address, address.kind() === 'ipv4' ? 32 : 128];
    });
}

/**
 * Where a request comes from: the connection's own address, unless that is a proxy the operator has named; then the last
 * address of X-Forwarded-For that is none. What stands further left is what the client claims.
 */
export function clientAddressOf(
  connection: string,
  forwardedFor: string,
  proxies: readonly [ipaddr.IPv4 | ipaddr.IPv6, number][],
): string {
  const isProxy = (text: string): boolean => {
    if (!ipaddr.isValid(text)) return false;
    const address = ipaddr.process(text);
    return proxies.some(([range, bits]) => range.kind() === address.kind() && address.match(range, bits));
  };
  if (!isProxy(connection)) return connection;
  const list = forwardedFor.split(',').map((each) => each.trim());
  for (const each of list.reverse()) {
    if (!ipaddr.isValid(each)) break; // nothing a proxy would write
    if (!isProxy(each)) return each;
  }
  return connection;
}
