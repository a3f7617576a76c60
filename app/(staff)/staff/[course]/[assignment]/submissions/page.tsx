import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import type { AssignmentParams } from '@/app/_data/assignment';
import { foundOr404, readStaffCompetition } from '@/app/_data/staff';
import { Button, LinkButton } from '@/app/_ui/Button';
import { Input, Select } from '@/app/_ui/Field';
import { EmptyState, PageHeader } from '@/app/_ui/Layout';
import { LiveRefresh } from '@/app/_ui/LiveRefresh.client';
import { listSubmissions, LISTED_MAX } from '@/lib/staff/submissions-list';
import { SubmissionsTable } from './SubmissionsTable';

const STATUSES = ['queued', 'scoring', 'scored', 'invalid', 'failed'] as const;
const filterSchema = z.object({
  status: z.enum(STATUSES).nullable().catch(null),
  q: z.string().max(100).catch(''),
  before: z.coerce.number().int().positive().max(2_147_483_647).nullable().catch(null),
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
  const { status, q, before } = filterSchema.parse({
    status: asked.status ?? null,
    q: asked.q ?? '',
    before: asked.before ?? null,
  });
  const { rows, total } = foundOr404(
    await listSubmissions(viewer, competition.id, { status, search: q, before }),
  );
  const isCut = total > LISTED_MAX;
  const isNarrowed = isCut || status !== null || q !== '' || before !== null;
  const oldest = rows.at(-1);
  return (
    <div className="space-y-4">
      <LiveRefresh competitionId={competition.id} />
      <PageHeader title={t('title')}>
        <p className="text-sm text-muted">{t('shown', { shown: rows.length, total })}</p>
      </PageHeader>
      {isNarrowed ? (
        <form className="flex flex-wrap gap-2">
          <Input
            type="search"
            name="q"
            defaultValue={q}
            placeholder={t('search')}
            aria-label={t('search')}
            className="max-w-64"
          />
          <Select name="status" defaultValue={status ?? ''} aria-label={t('status')} className="w-auto">
            <option value="">{t('anyStatus')}</option>
            {STATUSES.map((each) => (
              <option key={each} value={each}>
                {ts(each)}
              </option>
            ))}
          </Select>
          <Button type="submit">{t('filter')}</Button>
        </form>
      ) : null}
      <SubmissionsTable
        competition={competition}
        rows={rows}
        empty={<EmptyState title={t(isNarrowed ? 'none' : 'noneYet')} />}
      />
      {isCut && oldest ? (
        <LinkButton href={`?${new URLSearchParams({ q, status: status ?? '', before: String(oldest.id) })}`}>
          {t('older')}
        </LinkButton>
      ) : null}
    </div>
  );
}
