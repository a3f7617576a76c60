import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import type { AssignmentParams } from '@/app/_data/assignment';
import { foundOr404, readStaffCompetition } from '@/app/_data/staff';
import { Button } from '@/app/_ui/Button';
import { Chip, StatusChip } from '@/app/_ui/Chip';
import { Input, Select } from '@/app/_ui/Field';
import { EmptyState, PageHeader } from '@/app/_ui/Layout';
import { LiveRefresh } from '@/app/_ui/LiveRefresh.client';
import { Table } from '@/app/_ui/Table';
import { Time } from '@/app/_ui/Time.client';
import { formatScore } from '@/lib/leaderboard/score-format.core';
import { listSubmissions } from '@/lib/staff/submissions-list';

const STATUSES = ['queued', 'scoring', 'scored', 'invalid', 'failed'] as const;
const filterSchema = z.object({
  status: z.enum(STATUSES).nullable().catch(null),
  q: z.string().max(100).catch(''),
});

interface Props {
  readonly params: Promise<AssignmentParams>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function StaffSubmissionsPage({ params, searchParams }: Props) {
  const [{ viewer, competition }, asked, t, ts] = await Promise.all([
    readStaffCompetition(params),
    searchParams,
    getTranslations('staff.submissions'),
    getTranslations('ui.status'),
  ]);
  const filter = filterSchema.parse({ status: asked.status ?? null, q: asked.q ?? '' });
  const { rows, total } = foundOr404(
    await listSubmissions(viewer, competition.id, { status: filter.status, search: filter.q }),
  );
  const base = `/staff/${competition.courseSlug}/${competition.slug}/submissions`;
  const score = (value: number | null): string =>
    value === null ? '–' : formatScore(value, competition.precision);
  return (
    <div className="space-y-4">
      <LiveRefresh competitionId={competition.id} />
      <PageHeader title={t('title')}>
        <p className="text-sm text-muted">{t('shown', { shown: rows.length, total })}</p>
      </PageHeader>
      <form className="flex flex-wrap gap-2">
        <Input
          type="search"
          name="q"
          defaultValue={filter.q}
          placeholder={t('search')}
          aria-label={t('search')}
          className="max-w-64"
        />
        <Select name="status" defaultValue={filter.status ?? ''} aria-label={t('status')} className="w-auto">
          <option value="">{t('anyStatus')}</option>
          {STATUSES.map((status) => (
            <option key={status} value={status}>
              {ts(status)}
            </option>
          ))}
        </Select>
        <Button type="submit">{t('filter')}</Button>
      </form>
      {rows.length === 0 ? (
        <EmptyState title={t('none')} />
      ) : (
        <Table
          label={t('title')}
          rows={rows}
          rowKey={(row) => row.id}
          columns={[
            {
              key: 'id',
              title: '#',
              cell: (row) => (
                <Link href={`${base}/${row.id}`} className="font-medium text-accent hover:underline">
                  {row.id}
                </Link>
              ),
            },
            {
              key: 'person',
              title: t('person'),
              cell: (row) => <span className="[overflow-wrap:anywhere]">{row.person}</span>,
            },
            {
              key: 'at',
              title: t('accepted'),
              cell: (row) => (
                <span className="whitespace-nowrap">
                  <Time at={row.acceptedAt} zone={competition.timezone} relative={false} short />
                </span>
              ),
            },
            {
              key: 'status',
              title: t('status'),
              cell: (row) => (
                <span className="flex gap-1">
                  <StatusChip status={row.status} />
                  {row.invalidated ? <Chip tone="warn">{t('takenBack')}</Chip> : null}
                  {row.selected ? <Chip tone="accent">{t('final')}</Chip> : null}
                </span>
              ),
            },
            { key: 'public', title: t('public'), numeric: true, cell: (row) => score(row.publicScore) },
            {
              key: 'private',
              title: <span className="text-staff">{t('private')}</span>,
              numeric: true,
              cell: (row) => <span className="text-staff">{score(row.privateScore)}</span>,
            },
            {
              key: 'description',
              title: t('description'),
              cell: (row) => <span className="text-muted [overflow-wrap:anywhere]">{row.description}</span>,
            },
          ]}
        />
      )}
    </div>
  );
}
