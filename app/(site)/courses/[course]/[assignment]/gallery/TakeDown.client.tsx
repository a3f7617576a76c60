'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { AskDialog } from '@/app/_ui/handin/AskDialog.client';
import { takeDownAction } from './actions';

/** Staff take an entry out of the gallery; its author reads why. */
export function TakeDown({ entryId, name }: { readonly entryId: string; readonly name: string }) {
  const t = useTranslations('gallery');
  const router = useRouter();
  return (
    <AskDialog
      trigger={t('takeDown')}
      kind="danger"
      title={t('takeDownTitle', { name })}
      hint={t('takeDownHint')}
      label={t('reason')}
      confirm={t('takeDown')}
      action={(reason) => takeDownAction(entryId, reason)}
      onDone={() => router.push('..')}
    />
  );
}
