import type { Random } from '@/lib/competition/random.core';
import { WORDS, type WordKind } from '@/lib/corpus/words.core';

/** Sentences with places for words; `{noun}` takes a word of that kind. */
const TEMPLATES: readonly string[] = [
  '{determiner} {adjective} {noun} {verbPast} {determiner} {noun} {preposition} the {adjective} {noun}.',
  '{pronoun} {verbPast} {number} {adjective} {plural} {preposition} {determiner} {noun} {adverb}.',
  'The {noun} and the {noun} {adverb} {verbPast} our {plural} in {place}.',
  '{question} {auxiliary} {pronoun} {verb} {determiner} {noun} {preposition} the {plural}?',
  '{pronoun} {auxiliary} {verb} the {adjective} {noun}, {conjunction} {pronoun} {verbPast} {number} {plural}.',
  '{number} {plural} {verbPast} the {noun} of {place}.',
  'If {pronoun} {verb} {determiner} {noun}, the {plural} {auxiliary} {verb} {number} {adjective} {plural}.',
  'There was {determiner} {noun} {preposition} the {adjective} {noun} {conjunction} we {verbPast} it.',
  'Please {verb} the {plural} {adverb}, and {verb} {determiner} {adjective} {noun}.',
  'In {place}, {pronoun} {adverb} {verbPast} the {noun} of {determiner} {adjective} {noun}.',
  '{determiner} {noun} is {adjective}, {conjunction} {determiner} {noun} is {adjective} and {adjective}.',
  'Did {pronoun} {verb} {number} {plural} {preposition} {place} {adverb}?',
  'The {adjective} {plural} {preposition} the {noun} {auxiliary} {verb} us {adverb}.',
  'Nothing {preposition} {place} is as {adjective} as {determiner} {noun} of {plural}.',
  '{pronoun} thought that {determiner} {noun} {verbPast} the {adjective} {plural}.',
];

/**
 * So many different sentences, capitals first. The words make more than 10¹² of them; a sentence that comes up again is
 * drawn anew.
 */
export function makeSentences(count: number, random: Random): string[] {
  const made = new Set<string>();
  while (made.size < count) made.add(makeSentence(random));
  return [...made];
}

function makeSentence(random: Random): string {
  const text = pick(TEMPLATES, random).replace(/\{(\w+)\}/g, (_, kind: string) =>
    pick(WORDS[kind as WordKind], random),
  );
  const agreed = text.replace(/\ba (?=[aeio])/gi, (article) => `${article.trim()}n `);
  return agreed.charAt(0).toUpperCase() + agreed.slice(1);
}

function pick(values: readonly string[], random: Random): string {
  return values[random.below(values.length)] as string;
}
