import type { JsonSchema } from '@/lib/api/openapi';
import { typeOf, type ReadableSchema } from './type-text.core';

/** A named schema: what it is, and its fields in a fold. */
export function SchemaView({ name, schema }: { readonly name: string; readonly schema: JsonSchema }) {
  const { description, properties = {}, required = [] } = schema as ReadableSchema;
  return (
    <details id={`schema-${name}`} className="scroll-mt-4 py-2">
      <summary className="cursor-pointer text-sm">
        <span className="font-mono font-medium">{name}</span>
        {description ? <span className="text-muted"> · {description}</span> : null}
      </summary>
      {Object.keys(properties).length > 0 ? (
        <dl className="mt-2 space-y-1 pl-4 text-sm">
          {Object.entries(properties).map(([field, each]) => (
            <div key={field} className="flex flex-wrap gap-x-3">
              <dt className="font-mono text-xs leading-5">
                {field}
                {required.includes(field) ? '' : '?'}
              </dt>
              <dd className="min-w-0 text-muted">
                <TypeText schema={each} />
                {each.description ? ` · ${each.description}` : ''}
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className="mt-2 pl-4 text-sm text-muted">
          <TypeText schema={schema as ReadableSchema} />
        </p>
      )}
    </details>
  );
}

/** A type in words; one with a name leads to it. */
export function TypeText({ schema }: { readonly schema: ReadableSchema }) {
  return typeOf(schema).map((part, index) =>
    part.ref ? (
      <a key={index} href={`#schema-${part.text}`} className="font-mono text-xs text-accent underline">
        {part.text}
      </a>
    ) : (
      <code key={index} className="font-mono text-xs [overflow-wrap:anywhere]">
        {part.text}
      </code>
    ),
  );
}
