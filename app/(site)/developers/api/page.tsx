import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { OperationCard } from './OperationCard';
import { OperationNav } from './OperationNav.client';
import { SchemaView } from './SchemaView';
import { siteOrigin } from '@/app/_data/session';
import { Card, PageHeader } from '@/app/_ui/Layout';
import { TableFrame } from './TableFrame';
import { openApiDocument, type DocumentedOperation } from '@/lib/api/openapi';
import { PROBLEM_CODES } from '@/lib/api/problem-codes.core';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('developers');
  return { title: t('title') };
}

interface Listed extends DocumentedOperation {
  readonly method: string;
  readonly path: string;
}

export default async function ApiPage() {
  const [t, origin] = await Promise.all([getTranslations('developers'), siteOrigin()]);
  const document = openApiDocument(origin);
  const operations: Listed[] = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, each]) => ({ ...each, method: method.toUpperCase(), path })),
  );
  const groups = document.tags.map(({ name }) => ({
    name,
    operations: operations.filter((each) => each.tags.includes(name)),
  }));
  const server = document.servers[0]?.url ?? '';
  return (
    <div className="grid gap-6 lg:grid-cols-[16rem_minmax(0,1fr)]">
      <OperationNav
        groups={groups.map((group) => ({
          name: group.name,
          items: group.operations.map(({ operationId, method, path, summary }) => ({
            id: operationId,
            method,
            path,
            summary,
          })),
        }))}
      />
      <div className="min-w-0 space-y-6">
        <PageHeader title={t('title')}>
          <p className="max-w-prose text-sm text-muted">{t('intro')}</p>
        </PageHeader>
        <Card title={t('start')}>
          <div className="space-y-3 text-sm">
            <p className="max-w-prose">
              {t.rich('token', {
                account: (chunks) => (
                  <Link href="/account" className="text-accent underline">
                    {chunks}
                  </Link>
                ),
              })}
            </p>
            <pre
              tabIndex={0}
              role="region"
              aria-label={t('example')}
              className="overflow-x-auto rounded border border-line bg-sunken p-3 font-mono text-xs"
            >{`export SADDLEPOINT_TOKEN=sp_…\ncurl -H "Authorization: Bearer $SADDLEPOINT_TOKEN" ${server}/me`}</pre>
            <p className="max-w-prose">{t('paging')}</p>
            <p className="max-w-prose">{t('limits')}</p>
            <p className="flex flex-wrap gap-x-6 gap-y-2">
              <a href="/api/rest/v1/openapi.json" className="text-accent underline">
                {t('document')}
              </a>
              <a href="/api/rest/v1/saddlepoint.mjs" className="text-accent underline">
                {t('commandLine')}
              </a>
            </p>
          </div>
        </Card>
        {groups.map((group) => (
          <section key={group.name} className="space-y-4" aria-labelledby={anchorOf(group.name)}>
            <h2 id={anchorOf(group.name)} className="scroll-mt-4 text-lg font-semibold">
              {group.name}
            </h2>
            {group.operations.map((each) => (
              <OperationCard key={each.operationId} server={server} {...each} />
            ))}
          </section>
        ))}
        <Card title={<span id="schemas">{t('schemas')}</span>}>
          <div className="divide-y divide-line">
            {Object.entries(document.components.schemas).map(([name, schema]) => (
              <SchemaView key={name} name={name} schema={schema} />
            ))}
          </div>
        </Card>
        <Card title={<span id="codes">{t('codes')}</span>}>
          <p className="mb-3 max-w-prose text-sm text-muted">{t('codesIntro')}</p>
          <TableFrame label={t('codes')} head={[t('status'), t('code'), t('meaning')]}>
            {Object.entries(PROBLEM_CODES).map(([code, { status, title }]) => (
              <tr key={code} id={`code-${code}`} className="border-t border-line align-top">
                <td className="py-1.5 pr-4 tabular-nums">{status}</td>
                <td className="py-1.5 pr-4 font-mono text-xs">{code}</td>
                <td className="py-1.5">{title}</td>
              </tr>
            ))}
          </TableFrame>
        </Card>
      </div>
    </div>
  );
}

const anchorOf = (name: string): string => `tag-${name.toLowerCase().replace(/[^a-z]+/g, '-')}`;
