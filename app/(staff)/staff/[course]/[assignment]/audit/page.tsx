import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import type { AssignmentParams } from '@/app/_data/assignment';
import { foundOr404, readStaffCompetition } from '@/app/_data/staff';
import { Button, LinkButton } from '@/app/_ui/Button';
import { DataTable } from '@/app/_ui/DataTable.client';
import { Input, Select } from '@/app/_ui/Field';
import { EmptyState, PageHeader } from '@/app/_ui/Layout';
import { Time } from '@/app/_ui/Time.client';
import { listAudit } from '@/lib/staff/audit-list';

interface Props {
  readonly params: Promise<AssignmentParams>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const filterSchema = z.object({
  q: z.string().max(100).catch(''),
  action: z.string().max(100).catch(''),
  before: z
    .string()
    .regex(/^\d{1,18}$/)
    .nullable()
    .catch(null),
});

export default async function AuditPage({ params, searchParams }: Props) {
  const [{ viewer, competition }, asked, t] = await Promise.all([
    readStaffCompetition(params),
    searchParams,
    getTranslations('staff.audit'),
  ]);
  const { q, action, before } = filterSchema.parse({ ...asked, before: asked.before ?? null });
  const page = foundOr404(
    await listAudit(viewer, competition.id, {
      search: q,
      action: action || null,
      before: before === null ? null : BigInt(before),
    }),
  );
  return (
    <div className="space-y-4">
      <PageHeader title={t('title')} />
      <form className="flex flex-wrap gap-2">
        <Input
          type="search"
          name="q"
          defaultValue={q}
          placeholder={t('search')}
          aria-label={t('search')}
          className="max-w-72"
        />
        <Select name="action" defaultValue={action} aria-label={t('action')} className="w-auto">
          <option value="">{t('anyAction')}</option>
          {page.actions.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </Select>
        <Button type="submit">{t('filter')}</Button>
      </form>
      <DataTable
        label={t('title')}
        fileName={`${competition.courseSlug}-${competition.slug}-audit`}
        empty={<EmptyState title={t(q === '' && action === '' ? 'none' : 'noneFits')} />}
        columns={[
          { key: 'at', title: t('at'), width: 12 },
          { key: 'who', title: t('who'), width: 10 },
          { key: 'action', title: t('action'), width: 14 },
          { key: 'subject', title: t('subject'), width: 14 },
          { key: 'detail', title: t('detail'), width: 20 },
        ]}
        rows={page.lines.map((line) => ({
          id: line.id,
          cells: {
            at: {
              value: line.at,
              show: <Time at={line.at} zone={competition.timezone} relative={false} short />,
            },
            who: line.who ?? t('system'),
            action: { value: line.action, show: <code className="font-mono text-xs">{line.action}</code> },
            subject: line.subject,
            detail: {
              value: line.detail.join('; '),
              show: <code className="font-mono text-xs text-muted">{line.detail.join('; ')}</code>,
            },
          },
        }))}
      />
      {page.next ? (
        <LinkButton href={`?${new URLSearchParams({ q, action, before: page.next })}`}>
          {t('older')}
        </LinkButton>
      ) : null}
    </div>
  );
}
