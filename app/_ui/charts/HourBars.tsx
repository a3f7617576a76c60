import { scaleLinear } from '@visx/scale';
import { useFormatter, useTranslations } from 'next-intl';
import { ChartFrame, HEIGHT, MARGIN, ValueAxis, WIDTH } from '@/app/_ui/charts/frame';

const HOUR_MS = 3_600_000;
const HOURS = 48;

/** Counts by hour over the last two days that have any. */
export function HourBars({
  title,
  hours,
  zone,
}: {
  readonly title: string;
  readonly hours: readonly { readonly hour: string; readonly count: number }[];
  readonly zone: string;
}) {
  const t = useTranslations('ui.chart');
  const format = useFormatter();
  const last = hours.at(-1);
  if (!last) return <p className="text-sm text-muted">{t('nothingLately')}</p>;
  const end = new Date(last.hour).getTime();
  const y = scaleLinear({
    domain: [0, Math.max(...hours.map((each) => each.count))],
    range: [HEIGHT - MARGIN.bottom, MARGIN.top],
  });
  const x = scaleLinear({
    domain: [end - (HOURS - 1) * HOUR_MS, end + HOUR_MS],
    range: [MARGIN.left, WIDTH - MARGIN.right],
  });
  const width = x(end + HOUR_MS) - x(end);
  const label = (time: number): string =>
    format.dateTime(new Date(time), {
      timeZone: zone,
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  const total = hours.reduce((sum, each) => sum + each.count, 0);
  return (
    <ChartFrame
      title={title}
      summary={t('perHourSummary', { count: total })}
      columns={[t('time'), t('count')]}
      rows={hours.map((each) => [label(new Date(each.hour).getTime()), String(each.count)])}
    >
      <ValueAxis ticks={y.ticks(4).filter(Number.isInteger)} y={y} label={String} />
      {hours.map((each) => (
        <rect
          key={each.hour}
          x={x(new Date(each.hour).getTime()) + 1}
          width={Math.max(1, width - 2)}
          y={y(each.count)}
          height={HEIGHT - MARGIN.bottom - y(each.count)}
          fill="var(--accent)"
        />
      ))}
      {[end - (HOURS - 1) * HOUR_MS, end - (HOURS / 2) * HOUR_MS, end].map((time, index) => (
        <text
          key={time}
          x={x(time)}
          y={HEIGHT - 10}
          textAnchor={index === 0 ? 'start' : index === 1 ? 'middle' : 'end'}
          className="chart-text"
          fill="currentColor"
        >
          {label(time)}
        </text>
      ))}
    </ChartFrame>
  );
}
