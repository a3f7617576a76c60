import { expect, it } from 'vitest';
import { Turns } from '@/lib/jobs/turns';

it('runs work side by side, and what is to be alone alone, in the order in which it came', async () => {
  const turns = new Turns();
  const happened: string[] = [];
  const ends: (() => void)[] = [];
  const run = (name: string, isAlone: boolean): Promise<void> =>
    turns.run(isAlone, async () => {
      happened.push(name);
      await new Promise<void>((resolve) => ends.push(resolve));
    });
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const all = [run('a', false), run('b', false), run('suspect', true), run('c', false)];
  await settled();
  expect(happened).toEqual(['a', 'b']);
  ends.shift()?.();
  await settled();
  expect(happened).toEqual(['a', 'b']);
  ends.shift()?.();
  await settled();
  expect(happened).toEqual(['a', 'b', 'suspect']);
  ends.shift()?.();
  await settled();
  expect(happened).toEqual(['a', 'b', 'suspect', 'c']);
  ends.shift()?.();
  await Promise.all(all);
});

it('goes on after work that failed', async () => {
  const turns = new Turns();
  await expect(turns.run(true, () => Promise.reject(new Error('x')))).rejects.toThrow('x');
  expect(await turns.run(false, () => Promise.resolve(1))).toBe(1);
});
