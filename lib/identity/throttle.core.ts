/**
 * How many failed sign-ins are let through (A86). Three counts: of an account from one address, of an address, of an account
 * from everywhere. The third shuts nobody out who has signed in from their address before: first it makes the first count
 * strict, so that the owner, who knows the password, gets in at once from anywhere (A109); only a day's flood of guesses from
 * ever new addresses closes the account to addresses it was never used from. Nor does the second shut anybody out of an address
 * they have signed in from, so that one guesser on a campus network does not lock out the campus. A browser the account was
 * used in is counted by itself alone, from whatever address it comes, and a link sent by e-mail is not counted with passwords.
 */
export const LIMITS = {
  /** Failures of one account from one address. */
  pair: { points: 10, seconds: 15 * 60 },
  /** The same while the account is under attack from many addresses. */
  pairUnderAttack: { points: 2, seconds: 15 * 60 },
  /** Failures from one address, over all accounts; a campus may share one address. */
  address: { points: 100, seconds: 15 * 60 },
  /** Failures of one account over all addresses, after which it counts as under attack. */
  account: { points: 30, seconds: 60 * 60 },
  /** Failures of one account over all addresses, after which only addresses and browsers it was used from are let through. */
  flood: { points: 3_000, seconds: 24 * 60 * 60 },
  /** Failures of one account from a browser it was used in. */
  device: { points: 10, seconds: 15 * 60 },
  /** Links by e-mail that are asked for: for one account, and from one address. */
  link: { points: 3, seconds: 60 * 60 },
  linkAddress: { points: 60, seconds: 60 * 60 },
  /** How long an account that signed in from an address is exempt from the address's own count. */
  known: { points: 1, seconds: 30 * 24 * 60 * 60 },
} as const;

/** The unit an address is counted by: IPv4 whole; IPv6 by its /64, which one subscriber holds (RFC 6177). */
export function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1]) return mapped[1];
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  const groups = [...front, ...Array.from({ length: zeros }, () => '0'), ...back];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
