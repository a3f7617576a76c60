import { getTranslations } from 'next-intl/server';
import { ActionButton } from '@/app/_ui/ActionButton.client';
import { acceptRulesAction } from '../actions';

export async function AcceptRules({ competitionId }: { readonly competitionId: string }) {
  const t = await getTranslations('site.submit');
  return (
    <ActionButton
      kind="primary"
      action={acceptRulesAction.bind(null, competitionId)}
      done={t('rulesAccepted')}
    >
      {t('acceptRules')}
    </ActionButton>
  );
}
