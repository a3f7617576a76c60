'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { AskDialog } from '@/app/_ui/handin/AskDialog.client';
import { unmaskAction } from './actions';

/** For instructors, where names are hidden: whose hand-in it is, for a reason that is put on record. */
export function Unmask({ handinId }: { readonly handinId: number }) {
  const t = useTranslations('review.unmask');
  const [person, setPerson] = useState<{ name: string; studentId: string | null } | null>(null);
  if (person)
    return (
      <span className="text-sm">
        {person.name} {person.studentId ? `(${person.studentId})` : ''}
      </span>
    );
  return (
    <AskDialog
      trigger={t('show')}
      kind="ghost"
      title={t('title')}
      hint={t('hint')}
      label={t('reason')}
      confirm={t('show')}
      action={(reason) => unmaskAction(handinId, reason)}
      onDone={setPerson}
    />
  );
}
