import { z } from 'zod';
import { PAGE_SLUG } from '@/lib/competition/page-language.core';
import { timeZone as zone } from '@/lib/competition/time-zone.schema';
import { SECTIONS } from '@/lib/bundle/sections';

const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'lower-case letters, digits and hyphens, at most 60');
const localTime = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/,
    'a local time such as 2021-03-12T14:20:00, without a zone',
  );
const file = z.string().min(1);

const baseline = z.union([
  z.strictObject({ name: z.string().min(1).max(100), file }),
  z.strictObject({ name: z.string().min(1).max(100), public: z.number(), private: z.number() }),
]);

const competition = z.strictObject({
  metric: z.string().min(1),
  metric_file: file.optional(),
  id: z.string().min(1),
  target: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
  labels: z.array(z.union([z.string(), z.number()])).optional(),
  solution: file,
  sample_submission: file,
  split: z
    .strictObject({
      public: z.number().gt(0).lt(1),
      seed: z.union([z.string(), z.number()]),
      by: z.enum(['random', 'stratified', 'grouped']).default('random'),
      column: z.string().optional(),
    })
    .optional(),
  baselines: z.array(baseline).default([]),
  daily_limit: z.int().min(1).max(1_000).nullable().default(5),
  limit_timezone: zone.default('UTC'),
  failed_per_day: z.int().min(1).max(10_000).default(50),
  final_submissions: z.int().min(1).max(20).default(2),
  reveal: z.enum(['at_close', 'manual']).default('at_close'),
  precision: z.int().min(0).max(10).default(5),
  max_file_mb: z.number().gt(0).max(1_000).default(64),
  late_submissions: z.boolean().default(false),
  accept_rules: file.optional(),
});

const base = z.strictObject({
  course: slug,
  course_title: z.string().min(1).max(200).optional(),
  assignment: slug,
  title: z.string().min(1).max(200),
  timezone: zone,
  opens: localTime,
  closes: localTime,
  competition,
  data: z.array(file).default([]),
  pages: z.record(z.string().regex(PAGE_SLUG), file).default({}),
  reference: z.string().optional(),
});

/** `assignment.yaml`. Unknown keys are errors; docs/assignment-format.md says what each means. */
export const bundleSchema = base.extend(
  Object.fromEntries(SECTIONS.map((section) => [section.key, section.schema.optional()])),
);

/** The sections' values are read by key: see `sectionValue`. */
export type BundleYaml = z.infer<typeof base>;

/** What the YAML says of a section, parsed by its schema; null when it says nothing. */
export function sectionValue(yaml: BundleYaml, key: string): unknown {
  return (yaml as Readonly<Record<string, unknown>>)[key] ?? null;
}
