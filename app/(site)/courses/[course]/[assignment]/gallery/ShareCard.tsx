import { getTranslations } from 'next-intl/server';
import { ActionButton } from '@/app/_ui/ActionButton.client';
import { Callout } from '@/app/_ui/Callout';
import { Chip } from '@/app/_ui/Chip';
import { Card } from '@/app/_ui/Layout';
import type { OwnShare } from '@/lib/gallery/consent';
import { consentAction, withdrawAction } from './actions';

/** Whether the viewer's own work is shown to the class: what that means, agreeing, withdrawing. */
export async function ShareCard({
  assignmentId,
  share,
}: {
  readonly assignmentId: string;
  readonly share: OwnShare;
}) {
  const t = await getTranslations('gallery.share');
  const { state, isShown, reason, files } = share;
  if (state === 'not_yet') return null;
  return (
    <Card
      title={t('title')}
      actions={state === 'given' ? <Chip tone="good">{t(isShown ? 'shown' : 'waiting')}</Chip> : null}
    >
      {state === 'taken_down' ? (
        <Callout tone="warn" title={t('takenDown')}>
          <span className="[overflow-wrap:anywhere]">{reason}</span>
        </Callout>
      ) : (
        <div className="max-w-prose space-y-3 text-sm">
          <p>{t('consent')}</p>
          <p className="text-muted [overflow-wrap:anywhere]">{t('files', { files: files.join(', ') })}</p>
          {state === 'offered' ? (
            <ActionButton kind="primary" action={consentAction.bind(null, assignmentId)} done={t('agreed')}>
              {t('agree')}
            </ActionButton>
          ) : (
            <ActionButton action={withdrawAction.bind(null, assignmentId)} done={t('withdrawn')}>
              {t('withdraw')}
            </ActionButton>
          )}
        </div>
      )}
    </Card>
  );
}
