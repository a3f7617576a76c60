import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import type { JsonSchema, OpenApiDocument } from '@/lib/api/openapi';
import type { Db } from '@/lib/platform/database/client';

export interface Actor {
  readonly userId: string;
  readonly studentId: string;
  /** A token of every scope. */
  readonly tokens: Readonly<Record<'read' | 'submit' | 'all', string>>;
}

/** The demo's digits (competition, quiz with checkpoints, hand-in, discussion), open now, with a grading of its own. */
export async function importDigits(db: Db, dataDir: string): Promise<{ id: string; courseId: string }> {
  saddlepoint(['import', 'courses/demo/digits', '--yes', '--without-data', '--json'], {
    SADDLEPOINT_DATA: dataDir,
  });
  const row = await db.assignment.findFirstOrThrow({ where: { slug: 'digits' } });
  const day = 86_400_000;
  await db.assignment.update({
    where: { id: row.id },
    data: { opensAt: new Date(Date.now() - day), closesAt: new Date(Date.now() + day) },
  });
  return { id: row.id, courseId: row.courseId };
}

/** Runs the command; its standard output. Throws where it ends with another code than 0. */
export function saddlepoint(args: readonly string[], env: Record<string, string>): string {
  const base = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('SADDLEPOINT_')),
  );
  return execFileSync(process.execPath, ['scripts/saddlepoint.mjs', ...args], {
    encoding: 'utf8',
    env: { ...base, ...env } as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export async function addActor(
  db: Db,
  courseId: string,
  studentId: string,
  role: 'student' | 'ta' | 'instructor',
): Promise<Actor> {
  const tokens = { read: secret(), submit: secret(), all: secret() };
  const user = await db.user.create({
    data: {
      name: studentId,
      studentId,
      enrolments: {
        create: { courseId, role, displayName: `${studentId}_x`, displayNameKey: `${studentId}_x` },
      },
      tokens: {
        create: Object.entries(tokens).map(([scope, token]) => ({
          name: scope,
          scope,
          tokenHash: createHash('sha256').update(token).digest('hex'),
        })),
      },
    },
  });
  return { userId: user.id, studentId, tokens };
}

const secret = (): string => `sp_${randomBytes(32).toString('base64url')}`;

/** Checks answers against the document. */
export class Judge {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  readonly #made = new Map<string, ValidateFunction>();

  constructor(readonly document: OpenApiDocument) {
    addFormats.default(this.#ajv);
    this.#ajv.addSchema({ $id: 'document', components: document.components });
  }

  /** What is wrong with an answer to an operation; empty: nothing. */
  async faults(path: string, method: string, answer: Response): Promise<string[]> {
    const responses = this.document.paths[path]?.[method]?.responses ?? {};
    const given = responses[answer.status] as { $ref?: string; content?: Content } | undefined;
    if (!given) return [`status ${answer.status} is not documented: ${(await answer.text()).slice(0, 300)}`];
    const content = given.$ref ? this.#resolve(given.$ref).content : given.content;
    const media = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
    const bytes = await answer.arrayBuffer();
    if (!content) return bytes.byteLength === 0 ? [] : [`a body where none is documented: ${media}`];
    const schema = content[media]?.schema;
    if (!schema) return [`${media} is not documented for ${answer.status}`];
    if (schema.format === 'binary') return [];
    const check = this.#check(schema);
    const text = new TextDecoder().decode(bytes);
    return check(JSON.parse(text)) ? [] : [`${this.#ajv.errorsText(check.errors)} in ${text.slice(0, 300)}`];
  }

  #resolve(ref: string): { content?: Content } {
    const name = ref.split('/').at(-1) ?? '';
    return this.document.components.responses[name] as { content?: Content };
  }

  #check(schema: JsonSchema): ValidateFunction {
    const key = JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/');
    const made = this.#made.get(key) ?? this.#ajv.compile(JSON.parse(key) as object);
    this.#made.set(key, made);
    return made;
  }
}

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;

const HOSTILE = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '-1',
    '%',
    "'; DROP TABLE submission;--",
    '../../etc/passwd',
    '\u0000',
    '\ud800',
    'NaN',
    '1e999',
    '2147483648',
    '💥',
    '__proto__',
    '[]',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

/** Values near what a schema wants: mostly of its form, with the known ones of the site mixed in, and hostile ones. */
export function valuesOf(
  schema: JsonSchema,
  document: OpenApiDocument,
  known: readonly string[] = [],
): fc.Arbitrary<unknown> {
  const proper = properOf(schema, document);
  const own = known.length > 0 ? [{ weight: 25, arbitrary: fc.constantFrom(...known) }] : [];
  return fc.oneof({ weight: 5, arbitrary: proper }, ...own, { weight: 2, arbitrary: HOSTILE });
}

function properOf(schema: JsonSchema, document: OpenApiDocument): fc.Arbitrary<unknown> {
  const { $ref, type, enum: options, const: constant, anyOf, oneOf } = schema as Record<string, never>;
  if ($ref) {
    const name = ($ref as string).split('/').at(-1) ?? '';
    return properOf(document.components.schemas[name] ?? {}, document);
  }
  if (constant !== undefined) return fc.constant(constant);
  if (options) return fc.constantFrom(...(options as unknown[]));
  const several = (anyOf ?? oneOf) as JsonSchema[] | undefined;
  if (several) return fc.oneof(...several.map((each) => properOf(each, document)));
  const bound = schema as { minimum?: number; maximum?: number; maxLength?: number; format?: string };
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer')
    return fc.integer({
      min: Math.max(bound.minimum ?? -5, -1_000),
      max: Math.min(bound.maximum ?? 1_000, 1_000_000),
    });
  if (type === 'number') return fc.double({ noNaN: true, noDefaultInfinity: true });
  if (type === 'array')
    return fc.array(properOf((schema as { items?: JsonSchema }).items ?? {}, document), { maxLength: 4 });
  if (type === 'object') return objectsOf(schema, document);
  if (bound.format === 'uuid') return fc.uuid();
  if (bound.format === 'date-time')
    return fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
      .map((each) => each.toISOString());
  if (type === 'string')
    return fc.string({ unit: 'grapheme', maxLength: Math.min(bound.maxLength ?? 60, 60) });
  return fc.jsonValue({ maxDepth: 2 });
}

function objectsOf(schema: JsonSchema, document: OpenApiDocument): fc.Arbitrary<unknown> {
  const { properties = {}, required = [] } = schema as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, each]) => [name, valuesOf(each, document)]),
  );
  const whole = fc.record(fields, { requiredKeys: required.filter((each) => each in fields) });
  return fc.oneof(
    { weight: 8, arbitrary: whole },
    {
      weight: 1,
      arbitrary: fc
        .tuple(whole, fc.string(), fc.jsonValue({ maxDepth: 1 }))
        .map(([all, key, more]) => ({ ...all, [key]: more })),
    },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  );
}
