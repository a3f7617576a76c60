import { Download } from 'lucide-react';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { readAssignment, requireViewer, type AssignmentParams } from '@/app/_data/assignment';
import { ScoreDistribution } from '@/app/_ui/charts/ScoreDistribution';
import { ShakeUp, type ShakeUpRow } from '@/app/_ui/charts/ShakeUp';
import { Callout } from '@/app/_ui/Callout';
import { cx } from '@/app/_ui/cx';
import { Card } from '@/app/_ui/Layout';
import { LeaderboardTable } from '@/app/_ui/LeaderboardTable.client';
import type { AssignmentView } from '@/lib/leaderboard/assignment-view';
import type { Board } from '@/lib/leaderboard/board.types';
import { parseBoard, readBoard } from '@/lib/leaderboard/read-board';

interface Props {
  readonly params: Promise<AssignmentParams>;
  readonly searchParams: Promise<{ readonly board?: string }>;
}

export default async function LeaderboardPage({ params, searchParams }: Props) {
  const [view, viewer, asked, t] = await Promise.all([
    readAssignment(params),
    requireViewer(),
    searchParams,
    getTranslations('site.leaderboard'),
  ]);
  const preferred = view.phase === 'revealed' ? 'private' : 'public';
  const which =
    view.seesPrivate && asked.board !== undefined
      ? asked.board === 'private'
        ? 'private'
        : 'public'
      : preferred;
  const read = await readBoard(viewer, view.competitionId, which);
  if (!read.ok) return <Callout tone="warn" title={read.problems[0]?.message} />;
  const board = parseBoard(read.value);
  return (
    <div className="space-y-6">
      {view.seesPrivate ? <WhichBoard view={view} which={which} /> : null}
      {read.value.staffOnly ? <Callout tone="warn" title={t('staffOnly')} /> : null}
      <p className="text-sm text-muted">
        <About board={board} />{' '}
        <a
          href={`/api/competitions/${view.competitionId}/board.csv?which=${which}`}
          download
          className="inline-flex items-center gap-1 text-accent hover:underline"
        >
          <Download aria-hidden className="size-3.5" />
          CSV
        </a>
      </p>
      <LeaderboardTable board={board} ownRowId={read.value.ownRowId} zone={view.timezone} />
      <Plots board={board} ownRowId={read.value.ownRowId} precision={view.precision} />
    </div>
  );
}

async function WhichBoard({
  view,
  which,
}: {
  readonly view: AssignmentView;
  readonly which: 'public' | 'private';
}) {
  const t = await getTranslations('site.leaderboard');
  return (
    <nav
      aria-label={t('boards')}
      className="inline-flex rounded-md border border-line-strong bg-surface p-0.5 text-sm"
    >
      {(['public', 'private'] as const).map((each) => (
        <Link
          key={each}
          href={`/courses/${view.courseSlug}/${view.slug}/leaderboard?board=${each}`}
          aria-current={each === which ? 'page' : undefined}
          className={cx(
            'rounded px-3 py-1',
            each === which ? 'bg-accent text-accent-ink' : 'hover:bg-sunken',
          )}
        >
          {t(each)}
        </Link>
      ))}
    </nav>
  );
}

async function About({ board }: { readonly board: Board }) {
  const t = await getTranslations('site.leaderboard');
  const direction = t(board.direction);
  const percent = board.share === null ? null : Math.round(board.share * 100);
  return (
    <>
      {percent === null
        ? t('about', { metric: board.metricTitle, direction })
        : t('aboutShare', { metric: board.metricTitle, direction, percent })}
    </>
  );
}

async function Plots({
  board,
  ownRowId,
  precision,
}: {
  readonly board: Board;
  readonly ownRowId: string | null;
  readonly precision: number;
}) {
  const participants = board.rows.filter((row) => row.kind === 'participant');
  const baselines = board.rows
    .filter((row) => row.kind === 'baseline')
    .map((row) => ({ name: row.name, score: Number(row.score) }));
  const own = participants.find((row) => row.id === ownRowId);
  const moves = participants.flatMap((row): ShakeUpRow[] =>
    row.rank === null || row.rankChange === null
      ? []
      : [{ id: row.id, name: row.name, privateRank: row.rank, publicRank: row.rank + row.rankChange }],
  );
  if (participants.length === 0) return null;
  return (
    <div className="grid grid-cols-1 gap-6 lg:grid-cols-2">
      <Card>
        <ScoreDistribution
          scores={participants.map((row) => Number(row.score))}
          baselines={baselines}
          mine={own ? Number(own.score) : null}
          precision={precision}
        />
      </Card>
      {moves.length > 0 ? (
        <Card>
          <ShakeUp rows={moves} ownId={ownRowId} />
        </Card>
      ) : null}
    </div>
  );
}
