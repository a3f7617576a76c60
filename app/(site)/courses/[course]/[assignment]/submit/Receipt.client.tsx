'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Callout } from '@/app/_ui/Callout';
import { StatusChip } from '@/app/_ui/Chip';
import { Card, KeyValues } from '@/app/_ui/Layout';
import { onLiveEvent } from '@/app/_ui/live-hub.client';
import { Time } from '@/app/_ui/Time.client';
import { formatScore } from '@/lib/leaderboard/score-format.core';
import type { ReceiptView } from './upload-file.client';

interface Standing {
  readonly id: number;
  readonly status: ReceiptView['status'];
  readonly publicScore: number | null;
  readonly queuePlace: number | null;
}

/** The receipt, and then, without reloading, what becomes of the submission. */
export function Receipt({
  receipt,
  competitionId,
  precision,
  zone,
  submissionsHref,
}: {
  readonly receipt: ReceiptView;
  readonly competitionId: string;
  readonly precision: number;
  readonly zone: string;
  readonly submissionsHref: string;
}) {
  const t = useTranslations('site.receipt');
  const { standing, improved } = useStanding(receipt, competitionId);
  if (receipt.status === 'invalid') return <Invalid receipt={receipt} />;
  const status = standing?.status ?? receipt.status;
  return (
    <Card title={t('title', { number: receipt.submissionId })} actions={<StatusChip status={status} />}>
      <div aria-live="polite" className="mb-4 text-sm">
        {status === 'queued' && standing?.queuePlace !== null && standing !== null ? (
          <p>{t('place', { place: standing.queuePlace + 1 })}</p>
        ) : null}
        {status === 'scored' ? (
          <>
            <p>
              {t('publicScore')}{' '}
              <span className="font-mono text-lg font-semibold tabular-nums">
                {standing?.publicScore == null
                  ? t('undefinedScore')
                  : formatScore(standing.publicScore, precision)}
              </span>
            </p>
            {improved === null ? null : (
              <p className="text-muted">{t(improved ? 'improved' : 'notImproved')}</p>
            )}
          </>
        ) : null}
        {status === 'failed' ? <p>{t('failed')}</p> : null}
      </div>
      <KeyValues
        items={[
          { term: t('received'), value: <Time at={receipt.acceptedAt} zone={zone} relative={false} /> },
          { term: t('file'), value: receipt.fileName },
          { term: 'SHA-256', value: <span className="font-mono text-xs">{receipt.sha256}</span> },
        ]}
      />
      <p className="mt-4 text-sm">
        <Link href={submissionsHref} className="text-accent hover:underline">
          {t('choose')}
        </Link>
      </p>
    </Card>
  );
}

function Invalid({ receipt }: { readonly receipt: ReceiptView }) {
  const t = useTranslations('site.receipt');
  return (
    <Callout tone="bad" title={t('invalid')}>
      <ul className="list-disc space-y-1 pl-4">
        {receipt.problems.map((problem, index) => (
          <li key={index} className="[overflow-wrap:anywhere]">
            {problem.message}
          </li>
        ))}
      </ul>
      <p>{t('invalidHint')}</p>
    </Callout>
  );
}

/** Asks how the submission stands, at first and whenever an event says that something happened to it. */
function useStanding(
  receipt: ReceiptView,
  competitionId: string,
): { standing: Standing | null; improved: boolean | null } {
  const [standing, setStanding] = useState<Standing | null>(null);
  const [improved, setImproved] = useState<boolean | null>(null);
  useEffect(() => {
    if (receipt.status === 'invalid') return undefined;
    let isGone = false;
    const ask = async (): Promise<void> => {
      const response = await fetch(`/api/competitions/${competitionId}/submissions`, { cache: 'no-store' });
      if (!response.ok || isGone) return;
      const { submissions, direction } = (await response.json()) as {
        submissions: Standing[];
        direction: string;
      };
      const own = submissions.find((each) => each.id === receipt.submissionId) ?? null;
      setStanding(own);
      if (own?.status === 'scored') setImproved(isImprovement(own, submissions, direction));
    };
    const again = (): void => void ask().catch(() => undefined); // the next event asks again
    again();
    const end = onLiveEvent(competitionId, ({ name }) => {
      if (name !== 'board') again();
    });
    return () => {
      isGone = true;
      end();
    };
  }, [receipt, competitionId]);
  return { standing, improved };
}

/** null for a first score: there is nothing to compare it with. */
function isImprovement(own: Standing, all: readonly Standing[], direction: string): boolean | null {
  const earlier = all
    .filter((each) => each.id < own.id && each.publicScore !== null)
    .map((each) => each.publicScore ?? 0);
  if (earlier.length === 0 || own.publicScore === null) return null;
  return direction === 'lower_is_better'
    ? own.publicScore < Math.min(...earlier)
    : own.publicScore > Math.max(...earlier);
}
