import { useTranslations } from 'next-intl';
import { TypeText } from './SchemaView';
import { TableFrame } from './TableFrame';
import type { ReadableSchema } from './type-text.core';
import { CopyButton } from '@/app/_ui/CopyButton.client';
import type { DocumentedOperation, JsonSchema } from '@/lib/api/openapi';

interface Props extends DocumentedOperation {
  readonly method: string;
  readonly path: string;
  readonly server: string;
}

/** One operation: what it takes, what it gives, and how to call it. */
export function OperationCard(props: Props) {
  const t = useTranslations('developers');
  const { operationId, method, path, summary, description, parameters, requestBody, responses } = props;
  const curl = curlOf(props);
  return (
    <article id={operationId} className="scroll-mt-4 rounded-lg border border-line bg-surface p-4 sm:p-5">
      <h3 className="text-base font-semibold">{summary}</h3>
      <p className="mt-1 font-mono text-xs [overflow-wrap:anywhere]">
        <span className="font-semibold">{method}</span> {path}
      </p>
      <p className="mt-1 text-xs text-muted">
        {t('scope', { scope: t(`scopes.${props['x-scope']}`) })}
        {props['x-staff'] ? ` · ${t('staffOnly')}` : ''}
      </p>
      {description ? (
        <p className="mt-2 max-w-prose text-sm">
          <WithCode text={description} />
        </p>
      ) : null}
      {parameters.length > 0 ? (
        <div className="mt-3">
          <TableFrame label={t('parametersOf', { summary })} head={[t('parameter'), t('in'), t('type')]}>
            {parameters.map((each) => (
              <tr key={`${each.in} ${each.name}`} className="border-t border-line align-top">
                <td className="py-1.5 pr-4 font-mono text-xs">
                  {each.name}
                  {each.required ? '' : '?'}
                </td>
                <td className="py-1.5 pr-4 text-xs text-muted">{each.in}</td>
                <td className="py-1.5">
                  <TypeText schema={each.schema as ReadableSchema} />
                  {each.description ? <span className="text-muted"> · {each.description}</span> : null}
                </td>
              </tr>
            ))}
          </TableFrame>
        </div>
      ) : null}
      {requestBody ? (
        <p className="mt-3 text-sm">
          <span className="text-muted">{t('body')}: </span>
          <Contents content={requestBody.content} />
          {requestBody.description ? <span className="text-muted"> · {requestBody.description}</span> : null}
        </p>
      ) : null}
      <dl className="mt-3 space-y-1 text-sm">
        {Object.entries(responses)
          .filter(([, each]) => !('$ref' in each))
          .map(([status, each]) => (
            <div key={status} className="flex flex-wrap gap-x-3">
              <dt className="tabular-nums text-muted">{status}</dt>
              <dd className="min-w-0">
                {String(each.description)} <Contents content={each.content as Content | undefined} />
              </dd>
            </div>
          ))}
        <div className="flex flex-wrap gap-x-3">
          <dt className="text-muted">{t('refusals')}</dt>
          <dd className="tabular-nums">
            <a href="#codes" className="text-accent underline">
              {Object.entries(responses)
                .filter(([, each]) => '$ref' in each)
                .map(([status]) => status)
                .join(', ')}
            </a>
          </dd>
        </div>
      </dl>
      <div className="mt-3 flex items-start gap-2">
        <pre
          tabIndex={0}
          role="region"
          aria-label={t('exampleOf', { summary })}
          className="min-w-0 flex-1 overflow-x-auto rounded border border-line bg-sunken p-3 font-mono text-xs"
        >
          {curl}
        </pre>
        <CopyButton text={curl} what={summary} />
      </div>
    </article>
  );
}

/** Text with the parts between backticks as code. */
function WithCode({ text }: { readonly text: string }) {
  return text.split('`').map((part, index) =>
    index % 2 === 1 ? (
      <code key={index} className="font-mono text-xs">
        {part}
      </code>
    ) : (
      part
    ),
  );
}

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;

function Contents({ content }: { readonly content: Content | undefined }) {
  return Object.entries(content ?? {}).map(([media, { schema }], index) => (
    <span key={media}>
      {index > 0 ? ', ' : ''}
      {media === 'application/json' ? (
        <TypeText schema={schema as ReadableSchema} />
      ) : (
        <code className="font-mono text-xs">{media}</code>
      )}
    </span>
  ));
}

function curlOf({ method, path, server, requestBody }: Props): string {
  const lines = [`curl -H "Authorization: Bearer $SADDLEPOINT_TOKEN"`];
  if (method !== 'GET') lines.push(`-X ${method}`);
  const [media] = Object.keys(requestBody?.content ?? {});
  if (media === 'application/json') lines.push(`-H 'Content-Type: application/json' --data @body.json`);
  else if (media) lines.push(`-H 'Content-Type: ${media}' --data-binary @file`);
  return `${lines.join(' ')} \\\n  '${server}${path}'`;
}
