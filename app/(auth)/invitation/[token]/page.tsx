import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { setPasswordAction } from '../../actions';
import { FieldsForm } from '../../FieldsForm.client';
import { Callout } from '@/app/_ui/Callout';
import { Card, PageHeader } from '@/app/_ui/Layout';
import { readInvitation } from '@/lib/identity/set-password';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.invitation');
  return { title: t('title'), referrer: 'no-referrer' };
}

export default async function InvitationPage({ params }: { readonly params: Promise<{ token: string }> }) {
  const { token } = await params;
  const t = await getTranslations('auth');
  const invited = await readInvitation(token);
  return (
    <div className="mx-auto max-w-md py-6">
      <PageHeader title={t('invitation.title')}>
        {invited ? (
          <p className="text-sm text-muted">
            {t('invitation.intro', { name: invited.name, login: invited.login })}
          </p>
        ) : null}
      </PageHeader>
      <Card>
        {invited ? (
          <FieldsForm
            action={setPasswordAction.bind(null, token)}
            submit={t('invitation.submit')}
            fields={[
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
            <p>{t('link.askAgain')}</p>
          </Callout>
        )}
      </Card>
    </div>
  );
}
