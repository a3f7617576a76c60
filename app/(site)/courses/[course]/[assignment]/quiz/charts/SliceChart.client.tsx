'use client';

import { scaleLinear } from '@visx/scale';
import { LinePath } from '@visx/shape';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { ChartFrame, HEIGHT, MARGIN, ValueAxis, WIDTH } from '@/app/_ui/charts/frame';
import { Field, Select } from '@/app/_ui/Field';
import type { SineNetwork } from '@/lib/quiz/hessian/network.types';
import { lossAlong, lossSlice, positions, type Curvature } from '@/lib/quiz/landscape.core';

const CELLS = 31;
const CURVE_POINTS = 81;
const SIDE = HEIGHT - MARGIN.top - MARGIN.bottom;
const LEFT = (WIDTH - SIDE) / 2;

/** The loss around the checkpoint, in the plane of two eigenvectors of one's choice and along each of them. */
export function SliceChart({
  network,
  curvature,
}: {
  readonly network: SineNetwork;
  readonly curvature: Curvature;
}) {
  const t = useTranslations('quiz.run');
  const last = curvature.eigenvalues.length - 1;
  const [first, setFirst] = useState(0);
  const [second, setSecond] = useState(last);
  const [radius, setRadius] = useState(0.3);
  const pick = (id: string, label: string, value: number, set: (index: number) => void) => (
    <Field id={id} label={label}>
      <Select id={id} value={value} onChange={(event) => set(Number(event.target.value))}>
        {curvature.eigenvalues.map((eigenvalue, index) => (
          <option key={index} value={index}>
            {`${index + 1}: λ = ${eigenvalue.toExponential(2)}`}
          </option>
        ))}
      </Select>
    </Field>
  );
  return (
    <div className="space-y-4">
      <div className="grid gap-4 sm:grid-cols-3">
        {pick('slice-first', t('firstDirection'), first, setFirst)}
        {pick('slice-second', t('secondDirection'), second, setSecond)}
        <Field id="slice-radius" label={t('radius', { radius: radius.toFixed(2) })}>
          <input
            id="slice-radius"
            type="range"
            min={0.02}
            max={1.5}
            step={0.02}
            value={radius}
            onChange={(event) => setRadius(Number(event.target.value))}
            className="w-full accent-(--accent)"
          />
        </Field>
      </div>
      <Plane network={network} curvature={curvature} first={first} second={second} radius={radius} />
      <Profiles network={network} curvature={curvature} first={first} second={second} radius={radius} />
    </div>
  );
}

interface SliceProps {
  readonly network: SineNetwork;
  readonly curvature: Curvature;
  readonly first: number;
  readonly second: number;
  readonly radius: number;
}

