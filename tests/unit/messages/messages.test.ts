import { expect, it } from 'vitest';
import english from '@/messages/en.json';
import chinese from '@/messages/zh-TW.json';

/** Every message's path with the names of its arguments. */
function shape(messages: object, prefix = ''): string[] {
  return Object.entries(messages).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [`${prefix}${key} ${argumentsOf(value)}`]
      : shape(value as object, `${prefix}${key}.`),
  );
}

/** Problems come from the server in English; Chinese texts exist for the common codes. */
const isComparable = (entry: string): boolean => !entry.startsWith('auth.problems.');

function argumentsOf(message: string): string {
  return [...new Set([...message.matchAll(/\{(\w+)[,}]/g)].map((match) => match[1]))].sort().join(',');
}

it('every message is there in both languages, with the same arguments', () => {
  expect(shape(chinese).filter(isComparable).sort()).toEqual(shape(english).filter(isComparable).sort());
});
