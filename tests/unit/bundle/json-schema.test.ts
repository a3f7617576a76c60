import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { assignmentJsonSchema } from '@/lib/bundle/json-schema';

describe('docs/assignment.schema.json', () => {
  const stored = JSON.parse(readFileSync(path.join('docs', 'assignment.schema.json'), 'utf8')) as object;

  it('is what the import checks; run scripts/docs/assignment-schema.ts after a change', () => {
    expect(stored).toEqual(JSON.parse(JSON.stringify(assignmentJsonSchema())));
  });

  it('takes every bundle of this repository and refuses an unknown key', () => {
    const validate = new Ajv2020({ strict: false }).compile(stored);
    for (const bundle of ['demo/digits', 'demo/odd-even', 'ml2021spring/hw2']) {
      const yaml: unknown = parse(readFileSync(path.join('courses', bundle, 'assignment.yaml'), 'utf8'));
      expect([bundle, validate(yaml), validate.errors]).toEqual([bundle, true, null]);
      expect(validate({ ...(yaml as object), surprise: 1 })).toBe(false);
    }
  });
});
