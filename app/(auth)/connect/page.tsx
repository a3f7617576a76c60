import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { connectAction } from './actions';
import { pendingLinkSecret } from '@/app/_data/lti-link';
import { currentViewer } from '@/app/_data/session';
import { Button, LinkButton } from '@/app/_ui/Button';
import { Callout } from '@/app/_ui/Callout';
import { Card, KeyValues, PageHeader } from '@/app/_ui/Layout';
import { loginOf } from '@/lib/identity/tokens';
import type { Viewer } from '@/lib/identity/viewer';
import { readPendingLink, type PendingLink } from '@/lib/lti/pending-link';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('lti.connect');
  return { title: t('title') };
}

/** Where a learning platform's link leads somebody the first time: they sign in here by themselves, and connect the two. */
export default async function ConnectPage() {
  const t = await getTranslations('lti.connect');
  const secret = await pendingLinkSecret();
  const link = secret === null ? null : await readPendingLink(secret);
  const viewer = await currentViewer();
  return (
    <div className="mx-auto max-w-md space-y-4 py-6">
      <PageHeader title={t('title')} />
      {link === null ? (
        <Callout tone="warn">{t('nothing')}</Callout>
      ) : viewer === null || viewer.onlyCourseId !== undefined ? (
        <>
          <Callout tone="info">{t('signInFirst', { platform: link.platform })}</Callout>
          <LinkButton href="/sign-in?callbackUrl=/connect" kind="primary">
            {t('signIn')}
          </LinkButton>
        </>
      ) : (
        <Confirm link={link} viewer={viewer} />
      )}
    </div>
  );
}

async function Confirm({ link, viewer }: { readonly link: PendingLink; readonly viewer: Viewer }) {
  const t = await getTranslations('lti.connect');
  const shown = [link.name, link.email].filter((each) => each !== null).join(', ');
  return (
    <Card>
      <div className="space-y-4">
        <KeyValues
          items={[
            { term: t('there'), value: `${link.platform}: ${shown || t('unnamed')}` },
            { term: t('here'), value: `${viewer.name} (${await loginOf(viewer)})` },
            { term: t('course'), value: link.course },
          ]}
        />
        <p className="text-sm text-muted">{t('effect', { platform: link.platform, course: link.course })}</p>
        <form action={connectAction}>
          <Button type="submit" kind="primary">
            {t('submit')}
          </Button>
        </form>
      </div>
    </Card>
  );
}
