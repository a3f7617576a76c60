import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { signInByLinkAction } from '../../actions';
import { FieldsForm } from '../../../FieldsForm.client';
import { Callout } from '@/app/_ui/Callout';
import { Card, PageHeader } from '@/app/_ui/Layout';
import { isSignInLinkOpen } from '@/lib/identity/sign-in-link';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.signInLink');
  return { title: t('title'), referrer: 'no-referrer' };
}

/** What a link by e-mail opens. The link is used by the button: programs that look through mail open every address. */
export default async function SignInLinkPage({ params }: { readonly params: Promise<{ token: string }> }) {
  const { token } = await params;
  const t = await getTranslations('auth');
  return (
    <div className="mx-auto max-w-sm py-6">
      <PageHeader title={t('signInLink.title')} />
      <Card>
        {(await isSignInLinkOpen(token)) ? (
          <FieldsForm action={signInByLinkAction.bind(null, token)} submit={t('signIn.submit')} fields={[]} />
        ) : (
          <Callout tone="bad" title={t('link.title')}>
            <p>{t('signInLink.askAgain')}</p>
          </Callout>
        )}
      </Card>
    </div>
  );
}
