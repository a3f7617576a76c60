import { getTranslations } from 'next-intl/server';
import type { Why } from '@/lib/gradebook/grade.types';

/** Why an item of a grade has its points, as a sentence. */
export async function WhyText({
  why,
  titles,
}: {
  readonly why: Why;
  readonly titles: Readonly<Record<string, string>>;
}) {
  const t = await getTranslations('grades.why');
  switch (why.code) {
    case 'beats':
    case 'misses':
      return t(why.code, { score: why.score, baseline: why.baseline, threshold: why.threshold });
    case 'no_score':
    case 'no_baseline':
      return t(why.code, { baseline: why.baseline });
    case 'quiz':
      return t('quiz', { points: why.points, possible: why.possible });
    case 'review':
      return t(why.complete ? 'review' : 'reviewOpen', {
        points: why.points,
        percent: Math.round(Number(why.kept) * 100),
      });
    case 'not_full':
      return t('not_full', { items: why.items.map((id) => titles[id] ?? id).join(', ') });
    case 'too_long':
      return t('too_long', { words: why.words ?? 0, below: why.below });
    case 'too_many_characters':
      return t('too_many_characters', { characters: why.characters, below: why.below });
    case 'override':
      return t('override', { reason: why.reason });
    default:
      return t(why.code);
  }
}
