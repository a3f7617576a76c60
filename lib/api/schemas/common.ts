import { z } from 'zod';

export const problem = z.object({
  code: z.string(),
  message: z.string(),
  file: z.string().optional(),
  line: z.int().optional(),
  field: z.string().optional(),
  value: z.string().optional(),
});

/** RFC 9457 problem details. `code` is stable and meant for programs; `problems` lists all that was found. */
export const problemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  problems: z.array(problem),
});

export const done = z.object({ done: z.literal(true) });
