import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { LinkButton } from '@/app/_ui/Button';
import { Callout } from '@/app/_ui/Callout';
import { PageHeader } from '@/app/_ui/Layout';

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('lti.refused');
  return { title: t('title') };
}

/** Where a link of a learning-management system leads that could not be followed: why, and what to do. */
export default async function LtiRefusedPage({ searchParams }: Props) {
  const { reason } = await searchParams;
  const t = await getTranslations('lti.refused');
  const key = typeof reason === 'string' && /^\w+$/.test(reason) && t.has(`why.${reason}`) ? reason : 'other';
  return (
    <div className="mx-auto max-w-md space-y-4 py-6">
      <PageHeader title={t('title')} />
      <Callout tone="warn">{t(`why.${key}`)}</Callout>
      <LinkButton href="/sign-in">{t('signIn')}</LinkButton>
    </div>
  );
}
