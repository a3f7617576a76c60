import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import type { AssignmentParams } from '@/app/_data/assignment';
import { foundOr404, readStaffCompetition } from '@/app/_data/staff';
import { LinkButton } from '@/app/_ui/Button';
import { EmptyState, PageHeader } from '@/app/_ui/Layout';
import { Table } from '@/app/_ui/Table';
import { Time } from '@/app/_ui/Time.client';
import { listAudit } from '@/lib/staff/audit-list';

interface Props {
  readonly params: Promise<AssignmentParams>;
  readonly searchParams: Promise<{ readonly before?: string }>;
}

export default async function AuditPage({ params, searchParams }: Props) {
  const [{ viewer, competition }, asked, t] = await Promise.all([
    readStaffCompetition(params),
    searchParams,
    getTranslations('staff.audit'),
  ]);
  const before = z
    .string()
    .regex(/^\d{1,18}$/)
    .safeParse(asked.before);
  const lines = foundOr404(
    await listAudit(viewer, competition.id, before.success ? BigInt(before.data) : null),
  );
  const last = lines.at(-1);
  return (
    <div className="space-y-4">
      <PageHeader title={t('title')} />
      {lines.length === 0 ? (
        <EmptyState title={t('none')} />
      ) : (
        <Table
          label={t('title')}
          rows={lines}
          rowKey={(row) => row.id}
          columns={[
            {
              key: 'at',
              title: t('at'),
              cell: (row) => (
                <span className="whitespace-nowrap">
                  <Time at={row.at} zone={competition.timezone} relative={false} short />
                </span>
              ),
            },
            { key: 'who', title: t('who'), cell: (row) => row.who ?? t('system') },
            {
              key: 'action',
              title: t('action'),
              cell: (row) => <code className="whitespace-nowrap font-mono text-xs">{row.action}</code>,
            },
            { key: 'subject', title: t('subject'), cell: (row) => row.subject },
            {
              key: 'detail',
              title: t('detail'),
              cell: (row) => (
                <code className="font-mono text-xs text-muted [overflow-wrap:anywhere]">{row.detail}</code>
              ),
            },
          ]}
        />
      )}
      {last && lines.length === 200 ? (
        <LinkButton href={`?before=${last.id}`}>{t('older')}</LinkButton>
      ) : null}
    </div>
  );
}
