'use client';

import { scaleLog } from '@visx/scale';
import { useTranslations } from 'next-intl';
import { ChartFrame, HEIGHT, MARGIN, WIDTH } from '@/app/_ui/charts/frame';

const FLOOR = 1e-12;
const MIDDLE = HEIGHT / 2;

/** The gradient's norm on a logarithmic line, beside the threshold. */
export function GradientChart({ norm, threshold }: { readonly norm: number; readonly threshold: number }) {
  const t = useTranslations('quiz.run');
  const shown = Math.max(norm, FLOOR);
  const x = scaleLog({
    domain: [Math.min(shown, threshold) / 10, Math.max(shown, threshold) * 10],
    range: [MARGIN.left, WIDTH - MARGIN.right],
    nice: true,
  });
  const decades = x.ticks().filter((tick) => Math.abs(Math.log10(tick) % 1) < 1e-9);
  return (
    <ChartFrame
      title={t('gradient')}
      summary={t('gradientSummary', { norm: norm.toExponential(3), threshold: threshold.toExponential(0) })}
      columns={[t('quantity'), t('value')]}
      rows={[
        [t('norm'), norm.toExponential(6)],
        [t('threshold'), threshold.toExponential(6)],
      ]}
    >
      {decades.map((tick) => (
        <g key={tick}>
          <line x1={x(tick)} x2={x(tick)} y1={MARGIN.top} y2={HEIGHT - MARGIN.bottom} stroke="var(--line)" />
          <text x={x(tick)} y={HEIGHT - 12} textAnchor="middle" className="chart-text" fill="currentColor">
            {tick.toExponential(0)}
          </text>
        </g>
      ))}
      <line
        x1={x(threshold)}
        x2={x(threshold)}
        y1={MARGIN.top}
        y2={HEIGHT - MARGIN.bottom}
        stroke="var(--warn)"
        strokeWidth={2}
        strokeDasharray="5 4"
      />
      <text x={x(threshold)} y={MARGIN.top + 14} dx={6} className="chart-text" fill="var(--warn)">
        {t('threshold')}
      </text>
      <circle cx={x(shown)} cy={MIDDLE} r={7} fill="var(--accent)" />
      <text x={x(shown)} y={MIDDLE - 14} textAnchor="middle" className="chart-text" fill="var(--accent)">
        {norm.toExponential(2)}
      </text>
    </ChartFrame>
  );
}