function Plane({ network, curvature, first, second, radius }: SliceProps) {
  const t = useTranslations('quiz.run');
  const at = useMemo(() => positions(radius, CELLS), [radius]);
  const grid = useMemo(
    () => lossSlice(network, curvature.eigenvectors[first] ?? [], curvature.eigenvectors[second] ?? [], at),
    [network, curvature, first, second, at],
  );
  const middle = (CELLS - 1) / 2;
  const here = grid[middle]?.[middle] ?? 0;
  const span = Math.max(...grid.flat().map((loss) => Math.abs(loss - here))) || 1;
  const cell = SIDE / CELLS;
  const coarse = [0, middle, CELLS - 1];
  return (
    <ChartFrame
      title={t('slice')}
      summary={t('sliceSummary', { first: first + 1, second: second + 1, loss: here.toPrecision(5) })}
      columns={[t('along', { number: second + 1 }), ...coarse.map((index) => (at[index] ?? 0).toFixed(2))]}
      rows={coarse.map((row) => [
        (at[row] ?? 0).toFixed(2),
        ...coarse.map((column) => (grid[row]?.[column] ?? 0).toPrecision(6)),
      ])}
    >
      {grid.map((line, row) =>
        line.map((loss, column) => (
          <rect
            key={`${row} ${column}`}
            x={LEFT + column * cell}
            y={MARGIN.top + (CELLS - 1 - row) * cell}
            width={cell + 0.3}
            height={cell + 0.3}
            fill={loss >= here ? 'var(--accent)' : 'var(--warn)'}
            fillOpacity={Math.sqrt(Math.abs(loss - here) / span)}
          />
        )),
      )}
      <rect x={LEFT} y={MARGIN.top} width={SIDE} height={SIDE} fill="none" stroke="var(--line-strong)" />
      <circle
        cx={LEFT + SIDE / 2}
        cy={MARGIN.top + SIDE / 2}
        r={4}
        fill="var(--surface)"
        stroke="currentColor"
        strokeWidth={2}
      />
      <text
        x={LEFT + SIDE / 2}
        y={HEIGHT - 12}
        textAnchor="middle"
        className="chart-text"
        fill="currentColor"
      >
        {t('along', { number: first + 1 })}
      </text>
      <text
        x={LEFT - 8}
        y={MARGIN.top + SIDE / 2}
        textAnchor="end"
        className="chart-text"
        fill="currentColor"
      >
        {t('along', { number: second + 1 })}
      </text>
      <g transform={`translate(${LEFT + SIDE + 16}, ${MARGIN.top + 16})`} className="chart-text">
        <rect width={12} height={12} y={-10} fill="var(--accent)" />
        <text x={18} fill="currentColor">
          {t('higher')}
        </text>
        <rect width={12} height={12} y={12} fill="var(--warn)" />
        <text x={18} y={22} fill="currentColor">
          {t('lower')}
        </text>
      </g>
    </ChartFrame>
  );
}

function Profiles({ network, curvature, first, second, radius }: SliceProps) {
  const t = useTranslations('quiz.run');
  const at = positions(radius, CURVE_POINTS);
  const along = (index: number): readonly number[] =>
    lossAlong(network, curvature.eigenvectors[index] ?? [], at);
  const lines = [
    { index: first, values: along(first), color: 'var(--accent)', dash: '' },
    { index: second, values: along(second), color: 'var(--good)', dash: '6 4' },
  ];
  const all = lines.flatMap((line) => line.values);
  const y = scaleLinear({
    domain: [Math.min(...all), Math.max(...all)],
    range: [HEIGHT - MARGIN.bottom, MARGIN.top],
  });
  const x = scaleLinear({ domain: [-radius, radius], range: [MARGIN.left, WIDTH - MARGIN.right] });
  const every = Math.floor(CURVE_POINTS / 8);
  return (
    <ChartFrame
      title={t('profiles')}
      summary={t('profilesSummary', { first: first + 1, second: second + 1 })}
      columns={[t('distance'), ...lines.map((line) => t('along', { number: line.index + 1 }))]}
      rows={at.flatMap((distance, index) =>
        index % every === 0
          ? [[distance.toFixed(3), ...lines.map((line) => (line.values[index] ?? 0).toPrecision(6))]]
          : [],
      )}
    >
      <ValueAxis ticks={y.ticks(5)} y={y} label={(value) => String(Number(value.toPrecision(4)))} />
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
      <line x1={x(0)} x2={x(0)} y1={MARGIN.top} y2={HEIGHT - MARGIN.bottom} stroke="var(--line-strong)" />
      {lines.map((line, order) => (
        <g key={order}>
          <LinePath
            data={line.values.map((value, index) => ({ at: at[index] ?? 0, value }))}
            x={(d) => x(d.at)}
            y={(d) => y(d.value)}
            stroke={line.color}
            strokeWidth={2}
            strokeDasharray={line.dash}
          />
          <text x={x(0) + 12} y={MARGIN.top + 14 + order * 18} className="chart-text" fill={line.color}>
            {`${order === 0 ? '——' : '– –'} ${t('along', { number: line.index + 1 })}`}
          </text>
        </g>
      ))}
    </ChartFrame>
  );
}
