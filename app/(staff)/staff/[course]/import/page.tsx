import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { applyBundleAction } from './actions';
import { BundleForm } from './BundleForm.client';
import { requireViewer } from '@/app/_data/assignment';
import { foundOr404, readStaffCourse } from '@/app/_data/staff';
import { ActionButton } from '@/app/_ui/ActionButton.client';
import { Callout } from '@/app/_ui/Callout';
import { Chip } from '@/app/_ui/Chip';
import { Card, EmptyState, PageHeader } from '@/app/_ui/Layout';
import { RefreshWhile } from '@/app/_ui/RefreshWhile.client';
import { Time } from '@/app/_ui/Time.client';
import { uploadedBundles, type UploadedBundle } from '@/lib/bundle/uploaded-bundle';

interface Props {
  readonly params: Promise<{ readonly course: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('bundleImport'))('title') };
}

export default async function ImportPage({ params }: Props) {
  const [course, t] = await Promise.all([readStaffCourse(params), getTranslations('bundleImport')]);
  const bundles = foundOr404(await uploadedBundles(await requireViewer(), course.slug));
  const isRunning = bundles.some(({ status }) => status === 'reading' || status === 'applying');
  return (
    <div className="space-y-6">
      <RefreshWhile isRunning={isRunning} />
      <PageHeader title={t('title')}>
        <p className="max-w-prose text-sm text-muted">{t('about')}</p>
      </PageHeader>
      <Card>
        <BundleForm course={course.slug} />
      </Card>
      {bundles.length === 0 ? <EmptyState title={t('none')}>{t('noneHint')}</EmptyState> : null}
      {bundles.map((each) => (
        <BundleCard key={each.id} bundle={each} courseSlug={course.slug} zone={course.timezone} />
      ))}
    </div>
  );
}

const TONES: Readonly<Record<UploadedBundle['status'], 'accent' | 'good' | 'bad'>> = {
  reading: 'accent',
  ready: 'accent',
  refused: 'bad',
  applying: 'accent',
  applied: 'good',
};

async function BundleCard({
  bundle,
  courseSlug,
  zone,
}: {
  readonly bundle: UploadedBundle;
  readonly courseSlug: string;
  readonly zone: string;
}) {
  const t = await getTranslations('bundleImport');
  return (
    <Card
      title={<span className="[overflow-wrap:anywhere]">{bundle.fileName}</span>}
      actions={<Chip tone={TONES[bundle.status]}>{t(`status.${bundle.status}`)}</Chip>}
    >
      <div className="space-y-4 text-sm">
        <p className="text-muted">
          {bundle.by} · <Time at={bundle.createdAt} zone={zone} />
        </p>
        {bundle.warnings.length > 0 ? (
          <Callout tone="warn" title={t('warnings')}>
            <Lines lines={bundle.warnings} />
          </Callout>
        ) : null}
        {bundle.problems.length > 0 ? (
          <Callout tone="bad" title={t('problems', { count: bundle.problems.length })}>
            <Lines lines={bundle.problems.map(problemLine)} />
          </Callout>
        ) : null}
        {bundle.lines.length > 0 ? (
          <div className="space-y-2">
            <h3 className="font-semibold">{t(bundle.status === 'applied' ? 'changed' : 'changes')}</h3>
            <Lines lines={bundle.lines} />
          </div>
        ) : null}
        {bundle.status === 'applied' && bundle.lines.length === 0 ? <p>{t('same')}</p> : null}
        {bundle.status === 'ready' ? (
          <ActionButton kind="primary" action={applyBundleAction.bind(null, bundle.id)}>
            {t('apply')}
          </ActionButton>
        ) : null}
        {bundle.status === 'applied' && bundle.assignment ? (
          <Link
            href={`/staff/${courseSlug}/${bundle.assignment}`}
            className="font-medium text-accent hover:underline"
          >
            {t('open')}
          </Link>
        ) : null}
      </div>
    </Card>
  );
}

/** Where it is, then what is wrong. */
function problemLine({ file, line, field, message }: UploadedBundle['problems'][number]): string {
  const place = [file, line].filter((each) => each !== undefined).join(':');
  return [place, field, message].filter((each) => each !== undefined && each !== '').join(' · ');
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <ul className="list-disc space-y-1 pl-5 font-mono text-xs [overflow-wrap:anywhere]">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
