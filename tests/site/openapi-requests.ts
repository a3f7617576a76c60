import fc, { type Arbitrary } from 'fast-check';

/** Requests made from an OpenAPI document: what its schemas allow, and (hostile) what they do not. */

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

interface Content {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly path: string;
  readonly method: string;
  readonly 'x-audience': 'member' | 'staff';
  readonly parameters?: readonly {
    readonly in: 'path' | 'query' | 'header';
    readonly name: string;
    readonly required: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, Content>>;
}

export interface OpenApi {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, Omit<OpenApiOperation, 'path' | 'method'>>>>
  >;
  readonly components: { readonly responses: Readonly<Record<string, Content>> };
}

export interface MadeRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string | null;
  readonly contentType: string;
}

const NASTY = [
  '',
  ' ',
  '\u0000',
  '%00',
  '../../etc/passwd',
  "'; DROP TABLE submission; --",
  '<script>alert(1)</script>',
  '😀'.repeat(50),
  'a'.repeat(5_000),
  '-1',
  '1e999',
  '9'.repeat(30),
  'null',
  '__proto__',
  '00000000-0000-0000-0000-000000000000',
];

/** Requests of an operation. `known`: by name, values that exist, so that requests come through to the data. */
export function requestsOf(
  operation: OpenApiOperation,
  _document: OpenApi,
  known: Readonly<Record<string, readonly string[]>>,
  isHostile: boolean,
): Arbitrary<MadeRequest> {
  const parameters = (operation.parameters ?? []).filter((each) => each.in !== 'header');
  const values = fc.record(
    Object.fromEntries(
      parameters.map((each) => [each.name, parameterValue(each, known[each.name], isHostile)] as const),
    ),
  );
  return fc.tuple(values, bodyOf(operation, isHostile)).map(([given, { body, contentType }]) => {
    const inPath = operation.path.replace(/\{(\w+)\}/g, (_all, name: string) =>
      // An empty part would be another address.
      encodeURIComponent(given[name] || 'x'),
    );
    const query = new URLSearchParams();
    for (const { name, in: where } of parameters) {
      const value = given[name];
      if (where === 'query' && value !== null && value !== undefined) query.set(name, value);
    }
    const text = query.toString();
    return { method: operation.method, path: inPath + (text ? `?${text}` : ''), body, contentType };
  });
}

function parameterValue(
  { in: where, required, schema }: NonNullable<OpenApiOperation['parameters']>[number],
  known: readonly string[] | undefined,
  isHostile: boolean,
): Arbitrary<string | null> {
  const regular: Arbitrary<string | null> = known
    ? fc.constantFrom(...known)
    : valueOf(schema, false).map((value) =>
        typeof value === 'object' ? JSON.stringify(value) : String(value),
      );
  const absent = where === 'query' && !required ? [{ weight: 3, arbitrary: fc.constant(null) }] : [];
  const nasty = isHostile ? [{ weight: 1, arbitrary: fc.constantFrom(...NASTY) }] : [];
  return fc.oneof({ weight: 6, arbitrary: regular }, ...absent, ...nasty);
}

function bodyOf(
  { requestBody }: OpenApiOperation,
  isHostile: boolean,
): Arbitrary<{ body: string | null; contentType: string }> {
  if (!requestBody) return fc.constant({ body: null, contentType: '' });
  const json = requestBody.content['application/json'];
  const contentType = json ? 'application/json' : (Object.keys(requestBody.content)[0] ?? '');
  const regular: Arbitrary<string> = json
    ? valueOf(json.schema, isHostile).map((value) => JSON.stringify(value))
    : fc.oneof(fc.constant('Id,Class\n1,2\n'), fc.string(), fc.constant('student_id,name,email,role\n'));
  const raw = isHostile
    ? [{ weight: 1, arbitrary: fc.constantFrom('', '{', '[]', 'null', '"x"', '\u0000') }]
    : [];
  return fc.oneof({ weight: 8, arbitrary: regular }, ...raw).map((body) => ({ body, contentType }));
}

/** A value the schema allows; hostile: one part of it may be something else. */
function valueOf(schema: Schema, isHostile: boolean): Arbitrary<unknown> {
  const regular = allowed(schema, isHostile);
  if (!isHostile) return regular;
  const other = fc.oneof(
    fc.constantFrom<unknown>(...NASTY, null, true, -1, 1e308, [], {}),
    fc.jsonValue({ maxDepth: 2 }),
  );
  return fc.oneof({ weight: 9, arbitrary: regular }, { weight: 1, arbitrary: other });
}

function allowed(schema: Schema, isHostile: boolean): Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((each) => valueOf(each, isHostile)));
  const type = Array.isArray(schema.type)
    ? (schema.type as readonly string[])[0]
    : (schema.type as string | undefined);
  switch (type) {
    case 'string':
      return text(schema);
    case 'integer':
      return fc.integer(bounds(schema));
    case 'number':
      return fc.double({ ...bounds(schema), noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valueOf(schema.items ?? {}, isHostile), { maxLength: 4 });
    case 'object': {
      const properties = Object.entries(schema.properties ?? {}).map(
        ([name, each]) => [name, valueOf(each, isHostile)] as const,
      );
      const requiredKeys = (schema.required ?? []) as never[];
      return fc.record(Object.fromEntries(properties), { requiredKeys });
    }
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function text({ format, pattern, minLength = 0, maxLength = 40 }: Schema): Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((each) => each.toISOString());
  if (pattern) return fc.stringMatching(new RegExp(pattern));
  return fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, Math.max(minLength, 40)) });
}

function bounds({ minimum = -1_000, maximum = 1_000 }: Schema): { min: number; max: number } {
  return { min: Math.max(minimum, -2_147_483_648), max: Math.min(maximum, 2_147_483_647) };
}
