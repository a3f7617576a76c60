import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { enableWebhookAction, removeWebhookAction, testWebhookAction } from './actions';
import { AddWebhook } from './AddWebhook.client';
import { requireViewer } from '@/app/_data/assignment';
import { foundOr404, readStaffCourse } from '@/app/_data/staff';
import { ActionButton } from '@/app/_ui/ActionButton.client';
import { Callout } from '@/app/_ui/Callout';
import { Chip } from '@/app/_ui/Chip';
import { ConfirmButton } from '@/app/_ui/ConfirmButton.client';
import { Card, EmptyState, PageHeader } from '@/app/_ui/Layout';
import { Table } from '@/app/_ui/Table';
import { Time } from '@/app/_ui/Time.client';
import { listWebhooks, type DeliveryView, type WebhookView } from '@/lib/staff/webhooks';

interface Props {
  readonly params: Promise<{ course: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('ops.webhooks');
  return { title: t('title') };
}

/** Addresses that are told of what happens in the course, with the log of what they were told. */
export default async function WebhooksPage({ params }: Props) {
  const course = await readStaffCourse(params);
  const webhooks = foundOr404(await listWebhooks(await requireViewer(), course.slug));
  const t = await getTranslations('ops.webhooks');
  return (
    <div className="space-y-6">
      <PageHeader title={t('title')}>
        <p className="max-w-prose text-sm text-muted">{t('about')}</p>
      </PageHeader>
      {webhooks.length === 0 ? <EmptyState title={t('none')}>{t('noneHint')}</EmptyState> : null}
      {webhooks.map((webhook) => (
        <Webhook key={webhook.id} webhook={webhook} zone={course.timezone} />
      ))}
      <Card title={t('addTitle')}>
        <AddWebhook course={course.slug} />
      </Card>
    </div>
  );
}

async function Webhook({ webhook, zone }: { readonly webhook: WebhookView; readonly zone: string }) {
  const t = await getTranslations('ops.webhooks');
  const names = webhook.events.map((event) => t(`event.${event.replace('.', '_')}`));
  return (
    <Card title={<span className="[overflow-wrap:anywhere]">{webhook.address}</span>}>
      <div className="space-y-4">
        {webhook.disabledAt ? (
          <Callout tone="warn" title={t('disabled')}>
            {t('disabledHint', { count: webhook.failures })}
          </Callout>
        ) : null}
        <p className="text-sm text-muted">{names.join(' · ')}</p>
        <div className="flex flex-wrap gap-2">
          <ActionButton action={testWebhookAction.bind(null, webhook.id)} done={t('tested')}>
            {t('test')}
          </ActionButton>
          {webhook.disabledAt ? (
            <ActionButton
              action={enableWebhookAction.bind(null, webhook.id)}
              kind="primary"
              done={t('enabled')}
            >
              {t('enable')}
            </ActionButton>
          ) : null}
          <ConfirmButton
            kind="danger"
            label={t('remove')}
            title={t('removeTitle')}
            effect={t('removeEffect', { address: webhook.address })}
            action={removeWebhookAction.bind(null, webhook.id)}
            done={t('removed')}
          />
        </div>
        <Deliveries
          deliveries={webhook.deliveries}
          zone={zone}
          label={t('log', { address: webhook.address })}
        />
      </div>
    </Card>
  );
}

const TONES = { sent: 'good', waiting: 'neutral', given_up: 'bad' } as const;

async function Deliveries({
  deliveries,
  zone,
  label,
}: {
  readonly deliveries: readonly DeliveryView[];
  readonly zone: string;
  readonly label: string;
}) {
  const t = await getTranslations('ops.webhooks');
  if (deliveries.length === 0) return <p className="text-sm text-muted">{t('nothingSent')}</p>;
  return (
    <Table
      label={label}
      rows={deliveries}
      rowKey={(row) => row.id}
      columns={[
        {
          key: 'at',
          title: t('at'),
          cell: (row) => (
            <span className="whitespace-nowrap">
              <Time at={row.createdAt} zone={zone} short />
            </span>
          ),
        },
        { key: 'event', title: t('what'), cell: (row) => t(`event.${row.event.replace('.', '_')}`) },
        {
          key: 'state',
          title: t('state'),
          cell: (row) => <Chip tone={TONES[row.state]}>{t(`states.${row.state}`)}</Chip>,
        },
        { key: 'tries', title: t('tries'), numeric: true, cell: (row) => row.tries },
        { key: 'answer', title: t('answer'), numeric: true, cell: (row) => row.statusCode ?? '–' },
        { key: 'failure', title: t('failure'), cell: (row) => row.failure ?? '' },
      ]}
    />
  );
}
