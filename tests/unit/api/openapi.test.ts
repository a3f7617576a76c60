import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '@/lib/api/openapi';
import { findOperation, OPERATIONS } from '@/lib/api/registry';

const document = openApiDocument('https://example.edu', '1.2.3') as {
  readonly paths: Record<
    string,
    Record<string, { operationId: string; parameters?: { in: string; name: string }[] }>
  >;
};

describe('the API’s description', () => {
  it('is a valid OpenAPI 3.1 document', async () => {
    const result = await new Validator().validate(structuredClone(document) as Record<string, unknown>);
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
  });

  it('has every operation once, with every parameter of its path', () => {
    const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, each]) => ({ path, method, ...each })),
    );
    expect(listed.map((each) => each.operationId).sort()).toEqual(OPERATIONS.map((each) => each.id).sort());
    expect(new Set(listed.map((each) => each.operationId)).size).toBe(listed.length);
    for (const { path, parameters = [] } of listed) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((each) => each[1]);
      expect(parameters.filter((each) => each.in === 'path').map((each) => each.name)).toEqual(inPath);
    }
  });
});

describe('finding an operation', () => {
  it('takes fixed words before parameters, decodes, and tells a wrong method from nothing', () => {
    const found = findOperation('GET', '/courses/a%2Fb/assignments/c/files/content');
    expect(found).toMatchObject({
      operation: { id: 'downloadFile' },
      params: { course: 'a/b', assignment: 'c' },
    });
    expect(findOperation('DELETE', '/me')).toEqual({ kind: 'wrong_method', allowed: ['GET'] });
    for (const path of ['', '/', '/nowhere', '/courses/%', '/courses//assignments/x', '/me/'])
      expect(findOperation('GET', path), path).toEqual({ kind: 'nothing' });
  });
});
