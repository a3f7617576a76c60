import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '@/lib/api/openapi';
import { OPERATIONS } from '@/lib/api/operations';
import { PROBLEM_CODES } from '@/lib/api/problem-codes.core';

const document = openApiDocument('https://courses.example.edu');

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document) as unknown as Record<string, unknown>);
    expect(result.errors ?? []).toEqual([]);
    expect([result.valid, validator.version]).toEqual([true, '3.1']);
  });

  it('holds every operation once, with a parameter for every part of its path', () => {
    const documented = Object.values(document.paths).flatMap((each) => Object.values(each));
    expect(documented.map((each) => each.operationId).sort()).toEqual(
      OPERATIONS.map((each) => each.id).sort(),
    );
    expect(new Set(documented.map((each) => each.operationId)).size).toBe(OPERATIONS.length);
    for (const [path, methods] of Object.entries(document.paths))
      for (const each of Object.values(methods))
        expect(
          each.parameters
            .filter((one) => one.in === 'path')
            .map((one) => `{${one.name}}`)
            .sort(),
        ).toEqual((path.match(/\{\w+\}/g) ?? []).sort());
  });

  it('refers to nothing that it does not hold', () => {
    const text = JSON.stringify(document);
    for (const [, kind = '', name = ''] of text.matchAll(/"#\/components\/(\w+)\/(\w+)"/g))
      expect(Object.keys(document.components[kind as 'schemas' | 'responses'])).toContain(name);
    expect(text).not.toContain('$defs');
  });

  it('tells the type of every parameter, and lets pages be left out', () => {
    const parameters = Object.values(document.paths).flatMap((each) =>
      Object.values(each).flatMap((one) => one.parameters),
    );
    for (const each of parameters) expect(each.schema).toHaveProperty('type');
    const limit = parameters.find((each) => each.name === 'limit');
    expect(limit).toMatchObject({
      description: 'Items a page',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 200 },
    });
  });

  it('documents every stable code of a refusal', () => {
    const text = JSON.stringify(document.components.responses);
    for (const code of Object.keys(PROBLEM_CODES)) expect(text).toContain(`\`${code}\``);
  });
});
