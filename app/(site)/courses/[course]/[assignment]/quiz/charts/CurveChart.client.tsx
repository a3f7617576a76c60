'use client';

import { scaleLinear } from '@visx/scale';
import { LinePath } from '@visx/shape';
import { useTranslations } from 'next-intl';
import { ChartFrame, HEIGHT, MARGIN, ValueAxis, WIDTH } from '@/app/_ui/charts/frame';
import type { SineNetwork } from '@/lib/quiz/hessian/network.types';
import { networkValue } from '@/lib/quiz/landscape.core';

const STEPS = 300;

/** The training points and the network's curve through them. */
export function CurveChart({ network, loss }: { readonly network: SineNetwork; readonly loss: number }) {
  const t = useTranslations('quiz.run');
  const points = Array.from(network.x, (x, index) => ({ x, y: network.y[index] ?? 0 }));
  const curve = Array.from({ length: STEPS + 1 }, (_, index) => {
    const x = -1 + (2 * index) / STEPS;
    return { x, y: networkValue(network, x) };
  });
  const values = [...points, ...curve].map((point) => point.y);
  const x = scaleLinear({ domain: [-1, 1], range: [MARGIN.left, WIDTH - MARGIN.right] });
  const y = scaleLinear({
    domain: [Math.min(...values), Math.max(...values)],
    range: [HEIGHT - MARGIN.bottom, MARGIN.top],
    nice: true,
  });
  return (
    <ChartFrame
      title={t('curve')}
      summary={t('curveSummary', { count: points.length, loss: loss.toPrecision(4) })}
      columns={['x', 'y', 'f(x)']}
      rows={points.map((point) => [
        point.x.toFixed(4),
        point.y.toFixed(4),
        networkValue(network, point.x).toFixed(4),
      ])}
    >
      <ValueAxis ticks={y.ticks(5)} y={y} label={String} />
      {x.ticks(5).map((tick) => (
        <text
          key={tick}
          x={x(tick)}
          y={HEIGHT - 12}
          textAnchor="middle"
          className="chart-text"
          fill="currentColor"
        >
          {tick}
        </text>
      ))}
      <LinePath data={curve} x={(d) => x(d.x)} y={(d) => y(d.y)} stroke="var(--accent)" strokeWidth={2} />
      {points.map((point, index) => (
        <circle
          key={index}
          cx={x(point.x)}
          cy={y(point.y)}
          r={3}
          fill="var(--surface)"
          stroke="currentColor"
        />
      ))}
    </ChartFrame>
  );
}
