import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireViewer } from '@/app/_data/assignment';
import { siteOrigin } from '@/app/_data/session';
import { foundOr404, readStaffCourse } from '@/app/_data/staff';
import { ActionButton } from '@/app/_ui/ActionButton.client';
import { Callout } from '@/app/_ui/Callout';
import { Chip } from '@/app/_ui/Chip';
import { ConfirmButton } from '@/app/_ui/ConfirmButton.client';
import { CopyButton } from '@/app/_ui/CopyButton.client';
import { Card, EmptyState, KeyValues, PageHeader } from '@/app/_ui/Layout';
import { Table } from '@/app/_ui/Table';
import { Time } from '@/app/_ui/Time.client';
import { isLtiOn } from '@/lib/lti/origins';
import { listPlatforms, type PlatformView } from '@/lib/lti/platforms';
import { removePlatformAction, sendAgainAction, unbindPlatformAction } from './actions';
import { AddPlatform } from './AddPlatform.client';

interface Props {
  readonly params: Promise<{ course: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('lti.staff');
  return { title: t('title') };
}

/** The course's connections to learning-management systems: what to enter there, and how the grades fared. */
export default async function LtiPage({ params }: Props) {
  const course = await readStaffCourse(params);
  const [platforms, t, origin] = await Promise.all([
    listPlatforms(await requireViewer(), course.slug).then(foundOr404),
    getTranslations('lti.staff'),
    siteOrigin(),
  ]);
  return (
    <div className="space-y-6">
      <PageHeader title={t('title')}>
        <p className="max-w-prose text-sm text-muted">{t('about')}</p>
      </PageHeader>
      {isLtiOn() ? null : (
        <Callout tone="info" title={t('off')}>
          {t('offHint')}
        </Callout>
      )}
      {platforms.map((platform) => (
        <Platform key={platform.id} platform={platform} origin={origin} zone={course.timezone} />
      ))}
      {platforms.length === 0 && isLtiOn() ? (
        <EmptyState title={t('none')}>{t('noneHint')}</EmptyState>
      ) : null}
      {isLtiOn() ? (
        <Card title={t('addTitle')}>
          <AddPlatform course={course.slug} />
        </Card>
      ) : null}
    </div>
  );
}

async function Platform({
  platform,
  origin,
  zone,
}: {
  readonly platform: PlatformView;
  readonly origin: string;
  readonly zone: string;
}) {
  const t = await getTranslations('lti.staff');
  const own = [
    ['login', `${origin}/api/lti/${platform.id}/login`],
    ['launch', `${origin}/api/lti/${platform.id}/launch`],
    ['jwks', `${origin}/api/lti/jwks`],
  ] as const;
  return (
    <Card title={<span className="[overflow-wrap:anywhere]">{platform.name}</span>}>
      <div className="space-y-5">
        <dl className="space-y-2 text-sm">
          {own.map(([name, url]) => (
            <div key={name} className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <dt className="w-full text-xs text-muted sm:w-44">{t(`own.${name}`)}</dt>
              <dd className="flex min-w-0 items-center gap-2">
                <code className="min-w-0 font-mono text-xs [overflow-wrap:anywhere]">{url}</code>
                <CopyButton text={url} what={t(`own.${name}`)} />
              </dd>
            </div>
          ))}
        </dl>
        {platform.context === null ? (
          <Callout tone="warn" title={t('notBound')}>
            {t('notBoundHint')}
          </Callout>
        ) : null}
        {platform.lastRefusal === null ? null : (
          <Callout tone="warn" title={t('refused')}>
            <span className="[overflow-wrap:anywhere]">{platform.lastRefusal}</span>
          </Callout>
        )}
        <KeyValues
          items={[
            { term: t('field.issuer'), value: platform.issuer },
            { term: t('field.clientId'), value: platform.clientId },
            { term: t('field.deploymentId'), value: platform.deploymentId },
            { term: t('context'), value: platform.context ?? '–' },
            {
              term: t('lastLaunch'),
              value: platform.lastLaunchAt ? (
                <Time at={platform.lastLaunchAt} zone={zone} short />
              ) : (
                t('never')
              ),
            },
            { term: t('grades'), value: t('counts', { ...platform.counts }) },
          ]}
        />
        <OpenScores platform={platform} />
        <div className="flex flex-wrap gap-2">
          {platform.counts.given_up > 0 ? (
            <ActionButton
              action={sendAgainAction.bind(null, platform.id)}
              kind="primary"
              done={t('willSend')}
            >
              {t('sendAgain')}
            </ActionButton>
          ) : null}
          {platform.context === null ? null : (
            <ConfirmButton
              kind="plain"
              label={t('unbind')}
              title={t('unbindTitle')}
              effect={t('unbindEffect')}
              action={unbindPlatformAction.bind(null, platform.id)}
            />
          )}
          <ConfirmButton
            kind="danger"
            label={t('remove')}
            title={t('removeTitle', { name: platform.name })}
            effect={t('removeEffect')}
            action={removePlatformAction.bind(null, platform.id)}
          />
        </div>
      </div>
    </Card>
  );
}

const TONES = { waiting: 'neutral', not_linked: 'neutral', given_up: 'bad' } as const;

async function OpenScores({ platform }: { readonly platform: PlatformView }) {
  const t = await getTranslations('lti.staff');
  if (platform.open.length === 0) return null;
  return (
    <Table
      label={t('openLabel', { name: platform.name })}
      rows={platform.open}
      rowKey={(row) => `${row.name} ${row.assignment}`}
      columns={[
        { key: 'name', title: t('student'), cell: (row) => row.name },
        { key: 'assignment', title: t('assignment'), cell: (row) => row.assignment },
        { key: 'total', title: t('total'), numeric: true, cell: (row) => row.total },
        {
          key: 'state',
          title: t('state'),
          cell: (row) => <Chip tone={TONES[row.state]}>{t(`states.${row.state}`)}</Chip>,
        },
        { key: 'tries', title: t('tries'), numeric: true, cell: (row) => row.tries },
        {
          key: 'failure',
          title: t('failure'),
          cell: (row) => <span className="[overflow-wrap:anywhere]">{row.failure ?? ''}</span>,
        },
      ]}
    />
  );
}
