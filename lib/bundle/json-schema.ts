import { z } from 'zod';
import { bundleSchema } from '@/lib/bundle/bundle.schema';

/**
 * The JSON Schema (draft 2020-12) of `assignment.yaml` as people write it, for editors that check while typing. Rules across
 * fields and files are the import's own; this one can't say them.
 */
export function assignmentJsonSchema(): unknown {
  return {
    title: 'assignment.yaml',
    ...z.toJSONSchema(bundleSchema, { io: 'input', unrepresentable: 'any' }),
  };
}
