'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { PreviewView } from './actions';
import { RosterLines } from './RosterLines.client';
import { Button } from '@/app/_ui/Button';
import { Callout } from '@/app/_ui/Callout';
import { Checkbox } from '@/app/_ui/Field';

/** What applying the file would change, line by line, old → new. */
export function RosterPreview({
  preview,
  isPending,
  onApply,
}: {
  readonly preview: PreviewView;
  readonly isPending: boolean;
  readonly onApply: (acceptDoubts: boolean) => void;
}) {
  const t = useTranslations('auth.people.import');
  const [isAccepted, accept] = useState(false);
  const { counts, encoding, entries, missing, notes, doubts } = preview;
  const removed = missing.filter((person) => person.isRemoved);
  const changes = counts.add + counts.restore + counts.change + counts.removed > 0;
  return (
    <div className="space-y-3">
      <Callout tone="info">
        <p>{t('found', { encoding, ...counts })}</p>
        {missing.length > removed.length ? (
          <p>{t('missing', { count: missing.length - removed.length })}</p>
        ) : null}
        {changes ? null : <p>{t('nothing')}</p>}
      </Callout>
      {removed.length > 0 ? (
        <Callout tone="warn" title={t('removing', { count: removed.length })}>
          <p className="[overflow-wrap:anywhere]">
            {removed.map((person) => `${person.studentId ?? person.email ?? ''} ${person.name}`).join(', ')}
          </p>
        </Callout>
      ) : null}
      {notes.length > 0 ? (
        <details className="text-sm">
          <summary className="cursor-pointer">{t('notes', { count: notes.length })}</summary>
          <RosterLines problems={notes} />
        </details>
      ) : null}
      {entries.length > 0 ? <Entries entries={entries} /> : null}
      {doubts.length > 0 ? (
        <Callout tone="warn" title={t('doubts', { count: doubts.length })}>
          <RosterLines problems={doubts} />
          <div className="pt-2">
            <Checkbox
              checked={isAccepted}
              onChange={(event) => accept(event.target.checked)}
              label={t('acceptDoubts')}
            />
          </div>
        </Callout>
      ) : null}
      {changes ? (
        <Button
          kind="primary"
          onClick={() => onApply(isAccepted)}
          disabled={isPending || (doubts.length > 0 && !isAccepted)}
          aria-busy={isPending}
        >
          {t('apply')}
        </Button>
      ) : null}
    </div>
  );
}

function Entries({ entries }: { readonly entries: PreviewView['entries'] }) {
  const t = useTranslations('auth.people.import');
  const roleOf = useTranslations('auth.roles');
  return (
    <div
      className="max-h-96 overflow-auto rounded-md border border-line"
      tabIndex={0}
      role="region"
      aria-label={t('preview')}
    >
      <table className="w-full text-left text-sm">
        <thead className="sticky top-0 bg-sunken text-xs text-muted">
          <tr>
            {(['line', 'what', 'person', 'changes'] as const).map((column) => (
              <th key={column} scope="col" className="px-3 py-2 font-medium">
                {t(`columns.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {entries.map((entry) => (
            <tr key={entry.line}>
              <td className="px-3 py-1.5 tabular-nums text-muted">{entry.line}</td>
              <td className="px-3 py-1.5">
                {entry.action === 'unchanged' ? '–' : t(`actions.${entry.action}`)}
              </td>
              <td className="px-3 py-1.5 [overflow-wrap:anywhere]">
                <span className="font-mono text-xs">{entry.studentId ?? entry.email}</span> {entry.name} ·{' '}
                {roleOf(entry.role)}
              </td>
              <td className="px-3 py-1.5 [overflow-wrap:anywhere]">
                {entry.changes.map(({ field, from, to }) => (
                  <p key={field}>
                    {t('fieldChange', { field: t(`fields.${field}`), from: from ?? t('none'), to })}
                  </p>
                ))}
                {entry.kept.map(({ field, from }) => (
                  <p key={field} className="text-muted">
                    {t('kept', { field: t(`fields.${field}`), from: from ?? t('none') })}
                  </p>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
