import { z } from 'zod';
import { PAGE_DEFAULT, PAGE_MAX } from '@/lib/api/paging.core';

/** Names of the schemas that the document holds once, under `components/schemas`. */
export const components = z.registry<{ id: string; description?: string }>();

export function component<T extends z.ZodType>(id: string, description: string, schema: T): T {
  components.add(schema, { id, description });
  return schema;
}

/** Text the database can hold: PostgreSQL has no U+0000. */
export const text = (max: number, min = 0): z.ZodString =>
  z
    .string()
    .min(min)
    .max(max)
    .regex(/^[^\u0000]*$/, 'must not hold U+0000');

export const slug = text(100, 1);
export const uuid = z.uuid();
/** ISO 8601 in UTC. */
export const instant = z.iso.datetime();
/** Numbers of submissions and hand-ins; they come as text in a path. */
export const rowId = z.coerce.number().int().min(1).max(2_147_483_647);
const count = z.int().min(0);
export const counted = { count };

export const none = z.strictObject({});
export const course = z.strictObject({ course: slug.describe('The slug of the course') });
export const assignment = z.strictObject({
  course: slug.describe('The slug of the course'),
  assignment: slug.describe('The slug of the assignment'),
});

export const paging = {
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_DEFAULT).describe('Items a page'),
  cursor: z.string().min(1).max(500).optional().describe('`nextCursor` of the page before'),
};
export const pageQuery = z.strictObject(paging);

/** A page of a list. */
export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().describe('For the next page; null: this was the last'),
  });
}

export const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((value) => value === 'true');

export const problemItem = component(
  'ProblemItem',
  'One thing that is wrong, and where.',
  z.object({
    code: z.string(),
    message: z.string(),
    file: z.string().optional(),
    line: z.int().optional(),
    field: z.string().optional(),
    value: z.string().optional(),
  }),
);

export const problemSchema = component(
  'Problem',
  'RFC 9457 problem details. `code` is stable; `errors` lists everything found.',
  z.object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    errors: z.array(problemItem),
  }),
);

export const role = z.enum(['student', 'auditor', 'ta', 'instructor']);
export const phase = z.enum(['before', 'open', 'closed', 'revealed']);
export const submissionStatus = z.enum(['queued', 'scoring', 'scored', 'invalid', 'failed']);
export const direction = z.enum(['higher_is_better', 'lower_is_better']);
