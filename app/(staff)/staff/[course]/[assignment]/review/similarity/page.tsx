import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import type { AssignmentParams } from '@/app/_data/assignment';
import { foundOr404, readStaffCompetition } from '@/app/_data/staff';
import { ActionButton } from '@/app/_ui/ActionButton.client';
import { Callout } from '@/app/_ui/Callout';
import { Chip } from '@/app/_ui/Chip';
import { DataTable } from '@/app/_ui/DataTable.client';
import { Card, EmptyState, PageHeader } from '@/app/_ui/Layout';
import { LiveRefresh } from '@/app/_ui/LiveRefresh.client';
import { Time } from '@/app/_ui/Time.client';
import { similarityView, type RunState, type Side, type SimilarityView } from '@/lib/review/similarity/view';
import { compareAction } from './actions';

interface Place {
  /** Address of the assignment's staff area. */
  readonly base: string;
  readonly fileName: string;
  readonly zone: string;
  readonly assignmentId: string;
}

/** Who is suspiciously alike, in code and in predictions; for people to look at, nothing follows from it. */
export default async function SimilarityPage({ params }: { readonly params: Promise<AssignmentParams> }) {
  const [{ viewer, competition }, t] = await Promise.all([
    readStaffCompetition(params),
    getTranslations('similarity'),
  ]);
  const view = foundOr404(await similarityView(viewer, competition.id));
  const place: Place = {
    base: `/staff/${competition.courseSlug}/${competition.slug}`,
    fileName: `${competition.courseSlug}-${competition.slug}`,
    zone: competition.timezone,
    assignmentId: competition.id,
  };
  return (
    <div className="space-y-6">
      <LiveRefresh competitionId={competition.id} />
      <PageHeader title={t('title')}>
        <p className="text-sm text-muted">
          <Link href={`${place.base}/review`} className="text-accent hover:underline">
            {t('back')}
          </Link>
        </p>
      </PageHeader>
      <Callout tone="info" title={t('nothingFollows')}>
        {t('nothingFollowsHint')}
      </Callout>
      <Part kind="code" run={view.code} place={place} hint={t('code.hint')}>
        {view.code?.summary ? <CodePairs run={view.code} place={place} /> : null}
      </Part>
      <Part kind="predictions" run={view.predictions} place={place} hint={t('predictions.hint')}>
        {view.predictions?.summary ? <Agreement run={view.predictions} place={place} /> : null}
      </Part>
    </div>
  );
}

async function Part(props: {
  readonly kind: 'code' | 'predictions';
  readonly run: RunState | null;
  readonly place: Place;
  readonly hint: string;
  readonly children: ReactNode;
}) {
  const t = await getTranslations('similarity');
  const { kind, run, place } = props;
  return (
    <Card
      title={t(`${kind}.title`)}
      actions={
        <ActionButton
          action={compareAction.bind(null, place.assignmentId, kind)}
          disabled={run?.state === 'running'}
          label={t(`${kind}.${run ? 'again' : 'compare'}`)}
        >
          {t(run ? 'again' : 'compare')}
        </ActionButton>
      }
    >
      <div className="space-y-4">
        <p className="max-w-[70ch] text-sm text-muted">{props.hint}</p>
        {run ? (
          <p className="text-sm" role="status">
            {t(`state.${run.state}`)} <Time at={run.finishedAt ?? run.startedAt} zone={place.zone} short />
          </p>
        ) : (
          <EmptyState title={t('never')}>{t('neverHint')}</EmptyState>
        )}
        {run?.failure ? <Callout tone="warn" title={run.failure} /> : null}
        {props.children}
      </div>
    </Card>
  );
}

async function CodePairs({
  run,
  place,
}: {
  readonly run: NonNullable<SimilarityView['code']>;
  readonly place: Place;
}) {
  const t = await getTranslations('similarity');
  const label = await labels('code');
  return (
    <>
      {run.summary ? (
        <p className="text-sm text-muted">
          {t('code.summary', {
            compared: run.summary.compared,
            pairs: run.summary.pairs,
            tooShort: run.summary.tooShort,
            reference: run.summary.reference,
            median: percent(run.summary.median),
            upper: percent(run.summary.upperTwentieth),
          })}
          {run.summary.cut > 0 ? ` ${t('code.cut', { count: run.summary.cut })}` : null}
        </p>
      ) : null}
      <DataTable
        label={t('code.title')}
        fileName={`${place.fileName}-similar-code`}
        empty={<EmptyState title={t('noPairs')} />}
        columns={[
          { key: 'rank', title: '#', numeric: true, width: 4 },
          { key: 'left', title: t('one'), width: 12 },
          { key: 'right', title: t('other'), width: 12 },
          { key: 'similarity', title: t('code.similarity'), numeric: true, width: 8 },
          { key: 'longest', title: t('code.longest'), numeric: true, width: 8 },
          { key: 'fragments', title: t('code.fragments'), numeric: true, width: 7 },
        ]}
        rows={run.pairs.map((pair) => ({
          id: String(pair.rank),
          href: `${place.base}/review/similarity/${pair.rank}`,
          cells: {
            rank: pair.rank,
            left: label(pair.left),
            right: label(pair.right),
            similarity: { value: pair.similarity, show: percent(pair.similarity) },
            longest: pair.longestRows,
            fragments: pair.fragments,
          },
        }))}
      />
    </>
  );
}

