'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { evaluate } from '@/lib/quiz/hessian/evaluate.core';
import type { SineNetwork, Thresholds } from '@/lib/quiz/hessian/network.types';
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
  readonly network: SineNetwork;
  readonly thresholds: Thresholds;
  readonly isReleased: boolean;
}) {
  const t = useTranslations('quiz.run');
  const { evaluation, curvature } = useMemo(
    () => ({ evaluation: evaluate(network, thresholds), curvature: curvatureOf(network) }),
    [network, thresholds],
  );
  const positive = curvature.eigenvalues.filter((value) => value > 0).length;
  return (
    <div className="space-y-8">
      <p className="overflow-x-auto rounded-md bg-sunken p-3 font-mono text-sm" role="status">
        {`gradient norm: ${evaluation.gradientNorm}, minimum ratio: ${evaluation.minimumRatio}`}
      </p>
      <CurveChart network={network} loss={evaluation.loss} />
      <GradientChart norm={evaluation.gradientNorm} threshold={thresholds.gradientNorm} />
      <SpectrumChart eigenvalues={curvature.eigenvalues} positive={positive} />
      <SliceChart network={network} curvature={curvature} />
      {isReleased ? (
        <p className="max-w-prose text-sm">
          {t('why', {
            which:
              evaluation.gradientNorm >= thresholds.gradientNorm
                ? 'none'
                : evaluation.minimumRatio > thresholds.minimumRatio
                  ? 'minimum'
                  : 'saddle',
            norm: evaluation.gradientNorm.toExponential(2),
            threshold: String(thresholds.gradientNorm),
            ratio: String(evaluation.minimumRatio),
            half: String(thresholds.minimumRatio),
            positive,
            of: curvature.eigenvalues.length,
          })}
        </p>
      ) : null}
    </div>
  );
}
