/** Writes docs/assignment.schema.json, the JSON Schema of assignment.yaml: `npx tsx scripts/docs/assignment-schema.ts`. */
import { writeFileSync } from 'node:fs';
import { assignmentJsonSchema } from '@/lib/bundle/json-schema';

writeFileSync('docs/assignment.schema.json', `${JSON.stringify(assignmentJsonSchema(), null, 2)}\n`);
