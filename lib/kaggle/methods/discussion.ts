import {
  enumOf,
  json,
  method,
  named,
  onCompetition,
  paging,
  reference,
  text,
  type Methods,
} from '@/lib/kaggle/method';
import { pageOf } from '@/lib/kaggle/paging.core';
import { addressOf, numberOf } from '@/lib/kaggle/competitions';
import { listThreads, readThread, type PostView, type ThreadLine } from '@/lib/forum/threads';
import { notFound } from '@/lib/identity/viewer';

const TOPIC_SORTS = ['RECENT', 'TOP'] as const;
const MESSAGE_SORTS = ['OLD', 'NEW'] as const;

function topicOf(thread: ThreadLine, address: string) {
  return {
    id: numberOf(thread.id),
    title: thread.title,
    topicUrl: `${address}/discussion/${thread.id}`,
    authorName: thread.author,
    commentCount: thread.answers,
    postDate: thread.lastPostAt,
    lastCommentPostDate: thread.lastPostAt,
  };
}

function messageOf(post: PostView) {
  return {
    id: numberOf(post.id),
    postDate: post.createdAt,
    content: post.markdown ?? '',
    rawMarkdown: post.markdown ?? '',
    authorName: post.author,
    isDeleted: post.markdown === null,
    isPinned: post.isAccepted,
  };
}

/** The questions of an assignment as topics; read only. */
export const discussion: Methods = {
  ListCompetitionTopics: method({
    schema: named.extend({ ...paging, sortBy: text() }),
    reads: true,
    run: ({ viewer, origin }, input) =>
      onCompetition({ viewer, origin }, input, async ({ access: { competition } }) => {
        const threads = await listThreads(viewer, competition.id, '');
        if (!threads.ok) return threads;
        const sort = enumOf(input.sortBy, 'TOPIC_LIST_SORT_BY_', TOPIC_SORTS, 'RECENT');
        const sorted =
          sort === 'TOP' ? [...threads.value].sort((a, b) => b.answers - a.answers) : threads.value;
        const page = pageOf(sorted, input);
        if (!page.ok) return page;
        const address = addressOf(competition);
        return json({
          topics: page.value.items.map((thread) => topicOf(thread, address)),
          totalCount: threads.value.length,
        });
      }),
  }),
  ListTopicMessages: method({
    schema: named.extend({ topicId: reference, sortBy: text(), pageSize: paging.pageSize }),
    reads: true,
    run: ({ viewer, origin }, input) =>
      onCompetition({ viewer, origin }, input, async ({ access: { competition } }) => {
        const threads = await listThreads(viewer, competition.id, '');
        if (!threads.ok) return threads;
        const found = threads.value.find((thread) => numberOf(thread.id) === input.topicId);
        if (!found) return notFound('topic');
        const thread = await readThread(viewer, found.id);
        if (!thread.ok) return thread;
        const posts = thread.value.posts.map(messageOf);
        const sort = enumOf(input.sortBy, 'COMMENT_LIST_SORT_BY_', MESSAGE_SORTS, 'OLD');
        const sorted = sort === 'NEW' ? posts.reverse() : posts;
        const { pageSize = -1 } = input;
        return json({ messages: pageSize > 0 ? sorted.slice(0, pageSize) : sorted });
      }),
  }),
};
