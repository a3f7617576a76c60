import { getTranslations } from 'next-intl/server';
import type { AssignmentParams } from '@/app/_data/assignment';
import { foundOr404, readStaffCompetition } from '@/app/_data/staff';
import { Callout } from '@/app/_ui/Callout';
import { PageHeader } from '@/app/_ui/Layout';
import { LeaderboardTable } from '@/app/_ui/LeaderboardTable.client';
import { LiveRefresh } from '@/app/_ui/LiveRefresh.client';
import { parseBoard, readBoard } from '@/lib/leaderboard/read-board';

export default async function StaffLeaderboardPage({
  params,
}: {
  readonly params: Promise<AssignmentParams>;
}) {
  const [{ viewer, competition, phase }, t] = await Promise.all([
    readStaffCompetition(params),
    getTranslations('staff.leaderboard'),
  ]);
  const [open, hidden] = [
    foundOr404(await readBoard(viewer, competition.id, 'public')),
    foundOr404(await readBoard(viewer, competition.id, 'private')),
  ];
  return (
    <div className="space-y-8">
      <LiveRefresh competitionId={competition.id} />
      <PageHeader title={t('title')} />
      <section className="space-y-3">
        <h2 className="text-lg font-semibold">{t('public')}</h2>
        <LeaderboardTable board={parseBoard(open)} ownRowId={null} zone={competition.timezone} />
      </section>
      <section className="space-y-3 rounded-lg border-2 border-staff/60 p-3">
        <h2 className="text-lg font-semibold text-staff">{t('private')}</h2>
        {phase === 'revealed' ? null : <Callout tone="warn" title={t('staffOnly')} />}
        <LeaderboardTable board={parseBoard(hidden)} ownRowId={null} zone={competition.timezone} />
      </section>
    </div>
  );
}
