'use client';

import { scaleLinear } from '@visx/scale';
import { useTranslations } from 'next-intl';
import { ChartFrame, HEIGHT, MARGIN, WIDTH } from '@/app/_ui/charts/frame';
import { signedLog } from '@/lib/quiz/landscape.core';

const FLOOR = 1e-6;

/** All eigenvalues of the Hessian, ascending, on a logarithmic axis that keeps the sign. */
export function SpectrumChart({
  eigenvalues,
  positive,
}: {
  readonly eigenvalues: readonly number[];
  readonly positive: number;
}) {
  const t = useTranslations('quiz.run');
  const largest = Math.max(...eigenvalues.map(Math.abs), FLOOR);
  const top = Math.ceil(signedLog(largest, FLOOR));
  const y = scaleLinear({ domain: [-top, top], range: [HEIGHT - MARGIN.bottom, MARGIN.top] });
  const x = scaleLinear({
    domain: [0, eigenvalues.length],
    range: [MARGIN.left, WIDTH - MARGIN.right],
  });
  const width = (x(1) - x(0)) * 0.6;
  const decades = Array.from({ length: Math.floor(top / 2) }, (_, index) => (index + 1) * 2);
  const ticks = [...decades.map((each) => -each), 0, ...decades];
  const label = (tick: number): string =>
    tick === 0 ? '0' : `${tick < 0 ? '\u2212' : ''}${(FLOOR * 10 ** Math.abs(tick)).toExponential(0)}`;
  return (
    <ChartFrame
      title={t('spectrum')}
      summary={t('spectrumSummary', { positive, of: eigenvalues.length })}
      columns={[t('number'), t('eigenvalue')]}
      rows={eigenvalues.map((value, index) => [String(index + 1), value.toExponential(6)])}
    >
      {ticks.map((tick) => (
        <g key={tick}>
          <line
            x1={MARGIN.left}
            x2={WIDTH - MARGIN.right}
            y1={y(tick)}
            y2={y(tick)}
            stroke={tick === 0 ? 'currentColor' : 'var(--line)'}
          />
          <text
            x={MARGIN.left - 8}
            y={y(tick)}
            dy="0.32em"
            textAnchor="end"
            className="chart-text"
            fill="currentColor"
          >
            {label(tick)}
          </text>
        </g>
      ))}
      {eigenvalues.map((value, index) => {
        const at = y(signedLog(value, FLOOR));
        return (
          <rect
            key={index}
            x={x(index + 0.5) - width / 2}
            width={width}
            y={Math.min(at, y(0))}
            height={Math.max(1, Math.abs(at - y(0)))}
            fill={value > 0 ? 'var(--accent)' : 'var(--warn)'}
          >
            <title>{value.toExponential(4)}</title>
          </rect>
        );
      })}
      {eigenvalues.map((_, index) => (
        <text
          key={index}
          x={x(index + 0.5)}
          y={HEIGHT - 12}
          textAnchor="middle"
          className="chart-text"
          fill="currentColor"
        >
          {index + 1}
        </text>
      ))}
    </ChartFrame>
  );
}
