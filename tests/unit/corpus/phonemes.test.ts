import { describe, expect, it } from 'vitest';
import { classesOfIpa } from '@/lib/corpus/ipa.core';
import { classOf, foldTimitPhone, PHONEMES } from '@/lib/corpus/phonemes.core';

/** The 61 phones of TIMIT, each group folded to its first (Lee and Hon 1989, with the closures as silence). */
const GROUPS = `
  iy | ih ix | eh | ae | ah ax ax-h | uw ux | uh | aa ao | ey | ay | oy | aw | ow | l el | r | y | w | er axr | m em |
  n en nx | ng eng | ch | jh | dh | b | d | dx | g | p | t | k | z | v | f | th | s | sh zh | hh hv |
  h# pau epi pcl tcl kcl bcl dcl gcl`
  .split('|')
  .map((group) => group.trim().split(/\s+/));

describe('the 39 phonemes', () => {
  it('have the numbers of the assignment', () => {
    expect(PHONEMES).toHaveLength(39);
    expect(['iy', 'aa', 'er', 'dx', 's', 'sil'].map((each) => classOf(each as 'iy'))).toEqual([
      0, 7, 17, 26, 35, 38,
    ]);
  });

  it('are what the 61 phones of TIMIT fold to, the glottal stop left out', () => {
    expect(GROUPS.flat()).toHaveLength(60);
    GROUPS.forEach((group, index) => {
      for (const phone of group) expect([phone, foldTimitPhone(phone)]).toEqual([phone, index]);
    });
    expect(foldTimitPhone('q')).toBeNull();
  });

  it.each(['sil', 'xx', '', 'constructor', 'AA'])('take no phone that TIMIT does not have: %j', (phone) => {
    // Silence has three names in TIMIT, and `sil` is none of them; the folded name is taken for itself all the same.
    expect(foldTimitPhone(phone)).toBe(phone === 'sil' ? 38 : undefined);
  });
});

describe('sounds of the synthesiser', () => {
  const names = (sound: string): string[] | undefined => classesOfIpa(sound)?.map((each) => PHONEMES[each]!);

  it('are classes whatever their stress and length', () => {
    expect(names('ˈiː')).toEqual(['iy']);
    expect(names('ˌɔɪ')).toEqual(['oy']);
    expect(names('tʃ')).toEqual(['ch']);
    expect(names('n̩')).toEqual(['n']);
    expect(names('')).toEqual(['sil']);
  });

  it('tell a long e, a diphthong, from a short one', () => {
    expect([names('eː'), names('e')]).toEqual([['ey'], ['eh']]);
  });

  it('are several classes where a vowel and a glide are one sound', () => {
    expect(names('ɔːɹ')).toEqual(['aa', 'r']);
    expect(names('aɪə')).toEqual(['ay', 'ah']);
  });

  it('are refused when unknown', () => {
    expect(names('ʘ')).toBeUndefined();
    expect(names('constructor')).toBeUndefined();
  });
});
