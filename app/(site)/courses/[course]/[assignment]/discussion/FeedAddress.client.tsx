'use client';

import { Rss } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { makeFeedAction, revokeFeedAction } from './feed-actions';
import { ActionButton } from '@/app/_ui/ActionButton.client';
import { Button } from '@/app/_ui/Button';
import { Callout, ProblemList } from '@/app/_ui/Callout';
import { CopyButton } from '@/app/_ui/CopyButton.client';
import type { Result } from '@/lib/platform/result';

/** Makes the reader's own feed address of the course's announcements, shows it once, and takes it back. */
export function FeedAddress({
  course,
  assignment,
  isMade,
}: {
  readonly course: string;
  readonly assignment: string;
  /** Whether there is one already. */
  readonly isMade: boolean;
}) {
  const t = useTranslations('ops.feed');
  const [outcome, setOutcome] = useState<Result<string> | null>(null);
  const [isPending, start] = useTransition();
  const isThere = isMade || outcome?.ok === true;
  const make = (): void => start(async () => setOutcome(await makeFeedAction(course)));
  const revoke = async (): Promise<Result<null>> => {
    const done = await revokeFeedAction(course);
    if (done.ok) setOutcome(null);
    return done;
  };
  return (
    <details className="text-sm">
      <summary className="flex w-fit cursor-pointer items-center gap-2 text-muted hover:text-ink">
        <Rss aria-hidden className="size-4" />
        {t('title')}
      </summary>
      <div className="mt-3 max-w-prose space-y-3">
        <p className="text-muted">{t('about')}</p>
        {outcome?.ok ? (
          <Callout tone="good" title={t('made')}>
            {[
              [t('ofCourse'), outcome.value],
              [t('ofAssignment'), `${outcome.value}?assignment=${encodeURIComponent(assignment)}`],
            ].map(([label, address]) => (
              <div key={label} className="space-y-1">
                <p>{label}</p>
                <code className="block break-all rounded bg-sunken p-2 font-mono text-xs">{address}</code>
                <CopyButton text={address ?? ''} what={label ?? ''} />
              </div>
            ))}
            <p>{t('once')}</p>
          </Callout>
        ) : null}
        {outcome && !outcome.ok ? <ProblemList problems={outcome.problems} /> : null}
        <div className="flex flex-wrap gap-2">
          <Button onClick={make} disabled={isPending} aria-busy={isPending}>
            {isThere ? t('replace') : t('make')}
          </Button>
          {isThere ? (
            <ActionButton action={revoke} kind="danger" done={t('revoked')}>
              {t('revoke')}
            </ActionButton>
          ) : null}
        </div>
      </div>
    </details>
  );
}
