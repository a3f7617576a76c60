'use client';

import { useTranslations } from 'next-intl';
import { toast } from 'sonner';
import { AskDialog } from '@/app/_ui/handin/AskDialog.client';
import { askAction } from './actions';

/** Asks the staff to look at one item again. */
export function AskSecondLook({
  handinId,
  itemKey,
  title,
}: {
  readonly handinId: number;
  readonly itemKey: string;
  readonly title: string;
}) {
  const t = useTranslations('secondLook');
  return (
    <AskDialog
      trigger={
        <>
          {t('ask')}
          <span className="sr-only">: {title}</span>
        </>
      }
      kind="ghost"
      title={t('askTitle', { item: title })}
      hint={t('askHint')}
      label={t('reason')}
      confirm={t('send')}
      action={(reason) => askAction(handinId, itemKey, reason)}
      onDone={() => void toast.success(t('sent'))}
    />
  );
}
