import { afterEach, expect, it, vi } from 'vitest';
import { loadSynthesiser, type Manner, type Speech } from '@/lib/corpus/espeak';

const TEXT = 'The curious boy heard the engine.';
/** Breathy, plain and of the other kind of synthesis. */
const MANNERS: readonly Manner[] = ['en-us+f2', 'en+m3', 'en-us+klatt2', 'en-029+Alicia'].map((voice) => ({
  voice,
  rate: 170,
  pitch: 50,
  pitchRange: 50,
}));

afterEach(() => vi.restoreAllMocks());

it(
  'an utterance sounds the same whenever the synthesiser started and whatever it said before',
  { timeout: 60_000 },
  async () => {
    vi.spyOn(Date, 'now').mockReturnValue(1_700_000_000_000);
    const first = await loadSynthesiser();
    const expected: Speech[] = MANNERS.map((manner) => first.speak(TEXT, manner));
    vi.spyOn(Date, 'now').mockReturnValue(1_800_000_555_000);
    const second = await loadSynthesiser();
    second.speak('Nobody measured the long, long journey of the thirsty oysters.'.repeat(5), MANNERS[3]!);
    for (const [index, manner] of [...MANNERS.entries()].reverse()) {
      const said = second.speak(TEXT, manner);
      // Comparing as bytes: value by value takes seconds.
      expect(Buffer.from(said.samples.buffer).equals(Buffer.from(expected[index]!.samples.buffer))).toBe(
        true,
      );
      expect(said.sounds).toEqual(expected[index]!.sounds);
    }
  },
);

it('a voice that is not there is named', { timeout: 60_000 }, async () => {
  const synthesiser = await loadSynthesiser();
  expect(() => synthesiser.speak(TEXT, { ...MANNERS[0]!, voice: 'xx-nowhere' })).toThrow('xx-nowhere');
});

it(
  'every clause of a sentence is said, also of the sentences after the first',
  { timeout: 60_000 },
  async () => {
    const synthesiser = await loadSynthesiser();
    const words = [
      'Please know the questions tomorrow, and ask her purple house.',
      'Nobody came, although you cooked eight cherries.',
    ];
    const endings = ['hˈaʊs', 'tʃˈɛɹiz'];
    for (const [index, text] of [...words, ...words].entries()) {
      const said = synthesiser
        .speak(text, MANNERS[1]!)
        .sounds.map((each) => each.ipa)
        .join('');
      expect(said.endsWith(endings[index % 2]!)).toBe(true);
    }
  },
);

it('the longest names of sounds come without what lies behind them', { timeout: 60_000 }, async () => {
  const synthesiser = await loadSynthesiser();
  const text = 'In Joyville, he tomorrow judged the book of the round garden.';
  const { sounds } = synthesiser.speak(text, { ...MANNERS[0]!, voice: 'en-us+m3', rate: 450 });
  expect(sounds.map((each) => each.ipa)).toContain('ˈɑːɹ');
});
