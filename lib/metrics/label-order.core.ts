/** Order of two labels: canonical decimal integers by value, of any length; other labels by UTF-16 code units. */
export function compareLabels(a: string, b: string, numeric: boolean): number {
  if (!numeric) return a < b ? -1 : a > b ? 1 : 0;
  const difference = Number(a) - Number(b);
  // Beyond 2^53 two integers can be the same double; only then is the slower comparison needed.
  if (difference !== 0 && Number.isFinite(difference)) return difference;
  const [left, right] = [BigInt(a), BigInt(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
