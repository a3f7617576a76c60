import Decimal from 'decimal.js';
import type {
  GradeContext,
  GradeInputs,
  GradeItem,
  GradeRule,
  GradingSettings,
  ItemGrade,
  StudentGrade,
  Why,
} from '@/lib/gradebook/grade.types';

interface Earned {
  readonly points: Decimal;
  readonly why: Why;
}

const NOTHING = new Decimal(0);

/**
 * The grade of one student. Each item is rounded to 0.01, halves up, and lies within 0 and what it is worth (an override
 * may not leave that range either); the total is the sum times every breach's factor, rounded once more in the same way.
 */
export function gradeStudent(
  settings: GradingSettings,
  context: GradeContext,
  inputs: GradeInputs,
): StudentGrade {
  const done = new Map<string, ItemGrade>();
  // A bonus looks at the other items, so it comes after them, wherever it is written.
  const ordered = [...settings.items].sort((a, b) => Number(isBonus(a)) - Number(isBonus(b)));
  for (const item of ordered) done.set(item.id, gradeItem(item, context, inputs, done));
  const items = settings.items.flatMap((item) => done.get(item.id) ?? []);
  const sum = items.reduce((total, item) => total.plus(item.points), NOTHING);
  const multiplier = inputs.breaches.reduce((product, each) => product.times(each.factor), new Decimal(1));
  return {
    userId: inputs.userId,
    items,
    sum: cents(sum),
    multiplier: multiplier.toFixed(),
    breaches: inputs.breaches.map(({ id, kind, factor }) => ({ id, kind, factor })),
    total: cents(sum.times(multiplier)),
  };
}

/** What the whole assignment is worth, e.g. `10.50`. */
export function possibleTotal(settings: GradingSettings): string {
  return cents(settings.items.reduce((sum, item) => sum.plus(item.points), NOTHING));
}

function isBonus(item: GradeItem): boolean {
  return item.rule.kind === 'bonus';
}

function gradeItem(
  item: GradeItem,
  context: GradeContext,
  inputs: GradeInputs,
  done: ReadonlyMap<string, ItemGrade>,
): ItemGrade {
  const possible = new Decimal(item.points);
  const override = inputs.overrides.find((each) => each.item === item.id);
  const earned: Earned = override
    ? { points: new Decimal(override.points), why: { code: 'override', reason: override.reason } }
    : earn(item.rule, possible, context, inputs, done);
  return {
    id: item.id,
    points: cents(Decimal.min(possible, Decimal.max(NOTHING, earned.points))),
    possible: cents(possible),
    why: earned.why,
  };
}

function earn(
  rule: GradeRule,
  possible: Decimal,
  context: GradeContext,
  inputs: GradeInputs,
  done: ReadonlyMap<string, ItemGrade>,
): Earned {
  if (rule.kind === 'beats_baseline') return againstBaseline(rule, possible, context, inputs);
  if (rule.kind === 'quiz') return fromQuiz(rule.question, possible, inputs.quiz);
  if (rule.kind === 'review') return fromReview(rule.item, inputs.review);
  if (rule.kind === 'bonus') return fromBonus(rule, possible, inputs.review, done);
  return { points: NOTHING, why: { code: 'manual_missing' } };
}

function againstBaseline(
  rule: Extract<GradeRule, { kind: 'beats_baseline' }>,
  possible: Decimal,
  context: GradeContext,
  inputs: GradeInputs,
): Earned {
  const threshold = context.baselines.find((each) => each.name === rule.baseline)?.[rule.board] ?? null;
  if (threshold === null) return { points: NOTHING, why: { code: 'no_baseline', baseline: rule.baseline } };
  const score = inputs.scores[rule.board];
  if (score === null || !Number.isFinite(score))
    return { points: NOTHING, why: { code: 'no_score', baseline: rule.baseline } };
  const better = new Decimal(score).cmp(threshold) * (context.direction === 'higher_is_better' ? 1 : -1);
  const beats = rule.ties ? better >= 0 : better > 0;
  return {
    points: beats ? possible : NOTHING,
    why: {
      code: beats ? 'beats' : 'misses',
      score: String(score),
      baseline: rule.baseline,
      threshold: String(threshold),
      ties: rule.ties,
    },
  };
}

/** The share of the quiz's points that was reached, of what the item is worth. */
function fromQuiz(question: string | null, possible: Decimal, quiz: GradeInputs['quiz']): Earned {
  const part = question === null ? quiz : quiz?.questions.find((each) => each.id === question);
  if (!part || new Decimal(part.possible).isZero()) return { points: NOTHING, why: { code: 'quiz_missing' } };
  return {
    points: possible.times(part.points).dividedBy(part.possible),
    why: { code: 'quiz', points: part.points, possible: part.possible },
  };
}

function fromReview(item: string | null, review: GradeInputs['review']): Earned {
  const points = item === null ? review?.total : review?.points[item];
  if (!review || points === undefined) return { points: NOTHING, why: { code: 'review_missing' } };
  return {
    points: new Decimal(points).times(review.kept),
    why: { code: 'review', points, kept: review.kept, complete: review.complete },
  };
}

function fromBonus(
  rule: Extract<GradeRule, { kind: 'bonus' }>,
  possible: Decimal,
  review: GradeInputs['review'],
  done: ReadonlyMap<string, ItemGrade>,
): Earned {
  const missing = rule.full_marks_in.filter((id) => {
    const item = done.get(id);
    return !item || new Decimal(item.points).lessThan(item.possible);
  });
  if (missing.length > 0) return { points: NOTHING, why: { code: 'not_full', items: missing } };
  if (rule.needs_report && !review?.hasReport) return { points: NOTHING, why: { code: 'no_report' } };
  const why = lengthProblem(rule, review);
  return why ? { points: NOTHING, why } : { points: possible, why: { code: 'bonus' } };
}

/** Why a report is not known to be short enough; one whose length can't be told, as a scan's, is left to the staff. */
function lengthProblem(
  rule: Extract<GradeRule, { kind: 'bonus' }>,
  review: GradeInputs['review'],
): Earned['why'] | null {
  const { words_below: words, characters_below: characters = null } = rule;
  if (words === null && characters === null) return null;
  const counted = { words: review?.reportWords ?? null, characters: review?.reportCharacters ?? null };
  if ((words !== null && counted.words === null) || (characters !== null && counted.characters === null))
    return { code: 'not_countable' };
  if (words !== null && counted.words !== null && counted.words >= words)
    return { code: 'too_long', words: counted.words, below: words };
  if (characters !== null && counted.characters !== null && counted.characters >= characters)
    return { code: 'too_many_characters', characters: counted.characters, below: characters };
  return null;
}

function cents(value: Decimal): string {
  return value.toFixed(2, Decimal.ROUND_HALF_UP);
}
