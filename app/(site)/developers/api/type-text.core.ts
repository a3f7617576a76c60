/** What of a JSON Schema the page shows. */
export interface ReadableSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly description?: string;
  readonly items?: ReadableSchema;
  readonly anyOf?: readonly ReadableSchema[];
  readonly oneOf?: readonly ReadableSchema[];
  readonly properties?: Readonly<Record<string, ReadableSchema>>;
  readonly additionalProperties?: ReadableSchema | boolean;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly default?: unknown;
}

export interface TypePart {
  readonly text: string;
  /** The text is the name of a schema. */
  readonly ref: boolean;
}

const word = (text: string): TypePart => ({ text, ref: false });

/** The type in the way TypeScript writes it, with its bounds. */
export function typeOf(schema: ReadableSchema): readonly TypePart[] {
  if (schema.$ref) return [{ text: schema.$ref.split('/').at(-1) ?? '', ref: true }];
  if (schema.const !== undefined) return [word(JSON.stringify(schema.const))];
  if (schema.enum) return [word(schema.enum.map((each) => JSON.stringify(each)).join(' | '))];
  const several = schema.anyOf ?? schema.oneOf;
  if (several)
    return several.flatMap((each, index) => [...(index > 0 ? [word(' | ')] : []), ...typeOf(each)]);
  if (schema.type === 'array') return [...typeOf(schema.items ?? {}), word('[]')];
  if (schema.type === 'object') return objectText(schema);
  return [word(`${schema.format ?? schema.type ?? 'any'}${boundsOf(schema)}`)];
}

function objectText({ properties, additionalProperties }: ReadableSchema): readonly TypePart[] {
  const fields = Object.entries(properties ?? {});
  if (fields.length === 0)
    return typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0
      ? [word('{ [key]: '), ...typeOf(additionalProperties), word(' }')]
      : [word('object')];
  return [
    word('{ '),
    ...fields.flatMap(([name, each], index) => [word(`${index > 0 ? ', ' : ''}${name}: `), ...typeOf(each)]),
    word(' }'),
  ];
}

function boundsOf({ minimum, maximum, maxLength }: ReadableSchema): string {
  const isSafe = (bound: number | undefined): boolean =>
    bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  if (isSafe(minimum) && isSafe(maximum)) return ` ${minimum}–${maximum}`;
  if (maxLength !== undefined) return ` ≤ ${maxLength}`;
  return '';
}
