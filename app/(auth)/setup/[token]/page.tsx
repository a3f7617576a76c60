import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { setUpAction } from '../../actions';
import { FieldsForm } from '../../FieldsForm.client';
import { Callout } from '@/app/_ui/Callout';
import { Card, PageHeader } from '@/app/_ui/Layout';
import { isSetupOpen } from '@/lib/identity/first-instructor';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.setup');
  return { title: t('title'), referrer: 'no-referrer' };
}

export default async function SetupPage({ params }: { readonly params: Promise<{ token: string }> }) {
  const { token } = await params;
  const t = await getTranslations('auth');
  const isOpen = await isSetupOpen(token);
  return (
    <div className="mx-auto max-w-md py-6">
      <PageHeader title={t('setup.title')}>
        <p className="text-sm text-muted">{t('setup.intro')}</p>
      </PageHeader>
      <Card>
        {isOpen ? (
          <FieldsForm
            action={setUpAction.bind(null, token)}
            submit={t('setup.submit')}
            fields={[
              { name: 'name', label: t('fields.name'), type: 'text', autoComplete: 'name' },
              { name: 'email', label: t('fields.email'), type: 'email', autoComplete: 'username' },
              {
                name: 'password',
                label: t('fields.newPassword'),
                type: 'password',
                autoComplete: 'new-password',
                hint: t('fields.passwordHint'),
              },
              { name: 'again', label: t('fields.again'), type: 'password', autoComplete: 'new-password' },
            ]}
          />
        ) : (
          <Callout tone="bad" title={t('link.title')}>
            <p>{t('setup.closed')}</p>
          </Callout>
        )}
      </Card>
    </div>
  );
}
