/** Entry of a thread for tests: does what its task says. */
export default async function misbehave(
  task: 'answer' | 'throw' | 'exit' | 'hang' | 'fill',
): Promise<string> {
  if (task === 'throw') throw new TypeError('a mistake');
  if (task === 'exit') process.exit(7);
  while (task === 'hang') {
    // Never gives the thread back.
  }
  const heap: unknown[] = [];
  while (task === 'fill') heap.push(new Array(1000).fill(heap.length));
  return Promise.resolve('fine');
}
