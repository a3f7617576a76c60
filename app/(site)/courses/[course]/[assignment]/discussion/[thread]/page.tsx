import { CircleCheck, Lock } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { readAssignment, requireViewer, type AssignmentParams } from '@/app/_data/assignment';
import { foundOr404 } from '@/app/_data/staff';
import { ActionButton } from '@/app/_ui/ActionButton.client';
import { Chip } from '@/app/_ui/Chip';
import { cx } from '@/app/_ui/cx';
import { Card } from '@/app/_ui/Layout';
import { Markdown } from '@/app/_ui/Markdown';
import { Time } from '@/app/_ui/Time.client';
import { readThread, type PostView, type ThreadView } from '@/lib/forum/threads';
import { acceptAction, answerAction, editPostAction, followAction, removePostAction } from '../actions';
import { TextForm } from '../TextForm.client';

interface Props {
  readonly params: Promise<AssignmentParams & { readonly thread: string }>;
}

async function threadOf(params: Props['params']): Promise<ThreadView> {
  const id = z.uuid().safeParse((await params).thread);
  if (!id.success) notFound();
  return foundOr404(await readThread(await requireViewer(), id.data));
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await threadOf(params)).title };
}

/** One question and its answers. */
export default async function ThreadPage({ params }: Props) {
  const [view, thread, t] = await Promise.all([
    readAssignment(params),
    threadOf(params),
    getTranslations('site.discussion'),
  ]);
  return (
    <div className="max-w-3xl space-y-4">
      <p className="text-sm">
        <Link
          href={`/courses/${view.courseSlug}/${view.slug}/discussion`}
          className="text-accent hover:underline"
        >
          {t('back')}
        </Link>
      </p>
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="text-lg font-semibold [overflow-wrap:anywhere]">{thread.title}</h2>
        {thread.isPrivate ? (
          <Chip tone="staff" icon={Lock}>
            {t('private')}
          </Chip>
        ) : null}
        <ActionButton
          action={followAction.bind(null, thread.id, !thread.isFollowed)}
          pressed={thread.isFollowed}
          className="ml-auto"
        >
          {t(thread.isFollowed ? 'followed' : 'follow')}
        </ActionButton>
      </div>
      {thread.posts.map((post, index) => (
        <Post key={post.id} post={post} thread={thread} isQuestion={index === 0} zone={view.timezone} />
      ))}
      <Card title={t('answer')}>
        <TextForm
          action={answerAction}
          hidden={{ threadId: thread.id }}
          label={t('yourAnswer')}
          submit={t('answerNow')}
        />
      </Card>
    </div>
  );
}

async function Post({
  post,
  thread,
  isQuestion,
  zone,
}: {
  readonly post: PostView;
  readonly thread: ThreadView;
  readonly isQuestion: boolean;
  readonly zone: string;
}) {
  const t = await getTranslations('site.discussion');
  return (
    <article
      aria-label={isQuestion ? t('question') : t('answerBy', { name: post.author })}
      className={cx(
        'rounded-lg border bg-surface p-4',
        post.isAccepted ? 'border-good' : 'border-line',
        !isQuestion && 'sm:ml-6',
      )}
    >
      <header className="mb-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
        <span className="font-medium [overflow-wrap:anywhere]">{post.author}</span>
        {post.isStaff ? <Chip tone="staff">{t('staff')}</Chip> : null}
        {post.isAccepted ? (
          <Chip tone="good" icon={CircleCheck}>
            {t('accepted')}
          </Chip>
        ) : null}
        <span className="text-muted">
          <Time at={post.createdAt} zone={zone} short />
          {post.editedAt ? ` · ${t('edited')}` : ''}
        </span>
      </header>
      {post.markdown === null ? (
        <p className="text-sm text-muted">{t('removed')}</p>
      ) : (
        <Markdown source={post.markdown} />
      )}
      {post.markdown === null ? null : (
        <PostActions post={post} thread={thread} isQuestion={isQuestion} markdown={post.markdown} />
      )}
    </article>
  );
}

async function PostActions({
  post,
  thread,
  isQuestion,
  markdown,
}: {
  readonly post: PostView;
  readonly thread: ThreadView;
  readonly isQuestion: boolean;
  readonly markdown: string;
}) {
  const t = await getTranslations('site.discussion');
  const mayRemove = post.isOwn || thread.viewerIsStaff;
  if (!mayRemove && !thread.mayAccept) return null;
  return (
    <footer className="mt-3 space-y-3">
      <div className="flex flex-wrap gap-2">
        {thread.mayAccept && !isQuestion ? (
          <ActionButton action={acceptAction.bind(null, post.id)} pressed={post.isAccepted}>
            {t(post.isAccepted ? 'unaccept' : 'accept')}
          </ActionButton>
        ) : null}
        {mayRemove ? (
          <ActionButton action={removePostAction.bind(null, post.id)}>{t('remove')}</ActionButton>
        ) : null}
      </div>
      {post.isOwn ? (
        <details className="text-sm">
          <summary className="cursor-pointer text-muted">{t('change')}</summary>
          <div className="mt-3">
            <TextForm
              action={editPostAction}
              hidden={{ postId: post.id }}
              markdown={markdown}
              label={t('text')}
              submit={t('save')}
            />
          </div>
        </details>
      ) : null}
    </footer>
  );
}
