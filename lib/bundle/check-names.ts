import { gallerySection } from '@/lib/gallery/section';
import { gradingSection } from '@/lib/gradebook/section';
import { handinSection } from '@/lib/handin/section';
import type { Problem } from '@/lib/platform/result';
import { quizSection } from '@/lib/quiz/section';
import { sectionValue, type BundleYaml } from '@/lib/bundle/bundle.schema';

/**
 * What one part of a bundle names of another must be there: rules of the grade a baseline, a question of the quiz, an item of
 * the rubric (a name that is nowhere would cost every student its points without a word); the gallery items of the grade, and a
 * file students can download. Fields begin at the YAML's top.
 */
export function checkNames(yaml: BundleYaml, referenceFiles: readonly string[]): Problem[] {
  return [...checkGrading(yaml), ...checkGallery(yaml, referenceFiles)];
}

function checkGrading(yaml: BundleYaml): Problem[] {
  const grading = sectionValue(yaml, gradingSection.key);
  if (grading === null) return [];
  const known = namesOf(yaml);
  return gradingSection.schema.parse(grading).items.flatMap(({ rule }, index) => {
    const field = `${gradingSection.key}.items.${index}.rule`;
    switch (rule.kind) {
      case 'beats_baseline':
        return missing(`${field}.baseline`, 'baseline', rule.baseline, known.baselines);
      case 'quiz':
        return missing(`${field}.question`, 'question of the quiz', rule.question, known.questions);
      case 'review':
        return missing(`${field}.item`, 'item of the rubric', rule.item, known.rubric);
      case 'bonus':
        return rule.needs_report || rule.words_below !== null || rule.characters_below !== undefined
          ? missing(`${field}.needs_report`, 'hand-in', null, known.rubric)
          : [];
      case 'manual':
        return [];
    }
  });
}

function checkGallery(yaml: BundleYaml, referenceFiles: readonly string[]): Problem[] {
  const gallery = sectionValue(yaml, gallerySection.key);
  if (gallery === null) return [];
  const { full_marks_in: ids, template } = gallerySection.schema.parse(gallery);
  const grading = sectionValue(yaml, gradingSection.key);
  const items = grading === null ? null : gradingSection.schema.parse(grading).items.map((each) => each.id);
  const field = gallerySection.key;
  const needsHandin = sectionValue(yaml, handinSection.key) === null;
  return [
    ...ids.flatMap((id) => missing(`${field}.full_marks_in`, 'item of the grade', id, items)),
    ...(needsHandin ? missing(field, 'hand-in', null, null) : []),
    ...missing(`${field}.template`, 'data file or reference code', template, [
      ...yaml.data,
      ...referenceFiles,
    ]),
  ];
}

interface Known {
  readonly baselines: readonly string[];
  /** null: the bundle has no such part. */
  readonly questions: readonly string[] | null;
  readonly rubric: readonly string[] | null;
}

function namesOf(yaml: BundleYaml): Known {
  const quiz = sectionValue(yaml, quizSection.key);
  const handin = sectionValue(yaml, handinSection.key);
  return {
    baselines: yaml.competition.baselines.map((each) => each.name),
    questions: quiz === null ? null : quizSection.schema.parse(quiz).questions.map((each) => each.id),
    rubric:
      handin === null
        ? null
        : handinSection.schema
            .parse(handin)
            .rubric.flatMap((each) => [each.key, ...(each.items ?? []).map((part) => part.key)]),
  };
}

function missing(
  field: string,
  what: string,
  name: string | null,
  known: readonly string[] | null,
): Problem[] {
  if (known === null)
    return [
      { code: 'unknown_name', field, message: `the bundle has no ${what} that this rule could look at.` },
    ];
  if (name === null || known.includes(name)) return [];
  const there = known.length > 0 ? `it has ${known.join(', ')}` : 'it has none';
  return [{ code: 'unknown_name', field, message: `the bundle has no ${what} named ${name}; ${there}.` }];
}
