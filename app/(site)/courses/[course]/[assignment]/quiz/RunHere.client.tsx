'use client';

import { Play } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/app/_ui/Button';
import { ProblemList } from '@/app/_ui/Callout';
import { Spinner } from '@/app/_ui/Progress';
import { checkpointOf } from '@/lib/quiz/hessian/files/checkpoint-contents.core';
import { contentsOfJson } from '@/lib/quiz/hessian/files/json.core';
import type { Checkpoint, Thresholds } from '@/lib/quiz/hessian/network.types';

// The numerics come with the first run, not with the page.
const Analysis = dynamic(async () => (await import('./Analysis.client')).Analysis, {
  ssr: false,
  loading: () => <Spinner />,
});

/** Runs the computation of the question in the browser, on the viewer's own checkpoint. */
export function RunHere({
  address,
  thresholds,
  isReleased,
}: {
  readonly address: string;
  readonly thresholds: Thresholds;
  readonly isReleased: boolean;
}) {
  const t = useTranslations('quiz.run');
  const [network, setNetwork] = useState<Checkpoint | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isLoading, setLoading] = useState(false);
  const load = async (): Promise<void> => {
    setLoading(true);
    try {
      const response = await fetch(address);
      if (!response.ok) throw new Error(((await response.json()) as { title: string }).title);
      const contents = contentsOfJson(await response.json());
      const read = contents.ok ? checkpointOf(contents.value) : contents;
      if (!read.ok) throw new Error(read.problems.map((each) => each.message).join(' '));
      setNetwork(read.value);
      setProblem(null);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : t('failed'));
    } finally {
      setLoading(false);
    }
  };
  return (
    <div className="space-y-4 border-t border-line pt-4">
      <div className="flex flex-wrap items-center gap-3">
        <Button onClick={() => void load()} disabled={isLoading || network !== null} aria-busy={isLoading}>
          <Play aria-hidden className="size-4" />
          {t('start')}
        </Button>
        <p className="min-w-0 flex-1 text-sm text-muted">{t('about')}</p>
      </div>
      <ProblemList problems={problem === null ? [] : [{ message: problem }]} title={t('failed')} />
      {network ? <Analysis network={network} thresholds={thresholds} isReleased={isReleased} /> : null}
    </div>
  );
}
