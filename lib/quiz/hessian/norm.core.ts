/** The 2-norm. */
export function normOf(vector: Iterable<number>): number {
  let sum = 0;
  for (const each of vector) sum += each * each;
  return Math.sqrt(sum);
}

/** A standard normal number by Box and Muller's transform; `random` gives uniform doubles of [0, 1). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
