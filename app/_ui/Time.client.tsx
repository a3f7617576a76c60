'use client';

import { useFormatter, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';

/** 24 hours: server and browser then write it alike, and 12:00 AM confuses nobody. */
const DAY_AND_TIME = {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const;

/**
 * An instant in the course's zone, with the zone's name; relative to now beside it, the viewer's own zone on hover. `at`: ISO
 * 8601. `zone`: IANA.
 */
export function Time({
  at,
  zone,
  relative = true,
  short = false,
}: {
  readonly at: string;
  readonly zone: string;
  readonly relative?: boolean;
  readonly short?: boolean;
}) {
  const format = useFormatter();
  const [mounted, setMounted] = useState<Date | null>(null);
  useEffect(() => {
    const tick = (): void => setMounted(new Date());
    tick();
    const timer = setInterval(tick, 30_000);
    return () => clearInterval(timer);
  }, []);
  const instant = new Date(at);
  const absolute = format.dateTime(instant, { timeZone: zone, ...DAY_AND_TIME });
  const local = mounted
    ? `${new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' }).format(instant)}`
    : undefined;
  return (
    <time dateTime={at} title={local} className="tabular-nums">
      {absolute}
      {short ? '' : ` ${zone}`}
      {relative && mounted ? (
        <span className="text-muted"> ({format.relativeTime(instant, mounted)})</span>
      ) : null}
    </time>
  );
}

/** Time left until an instant; counts by the second in the last hour. */
export function Countdown({ until, serverNow }: { readonly until: string; readonly serverNow: string }) {
  const t = useTranslations('ui.countdown');
  const [now, setNow] = useState(() => new Date(serverNow).getTime());
  useEffect(() => {
    // The viewer's clock may be wrong: only its steps are used.
    const skew = Date.now() - new Date(serverNow).getTime();
    const timer = setInterval(() => setNow(Date.now() - skew), 1_000);
    return () => clearInterval(timer);
  }, [serverNow]);
  const left = Math.max(0, new Date(until).getTime() - now);
  const minutes = Math.floor(left / 60_000);
  const text =
    left === 0
      ? t('over')
      : minutes < 60
        ? t('minutes', { minutes, seconds: String(Math.floor(left / 1_000) % 60).padStart(2, '0') })
        : minutes < 48 * 60
          ? t('hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
          : t('days', { days: Math.floor(minutes / 1_440) });
  return (
    <span className="tabular-nums" suppressHydrationWarning>
      {text}
    </span>
  );
}
