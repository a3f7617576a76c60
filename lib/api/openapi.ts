import { z } from 'zod';
import type { Operation } from '@/lib/api/operation';
import { BASE_PATH, OPERATIONS } from '@/lib/api/operations';
import { PROBLEM_CODES } from '@/lib/api/problem-codes.core';
import { components, problemSchema } from '@/lib/api/schemas/common';

export type JsonSchema = { readonly [key: string]: unknown };

export interface DocumentedParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

export interface DocumentedOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly parameters: readonly DocumentedParameter[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly description?: string;
    readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>>;
  };
  readonly responses: Readonly<Record<string, JsonSchema>>;
  readonly security: readonly JsonSchema[];
  readonly 'x-scope': string;
  readonly 'x-staff': boolean;
}

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly security: readonly JsonSchema[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: {
    readonly securitySchemes: JsonSchema;
    readonly responses: Readonly<Record<string, JsonSchema>>;
    readonly schemas: Readonly<Record<string, JsonSchema>>;
  };
}

const SECURITY = [{ bearer: [] }, { basic: [] }];

/** The OpenAPI 3.1 document, made of the schemas that parse the requests and let the answers out. */
export function openApiDocument(origin: string): OpenApiDocument {
  const schemas: Record<string, JsonSchema> = {};
  schemaOf(problemSchema, 'output', schemas);
  const paths: Record<string, Record<string, DocumentedOperation>> = {};
  for (const each of OPERATIONS)
    (paths[each.path] ??= {})[each.method.toLowerCase()] = documented(each, schemas);
  return {
    openapi: '3.1.0',
    info: { title: 'Saddlepoint', version: '1', description: DESCRIPTION },
    servers: [{ url: `${origin}${BASE_PATH}` }],
    security: SECURITY,
    tags: [...new Set(OPERATIONS.map((each) => each.tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'A token from the account page' },
        basic: { type: 'http', scheme: 'basic', description: 'Login as user name, token as password' },
      },
      responses: problemResponses(),
      schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => a.localeCompare(b))),
    },
  };
}

const DESCRIPTION =
  'Everything the site can do. Refusals are `application/problem+json` with a stable `code`. Lists come in pages: hand ' +
  '`nextCursor` back as `cursor`. Requests are counted a minute and person; `RateLimit-*` headers tell how many are left.';

function documented(each: Operation, schemas: Record<string, JsonSchema>): DocumentedOperation {
  return {
    operationId: each.id,
    tags: [each.tag],
    summary: each.summary,
    ...(each.description ? { description: each.description } : {}),
    parameters: [
      ...parametersOf(each.params, 'path', schemas),
      ...parametersOf(each.query, 'query', schemas),
      ...Object.entries(each.headers ?? {}).map(([name, description]) => ({
        name,
        in: 'header' as const,
        required: false,
        description,
        schema: { type: 'string' },
      })),
    ],
    ...requestBodyOf(each, schemas),
    responses: responsesOf(each, schemas),
    security: SECURITY,
    'x-scope': each.scope,
    'x-staff': each.staff ?? false,
  };
}

function parametersOf(
  schema: z.ZodType,
  where: 'path' | 'query',
  schemas: Record<string, JsonSchema>,
): DocumentedParameter[] {
  const { properties = {}, required = [] } = schemaOf(schema, 'input', schemas) as {
    properties?: Record<string, JsonSchema & { description?: string }>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    ...(description ? { description } : {}),
    schema: rest,
  }));
}

function requestBodyOf(
  { body, file }: Operation,
  schemas: Record<string, JsonSchema>,
): Pick<DocumentedOperation, 'requestBody'> {
  if (body)
    return {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: schemaOf(body, 'input', schemas) } },
      },
    };
  if (!file) return {};
  const content = Object.fromEntries(
    file.types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
  );
  const form = {
    type: 'object',
    properties: { description: { type: 'string' }, file: { type: 'string', format: 'binary' } },
    required: ['file'],
  };
  return {
    requestBody: {
      required: true,
      description: file.description,
      content: file.multipart ? { ...content, 'multipart/form-data': { schema: form } } : content,
    },
  };
}

const HEADERS = {
  'RateLimit-Limit': { schema: { type: 'integer' }, description: 'Requests a minute' },
  'RateLimit-Remaining': { schema: { type: 'integer' }, description: 'Requests left of them' },
  'RateLimit-Reset': { schema: { type: 'integer' }, description: 'Seconds until the minute is over' },
};

/** Statuses an operation may refuse with, beside those that every one may. */
function refusalsOf({ method, body, file }: Operation): readonly number[] {
  const always = [401, 403, 404, 422, 429, 503];
  const withBody = body || file ? [400, 413, 415] : [];
  return [...always, ...withBody, ...(method === 'GET' ? [] : [409]), ...(file ? [507] : [])].sort();
}

function responsesOf(each: Operation, schemas: Record<string, JsonSchema>): Record<string, JsonSchema> {
  const { status, description, schema, types, also = {} } = each.answer;
  const content = schema
    ? { 'application/json': { schema: schemaOf(schema, 'output', schemas) } }
    : types &&
      Object.fromEntries(types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));
  return {
    [status]: { description, headers: HEADERS, ...(content ? { content } : {}) },
    ...Object.fromEntries(
      Object.entries(also).map(([code, what]) => [
        code,
        { description: what, ...(code === '206' && content ? { content } : {}) },
      ]),
    ),
    ...Object.fromEntries(
      refusalsOf(each).map((code) => [code, { $ref: `#/components/responses/Problem${code}` }]),
    ),
  };
}

function problemResponses(): Record<string, JsonSchema> {
  const byStatus = new Map<number, string[]>();
  for (const [code, { status, title }] of Object.entries(PROBLEM_CODES))
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\`: ${title}`]);
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, lines]) => [`Problem${status}`, { description: lines.join(' '), content }]),
  );
}

/** A schema as JSON Schema 2020-12; what has a name goes to the components and leaves a reference. */
function schemaOf(
  schema: z.ZodType,
  io: 'input' | 'output',
  schemas: Record<string, JsonSchema>,
): JsonSchema {
  // Inside an object even the outermost one becomes a reference.
  const made = z.toJSONSchema(z.object({ it: schema }), {
    io,
    target: 'draft-2020-12',
    metadata: components,
    unrepresentable: 'any',
    // `describe` writes into zod's own registry, which `metadata` replaces.
    override: ({ zodSchema, jsonSchema }) => {
      const description = z.globalRegistry.get(zodSchema as unknown as z.ZodType)?.description;
      if (description !== undefined) jsonSchema.description ??= description;
    },
  }) as unknown as { properties: { it: JsonSchema }; $defs?: Record<string, JsonSchema> };
  for (const [name, definition] of Object.entries(made.$defs ?? {})) {
    const isKept = ([key]: [string, unknown]): boolean => key !== 'id';
    schemas[name] = referring(Object.fromEntries(Object.entries(definition).filter(isKept))) as JsonSchema;
  }
  return referring(made.properties.it) as JsonSchema;
}

function referring(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(referring);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === '$ref' && typeof each === 'string'
        ? each.replace('#/$defs/', '#/components/schemas/')
        : referring(each),
    ]),
  );
}
