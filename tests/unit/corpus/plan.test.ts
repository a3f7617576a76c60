import { describe, expect, it } from 'vitest';
import { DEFAULT_SIZE } from '@/lib/corpus/build-corpus';
import { halfPublic, planCorpus } from '@/lib/corpus/plan.core';

const sizes = [
  DEFAULT_SIZE,
  { sentences: 4, voices: 2, seed: 'a' },
  { sentences: 900, voices: 300, seed: 'b' },
];

describe('the plan of a corpus', () => {
  it.each(sizes)('has no speaker and no sentence in both parts: %o', (size) => {
    const { train, test } = planCorpus(size);
    for (const of of ['id', 'timbre'] as const) {
      const heard = new Set(train.map((each) => each.voice[of]));
      expect(test.filter((each) => heard.has(each.voice[of]))).toEqual([]);
    }
    const texts = [...train, ...test].map((each) => each.text);
    expect(new Set(texts).size).toBe(size.sentences);
    expect(new Set([...train, ...test].map((each) => each.seed)).size).toBe(size.sentences);
  });

  it.each(sizes)('lets every voice speak, and puts half of the test on each board: %o', (size) => {
    const { voices, train, test } = planCorpus(size);
    expect(new Set(train.map((each) => each.voice.id)).size).toBe(voices.train.length);
    expect(new Set(test.map((each) => each.voice.id)).size).toBe(voices.test.length);
    expect(voices.train.length + voices.test.length).toBe(size.voices);
    const open = test.filter((each) => each.usage === 'Public').length;
    expect(Math.abs(2 * open - test.length)).toBeLessThanOrEqual(1);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(planCorpus(DEFAULT_SIZE)).toEqual(planCorpus(DEFAULT_SIZE));
    expect(planCorpus({ ...DEFAULT_SIZE, seed: '7' }).train[0]).not.toEqual(
      planCorpus(DEFAULT_SIZE).train[0],
    );
  });

  it('puts about half of each voice on each board', () => {
    const voices = Array.from({ length: 90 }, (_, i) => `voice ${i % 9}`);
    const usages = halfPublic(voices, 'x');
    for (const voice of new Set(voices)) {
      const own = usages.filter((_, i) => voices[i] === voice);
      expect(own.filter((each) => each === 'Public')).toHaveLength(5);
    }
  });

  it('makes sentences without gaps and with the right article', () => {
    for (const { text } of planCorpus(DEFAULT_SIZE).train) {
      expect(text).toMatch(/^[A-Z][\w,' ]+[.?]$/);
      expect(text).not.toMatch(/undefined|\b[Aa] [aeio]/);
    }
  });
});
