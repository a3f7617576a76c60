import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { SignInForm } from './SignInForm.client';
import { currentViewer, siteOrigin } from '@/app/_data/session';
import { Card, PageHeader } from '@/app/_ui/Layout';
import { oidcName } from '@/lib/identity/oidc';
import { hasSignInLinks } from '@/lib/identity/sign-in-link';
import { localPath } from '@/lib/platform/local-path.core';

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.signIn');
  return { title: t('title') };
}

export default async function SignInPage({ searchParams }: Props) {
  const { callbackUrl, error } = await searchParams;
  const next = localPath(callbackUrl, await siteOrigin());
  // Who came by a learning platform may want to sign in by themselves; who is told of a refusal should see it.
  const viewer = await currentViewer();
  if (viewer && viewer.onlyCourseId === undefined && error === undefined) redirect(next);
  const t = await getTranslations('auth.signIn');
  return (
    <div className="mx-auto max-w-sm py-6">
      <PageHeader title={t('title')} />
      <Card>
        <SignInForm
          oidc={oidcName()}
          hasLinks={hasSignInLinks()}
          next={next}
          error={typeof error === 'string' ? error : null}
        />
      </Card>
    </div>
  );
}
