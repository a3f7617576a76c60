import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { askLinkAction } from '../actions';
import { FieldsForm } from '../../FieldsForm.client';
import { Card, PageHeader } from '@/app/_ui/Layout';
import { hasSignInLinks } from '@/lib/identity/sign-in-link';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.signInLink');
  return { title: t('title') };
}

/** Asks for a link by e-mail, where the site sends any. */
export default async function ForgottenPage() {
  if (!hasSignInLinks()) notFound();
  const t = await getTranslations('auth');
  return (
    <div className="mx-auto max-w-sm py-6">
      <PageHeader title={t('signInLink.title')}>
        <p className="text-sm text-muted">{t('signInLink.intro')}</p>
      </PageHeader>
      <Card>
        <FieldsForm
          action={askLinkAction}
          submit={t('signInLink.submit')}
          done={t('signInLink.done')}
          fields={[{ name: 'login', label: t('signIn.login'), type: 'text', autoComplete: 'username' }]}
        />
      </Card>
    </div>
  );
}
