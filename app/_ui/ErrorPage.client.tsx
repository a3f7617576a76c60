'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/app/_ui/Button';
import { Callout } from '@/app/_ui/Callout';

/** In the place of a page that failed: what to do. What went wrong is in the server's log, and in no answer. */
export function ErrorPage({ reset }: { readonly reset: () => void }) {
  const t = useTranslations('front');
  return (
    <div className="mx-auto max-w-md space-y-4 py-10">
      <Callout tone="bad" title={t('pages.busy.title')}>
        {t('pages.busy.text')}
      </Callout>
      <Button kind="primary" onClick={reset}>
        {t('back')}
      </Button>
    </div>
  );
}
