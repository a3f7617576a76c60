import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { rubricParts } from '@/lib/handin/rubric.core';
import type { HandinSettings } from '@/lib/handin/handin.types';
import type { Problem } from '@/lib/platform/result';

const decimal = z.string().regex(/^\d{1,4}(\.\d{1,4})?$/, 'a number written as text, e.g. "4" or "0.5"');
const points = z.union([decimal, z.number().min(0).max(9_999).transform(String)]);

const part = {
  key: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
  title: z.string().min(1).max(200),
  points,
};

/** `handin` in `assignment.yaml`; docs/assignment-format.md says what each means. */
export const handinSchema: z.ZodType<HandinSettings> = z.strictObject({
  name: z
    .string()
    .regex(/^[\w{}.-]{1,80}\.zip$/, 'a name of letters, digits, -, _ that ends in .zip')
    .default('{student_id}.zip'),
  closes: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/, 'a local time such as 2021-04-04T23:59:00')
    .optional(),
  types: z
    .array(z.string().regex(/^\.[a-z0-9]{1,10}$/, 'an ending such as .py'))
    .min(1)
    .default(['.py', '.ipynb']),
  reports_max: z.int().min(0).max(20).default(1),
  max_mb: z.number().gt(0).max(500).default(20),
  max_unpacked_mb: z.number().gt(0).max(1_000).default(50),
  max_entry_mb: z.number().gt(0).max(200).default(10),
  max_entries: z.int().min(1).max(10_000).default(200),
  late: z
    .strictObject({
      penalty_per_day: z.union([decimal, z.number().min(0).max(1).transform(String)]),
      max_days: z.int().min(1).max(365),
    })
    .nullable()
    .default(null),
  rubric: z
    .array(z.strictObject({ ...part, items: z.array(z.strictObject(part)).min(1).max(30).optional() }))
    .min(1),
  anonymous: z.boolean().default(false),
  report_words_max: z.int().min(1).max(100_000).optional(),
});

export function checkHandin(settings: HandinSettings): Problem[] {
  const problems: Problem[] = [];
  const parts = settings.rubric.flatMap((item) => item.items ?? []);
  const keys = [...settings.rubric, ...parts].map((item) => item.key);
  if (new Set(keys).size < keys.length)
    problems.push({ code: 'bad_value', field: 'rubric', message: 'two items have the same key.' });
  for (const item of settings.rubric) {
    const sum = rubricParts([item]).reduce((all, each) => all.plus(each.points), new Decimal(0));
    if (!sum.eq(item.points))
      problems.push({
        code: 'bad_value',
        field: 'rubric',
        message: `${item.key} has ${item.points} points, its parts ${sum.toString()}.`,
      });
  }
  if (settings.late && Number(settings.late.penalty_per_day) > 1)
    problems.push({
      code: 'bad_value',
      field: 'late.penalty_per_day',
      message: 'a share of the points, 0 to 1.',
    });
  return problems;
}
