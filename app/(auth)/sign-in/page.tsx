import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { SignInForm } from './SignInForm.client';
import { currentViewer } from '@/app/_data/session';
import { Card, PageHeader } from '@/app/_ui/Layout';
import { oidcName } from '@/lib/identity/oidc';

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.signIn');
  return { title: t('title') };
}

export default async function SignInPage({ searchParams }: Props) {
  const { callbackUrl, error } = await searchParams;
  const next = ownPath(callbackUrl);
  if (await currentViewer()) redirect(next);
  const t = await getTranslations('auth.signIn');
  return (
    <div className="mx-auto max-w-sm py-6">
      <PageHeader title={t('title')} />
      <Card>
        <SignInForm oidc={oidcName()} next={next} error={typeof error === 'string' ? error : null} />
      </Card>
    </div>
  );
}

/** Where to go afterwards: a path of this site only, whatever the address says. */
function ownPath(given: string | string[] | undefined): string {
  if (typeof given !== 'string') return '/';
  const base = 'http://site.invalid';
  if (!URL.canParse(given, base)) return '/';
  const url = new URL(given, base);
  const path = url.pathname + url.search;
  return path.startsWith('//') || path.startsWith('/sign-in') || path.startsWith('/api/') ? '/' : path;
}