async function Agreement({
  run,
  place,
}: {
  readonly run: NonNullable<SimilarityView['predictions']>;
  readonly place: Place;
}) {
  const t = await getTranslations('similarity');
  const label = await labels('predictions');
  const { summary } = run;
  if (!summary) return null;
  return (
    <>
      <Duplicates groups={run.duplicates} place={place} />
      {summary.isLabels ? (
        <p className="text-sm text-muted">
          {t('predictions.summary', {
            compared: summary.compared,
            pairs: summary.pairs,
            items: summary.items,
            itemsAll: summary.itemsAll,
          })}
        </p>
      ) : (
        <Callout tone="info" title={t('predictions.notLabels')} />
      )}
      <DataTable
        label={t('predictions.title')}
        fileName={`${place.fileName}-similar-predictions`}
        empty={<EmptyState title={t('noPairs')} />}
        columns={[
          { key: 'rank', title: '#', numeric: true, width: 4 },
          { key: 'left', title: t('one'), width: 9 },
          { key: 'right', title: t('other'), width: 9 },
          { key: 'striking', title: t('predictions.striking'), width: 6, choices: true },
          { key: 'p', title: t('predictions.p'), numeric: true, width: 6 },
          { key: 'standing', title: t('predictions.standing'), numeric: true, width: 6 },
          { key: 'same', title: t('predictions.same'), numeric: true, width: 6 },
          { key: 'expected', title: t('predictions.expected'), numeric: true, width: 8 },
          { key: 'both', title: t('predictions.both'), numeric: true, width: 6 },
        ]}
        rows={run.pairs.map((pair) => {
          const striking = t(pair.isStriking ? 'yes' : 'no');
          return {
            id: String(pair.rank),
            cells: {
              rank: pair.rank,
              left: {
                value: label(pair.left),
                show: <SideLink side={pair.left} place={place} label={label} />,
              },
              right: {
                value: label(pair.right),
                show: <SideLink side={pair.right} place={place} label={label} />,
              },
              both: pair.bothWrong,
              same: pair.sameWrong,
              expected: {
                value: pair.expected,
                show: `${pair.expected.toFixed(1)} ± ${pair.deviation.toFixed(1)}`,
              },
              p: { value: pair.log10Holm ?? -1e9, show: power(pair.log10Holm) },
              standing:
                pair.standing === null ? null : { value: pair.standing, show: pair.standing.toFixed(1) },
              striking: {
                value: striking,
                show: pair.isStriking ? <Chip tone="warn">{striking}</Chip> : striking,
              },
            },
          };
        })}
      />
    </>
  );
}

async function Duplicates({
  groups,
  place,
}: {
  readonly groups: readonly (readonly Side[])[];
  readonly place: Place;
}) {
  const t = await getTranslations('similarity');
  const label = await labels('predictions');
  if (groups.length === 0) return <p className="text-sm">{t('predictions.noDuplicates')}</p>;
  return (
    <div className="space-y-2">
      <h3 className="text-sm font-semibold">{t('predictions.duplicates', { count: groups.length })}</h3>
      <ul className="max-h-64 space-y-1 overflow-y-auto text-sm" tabIndex={0}>
        {groups.map((group) => (
          <li key={group.map((side) => side.id).join()} className="flex flex-wrap gap-x-3">
            {group.map((side) => (
              <SideLink key={side.id} side={side} place={place} label={label} />
            ))}
          </li>
        ))}
      </ul>
    </div>
  );
}

function SideLink({
  side,
  place,
  label,
}: {
  readonly side: Side;
  readonly place: Place;
  readonly label: (side: Side) => string;
}) {
  return (
    <Link href={`${place.base}/submissions/${side.id}`} className="text-accent hover:underline">
      {label(side)}
    </Link>
  );
}

async function labels(kind: 'code' | 'predictions'): Promise<(side: Side) => string> {
  const t = await getTranslations('similarity');
  return (side) =>
    side.name === null ? t(`${kind}.nameless`, { number: side.id }) : `${side.name} (${side.id})`;
}

const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(1)} %`);

/** A probability from its log10: plain where it is readable, a power of ten below. */
function power(log10: number | null): string {
  if (log10 === null) return '0';
  if (log10 > -3) return (10 ** log10).toFixed(3);
  const whole = Math.floor(log10);
  return `${(10 ** (log10 - whole)).toFixed(1)}e${whole}`;
}
