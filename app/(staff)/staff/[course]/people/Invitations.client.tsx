'use client';

import { useTranslations } from 'next-intl';
import type { InvitationsView } from './actions';
import { Button } from '@/app/_ui/Button';
import { Callout } from '@/app/_ui/Callout';
import { Input } from '@/app/_ui/Field';

const SHOWN_MAX = 5;

/** New invitation links: a few to copy, all as a file. Shown this once. */
export function Invitations({ invitations }: { readonly invitations: InvitationsView }) {
  const t = useTranslations('auth.people.invitations');
  if (invitations.links.length === 0) return null;
  return (
    <Callout tone="info" title={t('title', { count: invitations.links.length })}>
      <p>{t('note')}</p>
      <ul className="space-y-2 py-1">
        {invitations.links.slice(0, SHOWN_MAX).map(({ name, url }) => (
          <li key={url} className="grid items-center gap-x-3 gap-y-1 sm:grid-cols-[10rem_1fr]">
            <span className="[overflow-wrap:anywhere]">{name}</span>
            <Input
              readOnly
              value={url}
              aria-label={t('link', { name })}
              className="font-mono text-xs"
              onFocus={(event) => event.currentTarget.select()}
            />
          </li>
        ))}
      </ul>
      {invitations.links.length > SHOWN_MAX ? (
        <p>{t('inFile', { count: invitations.links.length - SHOWN_MAX })}</p>
      ) : null}
      <Button onClick={() => download(invitations.csv)}>{t('download')}</Button>
    </Callout>
  );
}

function download(csv: string): void {
  const url = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'invitations.csv';
  link.click();
  URL.revokeObjectURL(url);
}
