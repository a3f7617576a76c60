import Link from 'next/link';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import type { AssignmentParams } from '@/app/_data/assignment';
import { foundOr404, readStaffCompetition } from '@/app/_data/staff';
import { PageHeader } from '@/app/_ui/Layout';
import { codePair, type Side } from '@/lib/review/similarity/view';
import { PairView } from './PairView.client';

interface Props {
  readonly params: Promise<AssignmentParams & { readonly rank: string }>;
}

/** Two hand-ins side by side, with what is alike marked and linked. */
export default async function PairPage({ params }: Props) {
  const [{ viewer, competition }, asked, t] = await Promise.all([
    readStaffCompetition(params),
    params,
    getTranslations('similarity'),
  ]);
  const rank = z.coerce.number().int().positive().max(100_000).safeParse(asked.rank);
  if (!rank.success) notFound();
  const pair = foundOr404(await codePair(viewer, competition.id, rank.data));
  const base = `/staff/${competition.courseSlug}/${competition.slug}/review`;
  const label = (side: Side): string => side.name ?? t('code.nameless', { number: side.id });
  return (
    <div className="space-y-4">
      <PageHeader title={t('pair', { one: label(pair.left), other: label(pair.right) })}>
        <p className="flex flex-wrap gap-x-3 text-sm text-muted">
          <Link href={`${base}/similarity`} className="text-accent hover:underline">
            {t('backToPairs')}
          </Link>
          <span>{t('share', { percent: (pair.similarity * 100).toFixed(1) })}</span>
          {[pair.left, pair.right].map((side) => (
            <Link key={side.id} href={`${base}/${side.id}`} className="text-accent hover:underline">
              {t('openReview', { name: label(side) })}
            </Link>
          ))}
        </p>
      </PageHeader>
      <PairView
        left={{ label: label(pair.left), rows: pair.left.rows }}
        right={{ label: label(pair.right), rows: pair.right.rows }}
        fragments={pair.fragments}
      />
    </div>
  );
}
