import type { Metadata } from 'next';
import Link from 'next/link';
import { getFormatter, getTranslations } from 'next-intl/server';
import { changeDisplayNameAction, changePasswordAction, revokeTokenAction } from './actions';
import { ConnectOidc } from './ConnectOidc.client';
import { DisplayNameForm } from './DisplayNameForm.client';
import { NewToken } from './NewToken.client';
import { FieldsForm } from '../FieldsForm.client';
import { requireViewer } from '@/app/_data/assignment';
import { ActionButton } from '@/app/_ui/ActionButton.client';
import { Callout } from '@/app/_ui/Callout';
import { Card, PageHeader } from '@/app/_ui/Layout';
import { coursesOf } from '@/lib/identity/courses';
import { siteOrigin } from '@/app/_data/session';
import { oidcConnection } from '@/lib/identity/oidc-connection';
import { listTokens, loginOf, type TokenView } from '@/lib/identity/tokens';
import type { Viewer } from '@/lib/identity/viewer';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.account');
  return { title: t('title') };
}

export default async function AccountPage() {
  const viewer = await requireViewer();
  const [t, courses] = await Promise.all([getTranslations('auth'), coursesOf(viewer)]);
  return (
    <div className="mx-auto max-w-2xl space-y-6">
      <PageHeader title={t('account.title')}>
        <p className="text-sm text-muted">{viewer.name}</p>
      </PageHeader>
      {courses.length > 0 ? (
        <Card title={t('account.displayName.title')}>
          <p className="mb-4 text-sm text-muted">{t('account.displayName.intro')}</p>
          <div className="space-y-4">
            {courses.map((course) => (
              <DisplayNameForm
                key={course.id}
                action={changeDisplayNameAction.bind(null, course.id)}
                course={course.title}
                current={course.displayName}
                isStudent={course.role === 'student'}
              />
            ))}
          </div>
        </Card>
      ) : null}
      {viewer.onlyCourseId === undefined ? (
        <OwnAccount viewer={viewer} />
      ) : (
        <Callout tone="info" title={t('account.external.elsewhereTitle')}>
          {t('account.external.elsewhere')}
        </Callout>
      )}
    </div>
  );
}

/** What changes the account itself: for who signed in here by themselves. */
async function OwnAccount({ viewer }: { readonly viewer: Viewer }) {
  const [t, developers, tokens, login, origin, external] = await Promise.all([
    getTranslations('auth'),
    getTranslations('developers'),
    listTokens(viewer),
    loginOf(viewer),
    siteOrigin(),
    oidcConnection(viewer),
  ]);
  return (
    <>
      <Card title={t('account.password.title')}>
        <FieldsForm
          action={changePasswordAction}
          submit={t('account.password.submit')}
          done={t('account.password.done')}
          fields={[
            {
              name: 'current',
              label: t('account.password.current'),
              type: 'password',
              autoComplete: 'current-password',
            },
            {
              name: 'next',
              label: t('fields.newPassword'),
              type: 'password',
              autoComplete: 'new-password',
              hint: t('fields.passwordHint'),
            },
            { name: 'again', label: t('fields.again'), type: 'password', autoComplete: 'new-password' },
          ]}
        />
      </Card>
      <Card title={t('account.tokens.title')}>
        <p className="mb-4 text-sm text-muted">{t('account.tokens.intro')}</p>
        <NewToken login={login} origin={origin} />
        <TokenList tokens={tokens} />
        <p className="mt-4 text-sm">
          <Link href="/developers/api" className="text-accent underline">
            {developers('link')}
          </Link>
        </p>
      </Card>
      {external === null ? null : (
        <Card title={t('account.external.title')}>
          {external.isConnected ? (
            <p className="text-sm">{t('account.external.connected', { name: external.name })}</p>
          ) : (
            <>
              <p className="mb-4 text-sm text-muted">{t('account.external.intro')}</p>
              <ConnectOidc label={t('account.external.connect', { name: external.name })} />
            </>
          )}
        </Card>
      )}
    </>
  );
}

async function TokenList({ tokens }: { readonly tokens: readonly TokenView[] }) {
  const [t, format] = await Promise.all([getTranslations('auth.account.tokens'), getFormatter()]);
  if (tokens.length === 0) return null;
  const day = (date: Date | null): string | null => date && format.dateTime(date, { dateStyle: 'medium' });
  return (
    <ul className="mt-5 divide-y divide-line border-t border-line">
      {tokens.map((token) => (
        <li key={token.id} className="flex flex-wrap items-center justify-between gap-2 py-3 text-sm">
          <div className="min-w-0">
            <p className="font-medium [overflow-wrap:anywhere]">
              {token.name} <span className="font-normal text-muted">· {t(`scopes.${token.scope}`)}</span>
            </p>
            <p className="text-xs text-muted">
              {t('facts', {
                made: day(token.createdAt) ?? '',
                used: day(token.lastUsedAt) ?? t('notUsed'),
                expires: day(token.expiresAt) ?? t('never'),
              })}
            </p>
          </div>
          <ActionButton
            kind="danger"
            action={revokeTokenAction.bind(null, token.id)}
            done={t('revoked')}
            label={t('revokeNamed', { name: token.name })}
          >
            {t('revoke')}
          </ActionButton>
        </li>
      ))}
    </ul>
  );
}
