'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { evaluate } from '@/lib/quiz/hessian/evaluate.core';
import {
  isLayered,
  type Checkpoint,
  type Evaluation,
  type SineNetwork,
  type Thresholds,
} from '@/lib/quiz/hessian/network.types';
import { curvatureOf } from '@/lib/quiz/landscape.core';
import { CurveChart } from './charts/CurveChart.client';
import { GradientChart } from './charts/GradientChart.client';
import { SliceChart } from './charts/SliceChart.client';
import { SpectrumChart } from './charts/SpectrumChart.client';

/** The two numbers of the question with the plots behind them; what they mean is left to the reader until the release. */
export function Analysis({
  network,
  thresholds,
  isReleased,
}: {
  readonly network: Checkpoint;
  readonly thresholds: Thresholds;
  readonly isReleased: boolean;
}) {
  const evaluation = useMemo(() => evaluate(network, thresholds), [network, thresholds]);
  const { eigenvalues } = evaluation;
  const positive = eigenvalues.filter((value) => value > 0).length;
  return (
    <div className="space-y-8">
      <p className="overflow-x-auto rounded-md bg-sunken p-3 font-mono text-sm" role="status">
        {`gradient norm: ${evaluation.gradientNorm}, minimum ratio: ${evaluation.minimumRatio}`}
      </p>
      {isLayered(network) ? null : <CurveChart network={network} loss={evaluation.loss} />}
      <GradientChart norm={evaluation.gradientNorm} threshold={thresholds.gradientNorm} />
      <SpectrumChart eigenvalues={eigenvalues} positive={positive} />
      {isLayered(network) ? null : <Slice network={network} />}
      {isReleased ? <Why evaluation={evaluation} positive={positive} thresholds={thresholds} /> : null}
    </div>
  );
}

function Slice({ network }: { readonly network: SineNetwork }) {
  const curvature = useMemo(() => curvatureOf(network), [network]);
  return <SliceChart network={network} curvature={curvature} />;
}

function Why({
  evaluation,
  positive,
  thresholds,
}: {
  readonly evaluation: Evaluation;
  readonly positive: number;
  readonly thresholds: Thresholds;
}) {
  const t = useTranslations('quiz.run');
  return (
    <p className="max-w-prose text-sm">
      {t('why', {
        which: WHICH[evaluation.class],
        norm: evaluation.gradientNorm.toExponential(2),
        threshold: String(thresholds.gradientNorm),
        ratio: String(evaluation.minimumRatio),
        half: String(thresholds.minimumRatio),
        positive,
        of: evaluation.eigenvalues.length,
      })}
    </p>
  );
}

const WHICH = { none_of_the_above: 'none', local_minima_like: 'minimum', saddle_point: 'saddle' } as const;
