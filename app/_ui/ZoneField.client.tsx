'use client';

import { useTranslations } from 'next-intl';
import { useId, useState, useSyncExternalStore } from 'react';
import { Field, Input } from '@/app/_ui/Field';
import { offsetText, parseTimeZone, zoneCandidates } from '@/lib/platform/time-zone.core';

/**
 * A time zone, with its offset and the time there beside it, so that a wrong one is seen. A name that does not mean one zone
 * offers the places that may be meant. `defaultValue` undefined: the browser's zone.
 */
export function ZoneField({
  id,
  label,
  hint,
  defaultValue,
}: {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly defaultValue?: string | undefined;
}) {
  const t = useTranslations('zone');
  const list = useId();
  const browser = useBrowserZone();
  const [typed, setTyped] = useState<string | null>(null);
  const value = typed ?? defaultValue ?? browser ?? '';
  const parsed = parseTimeZone(value);
  return (
    <Field id={id} label={label} hint={hint}>
      <Input
        id={id}
        name={id}
        list={list}
        required
        value={value}
        onChange={(event) => setTyped(event.target.value)}
        aria-describedby={`${id}-now${hint ? ` ${id}-hint` : ''}`}
      />
      <datalist id={list}>{browser === null ? null : <ZoneOptions />}</datalist>
      <div id={`${id}-now`} className="min-h-4 text-xs tabular-nums" aria-live="polite">
        {parsed.ok ? <NowThere zone={parsed.value} /> : null}
        {!parsed.ok && value.trim() !== '' ? (
          <p className="text-warn">
            {t('notOne', { name: value })}{' '}
            {zoneCandidates(value.trim()).map((place) => (
              <button
                key={place}
                type="button"
                className="mr-2 inline-flex min-h-6 items-center underline underline-offset-2"
                onClick={() => setTyped(place)}
              >
                {place}
              </button>
            ))}
          </p>
        ) : null}
      </div>
    </Field>
  );
}

function ZoneOptions() {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) =>
    parseTimeZone(zone).ok ? <option key={zone} value={zone} /> : null,
  );
}

/** The offset and the time in a zone, kept current; nothing before the browser has taken over the page. */
function NowThere({ zone }: { readonly zone: string }) {
  const t = useTranslations('zone');
  const minute = useMinute();
  if (minute === null) return null;
  const now = new Date(minute * MINUTE);
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  return (
    <p className="text-muted">{t('nowThere', { offset: offsetText(zone, now), time: time.format(now) })}</p>
  );
}

const MINUTE = 60_000;

/** The browser's minute; null on the server. */
function useMinute(): number | null {
  return useSyncExternalStore(
    (changed) => {
      const timer = setInterval(changed, 5_000);
      return () => clearInterval(timer);
    },
    () => Math.floor(Date.now() / MINUTE),
    () => null,
  );
}

const never = (): (() => void) => () => undefined;

/** The browser's zone where it is one this site takes; null on the server, whose own zone is nobody's wish. */
function useBrowserZone(): string | null {
  return useSyncExternalStore(
    never,
    () => {
      const parsed = parseTimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone);
      return parsed.ok ? parsed.value : 'UTC';
    },
    () => null,
  );
}
