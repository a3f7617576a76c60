import { CircleCheck, Lock, MessageSquare } from 'lucide-react';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { readAssignment, requireViewer, type AssignmentParams } from '@/app/_data/assignment';
import { foundOr404 } from '@/app/_data/staff';
import { Button } from '@/app/_ui/Button';
import { Chip } from '@/app/_ui/Chip';
import { Input } from '@/app/_ui/Field';
import { Card, EmptyState } from '@/app/_ui/Layout';
import { Time } from '@/app/_ui/Time.client';
import { listAnnouncements } from '@/lib/forum/announcements';
import { hasFeedAddress } from '@/lib/forum/feed';
import { listThreads, type ThreadLine } from '@/lib/forum/threads';
import { Announcements } from './Announcements';
import { announceAction, askAction } from './actions';
import { FeedAddress } from './FeedAddress.client';
import { TextForm } from './TextForm.client';

interface Props {
  readonly params: Promise<AssignmentParams>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** What staff have announced, and the questions of the class with their answers. */
export default async function DiscussionPage({ params, searchParams }: Props) {
  const [view, viewer, asked, t] = await Promise.all([
    readAssignment(params),
    requireViewer(),
    searchParams,
    getTranslations('site.discussion'),
  ]);
  const search = z.string().max(200).catch('').parse(asked.q);
  const base = `/courses/${view.courseSlug}/${view.slug}/discussion`;
  const announcements = foundOr404(await listAnnouncements(viewer, view.competitionId));
  const threads = foundOr404(await listThreads(viewer, view.competitionId, search));
  return (
    <div className="space-y-8">
      <Announcements announcements={announcements} view={view} />
      <FeedAddress
        course={view.courseSlug}
        assignment={view.slug}
        isMade={await hasFeedAddress(viewer, view.courseSlug)}
      />
      {view.isStaff ? (
        <Card title={t('announce')}>
          <TextForm
            action={announceAction}
            hidden={{ assignmentId: view.competitionId }}
            title=""
            label={t('text')}
            submit={t('announceNow')}
          />
        </Card>
      ) : null}
      <section className="space-y-3" aria-labelledby="questions">
        <div className="flex flex-wrap items-center gap-3">
          <h2 id="questions" className="text-lg font-semibold">
            {t('questions')}
          </h2>
          <form className="ml-auto flex gap-2" role="search">
            <Input
              type="search"
              name="q"
              defaultValue={search}
              aria-label={t('search')}
              placeholder={t('search')}
            />
            <Button type="submit">{t('find')}</Button>
          </form>
        </div>
        {threads.length === 0 ? (
          <EmptyState title={t(search === '' ? 'none' : 'noneFound')}>
            {search === '' ? t('noneHint') : null}
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
            {threads.map((thread) => (
              <ThreadItem
                key={thread.id}
                thread={thread}
                href={`${base}/${thread.id}`}
                zone={view.timezone}
              />
            ))}
          </ul>
        )}
      </section>
      <Card title={t('ask')}>
        <TextForm
          action={askAction}
          hidden={{ assignmentId: view.competitionId, base }}
          title=""
          label={t('yourQuestion')}
          submit={t('askNow')}
          offersPrivate
        />
      </Card>
    </div>
  );
}

async function ThreadItem({
  thread,
  href,
  zone,
}: {
  readonly thread: ThreadLine;
  readonly href: string;
  readonly zone: string;
}) {
  const t = await getTranslations('site.discussion');
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 p-4">
      <Link href={href} className="min-w-0 font-medium text-accent [overflow-wrap:anywhere] hover:underline">
        {thread.title}
      </Link>
      {thread.isPrivate ? (
        <Chip tone="staff" icon={Lock}>
          {t('private')}
        </Chip>
      ) : null}
      {thread.isAnswered ? (
        <Chip tone="good" icon={CircleCheck}>
          {t('answered')}
        </Chip>
      ) : thread.hasStaffAnswer ? (
        <Chip tone="accent" icon={MessageSquare}>
          {t('staffAnswered')}
        </Chip>
      ) : null}
      <p className="w-full text-sm text-muted">
        <span className="[overflow-wrap:anywhere]">{thread.author}</span> ·{' '}
        {t('answers', { count: thread.answers })} · <Time at={thread.lastPostAt} zone={zone} short />
      </p>
    </li>
  );
}
