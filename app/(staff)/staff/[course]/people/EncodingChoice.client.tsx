'use client';

import { useTranslations } from 'next-intl';
import type { EncodingsView } from './actions';
import { cx } from '@/app/_ui/cx';

/** Which encoding reads the names right. None is chosen beforehand: a wrong one stores other names. */
export function EncodingChoice({
  candidates,
  chosen,
  onChoose,
}: {
  readonly candidates: EncodingsView['candidates'];
  readonly chosen: string | null;
  readonly onChoose: (encoding: string) => void;
}) {
  const t = useTranslations('auth.people.import');
  return (
    <fieldset className="space-y-2 rounded-md border border-warn/40 bg-warn-soft p-3">
      <legend className="px-1 text-sm font-semibold">{t('encoding')}</legend>
      <p className="text-sm">{t('encodingHint')}</p>
      <div className="grid gap-2 sm:grid-cols-2">
        {candidates.map(({ encoding, title, samples }) => (
          <label
            key={encoding}
            className={cx(
              'flex cursor-pointer items-start gap-2 rounded-md border bg-surface p-2 text-sm',
              encoding === chosen ? 'border-accent' : 'border-line-strong',
            )}
          >
            <input
              type="radio"
              name="roster-encoding"
              value={encoding}
              checked={encoding === chosen}
              onChange={() => onChoose(encoding)}
              className="mt-0.5 size-4 shrink-0 accent-(--accent)"
            />
            <span className="min-w-0">
              <span className="block [overflow-wrap:anywhere]">{samples.join(' · ')}</span>
              <span className="block text-xs text-muted">{title}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
