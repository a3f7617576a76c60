import { z } from 'zod';
import type { BundleSection } from '@/lib/competition/bundle-section';
import type { GradingSettings } from '@/lib/gradebook/grade.types';
import type { Prisma } from '@/lib/platform/prisma-client/client';
import type { Problem } from '@/lib/platform/result';

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/, 'lower-case letters, digits and hyphens');

const ruleSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('beats_baseline'),
    board: z.enum(['public', 'private']),
    baseline: z.string().min(1),
    ties: z.boolean().default(true),
  }),
  z.strictObject({ kind: z.literal('quiz'), question: z.string().nullable().default(null) }),
  z.strictObject({ kind: z.literal('review'), item: z.string().nullable().default(null) }),
  z.strictObject({
    kind: z.literal('bonus'),
    full_marks_in: z.array(id).min(1),
    needs_report: z.boolean().default(false),
    words_below: z.int().positive().nullable().default(null),
    characters_below: z.int().positive().optional(),
  }),
  z.strictObject({ kind: z.literal('manual') }),
]);

export const gradingSchema: z.ZodType<GradingSettings> = z.strictObject({
  breach_factor: z.number().gt(0).max(1).multipleOf(0.0001).default(0.9),
  items: z
    .array(
      z.strictObject({
        id,
        title: z.string().min(1).max(120),
        points: z.number().positive().max(1000).multipleOf(0.01),
        rule: ruleSchema,
      }),
    )
    .min(1)
    .max(50),
});

/** Rules the schema can't say: ids once; a bonus looks at items that exist and are no bonus themselves. */
function checkGrading(value: GradingSettings): Problem[] {
  const problems: Problem[] = [];
  const plain = new Set(value.items.filter((each) => each.rule.kind !== 'bonus').map((each) => each.id));
  const seen = new Set<string>();
  for (const [index, item] of value.items.entries()) {
    const field = `items.${index}`;
    if (seen.has(item.id))
      problems.push({ code: 'duplicate', field: `${field}.id`, message: `${item.id} is there twice.` });
    seen.add(item.id);
    if (item.rule.kind !== 'bonus') continue;
    for (const other of item.rule.full_marks_in) {
      if (plain.has(other)) continue;
      const message = `${other} is no item a bonus can depend on.`;
      problems.push({ code: 'unknown_item', field: `${field}.rule.full_marks_in`, message });
    }
  }
  return problems;
}

/** The rules of the grade in `assignment.yaml`. Published grades keep the rules they were made with. */
export const gradingSection: BundleSection<GradingSettings> = {
  key: 'grading',
  schema: gradingSchema,
  check: checkGrading,
  present: async (tx, assignmentId) => {
    const row = await tx.grading.findUnique({ where: { assignmentId } });
    return row ? gradingSchema.parse(row.settings) : null;
  },
  blocked: async (tx, assignmentId, wanted) => {
    if (wanted) return null;
    const published = await tx.gradeRelease.count({ where: { assignmentId } });
    return published > 0 ? 'Grades were published; the rules can no longer be taken away.' : null;
  },
  apply: async (tx, assignmentId, wanted) => {
    if (!wanted) {
      await tx.grading.deleteMany({ where: { assignmentId } });
      return;
    }
    const settings = wanted as unknown as Prisma.InputJsonObject;
    await tx.grading.upsert({
      where: { assignmentId },
      create: { assignmentId, settings },
      update: { settings },
    });
  },
};
