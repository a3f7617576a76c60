import { z } from 'zod';
import type { Operation } from '@/lib/api/operation';
import { API_BASE, OPERATIONS } from '@/lib/api/registry';
import { problemDetails } from '@/lib/api/schemas/common';

type Json = Readonly<Record<string, unknown>>;

/** Refusals an operation may answer with, and what each means. */
const REFUSALS: Readonly<Record<number, string>> = {
  400: 'The body is not JSON.',
  401: 'No token or session, or one that does not work any more.',
  403: 'The asker may not do this, or not now.',
  404: 'There is no such thing, or the asker has no access to it.',
  405: 'Nothing of this method is at the path.',
  409: 'It does not fit to what is there.',
  413: 'Too large.',
  415: 'Another media type is wanted.',
  422: 'Something in the request is wrong; the problems say what and where.',
  429: 'Too many requests, or no attempts left.',
  503: 'The server is busy; try again after Retry-After.',
  507: 'The server has no room.',
};

/** The OpenAPI 3.1 document of the API, made from the schemas that parse its requests and answers. `site`: without a slash at its end. */
export function openApiDocument(site: string, version: string): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Saddlepoint',
      version,
      description:
        'Everything the site can do. Send a token of your account page as `Authorization: Bearer …`, or as the password of HTTP Basic with your login. Refusals are RFC 9457 problem details with a stable `code`. Lists come in pages: give `next` as `cursor` until it is null.',
    },
    servers: [{ url: `${site}${API_BASE}` }],
    security: [{ token: [] }, { basic: [] }],
    tags: [...new Set(OPERATIONS.map((each) => each.tag))].map((name) => ({ name })),
    paths: paths(),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        basic: { type: 'http', scheme: 'basic' },
      },
      schemas: { Problem: jsonSchema(problemDetails, 'output') },
      responses: Object.fromEntries(
        Object.entries(REFUSALS).map(([status, description]) => [
          `Refused${status}`,
          {
            description,
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        ]),
      ),
    },
  };
}

function paths(): Json {
  const found: Record<string, Record<string, unknown>> = {};
  for (const operation of OPERATIONS)
    (found[operation.path] ??= {})[operation.method.toLowerCase()] = operationObject(operation);
  return found;
}

function operationObject(operation: Operation): Json {
  const parameters = [
    ...parametersOf(operation.params, 'path'),
    ...parametersOf(operation.query, 'query'),
    ...(operation.id === 'submit' ? [IDEMPOTENCY_KEY] : []),
  ];
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    ...(operation.description ? { description: operation.description } : {}),
    'x-audience': operation.audience,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...requestBody(operation),
    responses: {
      [String(operation.status ?? 200)]: success(operation),
      ...(operation.id === 'getLeaderboard'
        ? { '304': { description: 'The board is as If-None-Match knows it.' } }
        : {}),
      ...(operation.download ? PARTS : {}),
      ...Object.fromEntries(
        Object.keys(REFUSALS).map((status) => [status, { $ref: `#/components/responses/Refused${status}` }]),
      ),
    },
  };
}

const IDEMPOTENCY_KEY: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', maxLength: 200 },
};

const PARTS: Json = {
  '206': { description: 'The bytes of the range.' },
  '304': { description: 'The file is as If-None-Match knows it.' },
  '416': { description: 'The range is not in the file.' },
};

function parametersOf(schema: z.ZodObject, where: 'path' | 'query'): readonly Json[] {
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    properties?: Readonly<Record<string, Json>>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, each]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: each,
  }));
}

function requestBody({ body, upload }: Operation): Json {
  if (body)
    return {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: jsonSchema(body, 'input') } },
      },
    };
  if (!upload) return {};
  const file = { schema: { type: 'string', format: 'binary' } };
  return {
    requestBody: { required: true, content: Object.fromEntries(upload.map((type) => [type, file])) },
  };
}

function success({ response, download, summary }: Operation): Json {
  if (response)
    return {
      description: summary,
      content: { 'application/json': { schema: jsonSchema(response, 'output') } },
    };
  const type = download ?? 'application/octet-stream';
  return { description: summary, content: { [type]: { schema: { type: 'string', format: 'binary' } } } };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const whole = z.toJSONSchema(schema, { target: 'draft-2020-12', io });
  return Object.fromEntries(Object.entries(whole).filter(([key]) => key !== '$schema'));
}
