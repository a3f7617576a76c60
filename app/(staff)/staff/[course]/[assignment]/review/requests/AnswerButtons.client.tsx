'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { toast } from 'sonner';
import { AskDialog } from '@/app/_ui/handin/AskDialog.client';
import { answerAction } from './actions';

/** Accepts a request, which opens the review again, or declines it; both with a reply to the student. */
export function AnswerButtons({ requestId, base }: { readonly requestId: string; readonly base: string }) {
  const t = useTranslations('secondLook');
  const router = useRouter();
  return (
    <div className="flex flex-wrap gap-2">
      <AskDialog
        trigger={t('accept')}
        kind="primary"
        title={t('acceptTitle')}
        hint={t('acceptHint')}
        label={t('reply')}
        confirm={t('accept')}
        action={(reply) => answerAction(requestId, true, reply)}
        onDone={({ handinId }) => router.push(`${base}/${handinId}`)}
      />
      <AskDialog
        trigger={t('decline')}
        title={t('declineTitle')}
        hint={t('declineHint')}
        label={t('reply')}
        confirm={t('decline')}
        action={(reply) => answerAction(requestId, false, reply)}
        onDone={() => void toast.success(t('declined'))}
      />
    </div>
  );
}
