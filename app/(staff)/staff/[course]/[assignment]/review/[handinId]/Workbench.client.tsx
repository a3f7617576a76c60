'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { toast } from 'sonner';
import type { Outcome } from '@/app/_ui/ActionButton.client';
import { Callout } from '@/app/_ui/Callout';
import { moveLine } from '@/app/_ui/handin/CodeLines.client';
import { CommentsProvider } from '@/app/_ui/handin/comments.client';
import { Card } from '@/app/_ui/Layout';
import type { RubricItem, RubricPart } from '@/lib/handin/handin.types';
import type { LineComment, Snippet } from '@/lib/review/review.types';
import { breachAction, deleteCommentAction, saveCommentAction } from './actions';
import { AskDialog } from '@/app/_ui/handin/AskDialog.client';
import { useDraft, type Draft } from './draft.client';
import { ReviewForm } from './ReviewForm.client';
import { ShortcutHelp, useShortcuts } from './shortcuts.client';
import { Snippets } from './Snippets.client';

/** The files of a hand-in beside its review, driven by the mouse or by keys. `children`: the files, made on the server. */
export function Workbench({
  handinId,
  assignmentId,
  rubric,
  parts,
  review,
  comments,
  snippets,
  next,
  children,
}: {
  readonly handinId: number;
  readonly assignmentId: string;
  readonly rubric: readonly RubricItem[];
  readonly parts: readonly RubricPart[];
  readonly review: Draft & { readonly savedAt: string | null; readonly isComplete: boolean };
  readonly comments: readonly LineComment[];
  readonly snippets: readonly Snippet[];
  /** Takes the next hand-in and opens it. */
  readonly next: () => Promise<Outcome>;
  readonly children: ReactNode;
}) {
  const t = useTranslations('review');
  const router = useRouter();
  const state = useDraft(handinId, review);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const comment = useRef<HTMLTextAreaElement>(null);
  const acts = useMemo(
    () => ({
      save: saveCommentAction.bind(null, handinId),
      remove: deleteCommentAction.bind(null, handinId),
    }),
    [handinId],
  );
  const save = async (complete: boolean): Promise<void> => {
    if (await state.save(complete)) router.refresh();
  };
  const goOn = async (): Promise<void> => {
    if (state.isChanged && !review.isComplete && !(await state.save(false))) return;
    const outcome = await next().catch(() => null);
    if (outcome && !outcome.ok) toast.error(outcome.problems.map((each) => each.message).join(' '));
  };
  useShortcuts({
    j: () => moveLine(1),
    k: () => moveLine(-1),
    ']': () => moveFile(1),
    '[': () => moveFile(-1),
    c: commentHere,
    '1': (pressed) => focusItem(Number(pressed) - 1),
    m: () => comment.current?.focus(),
    s: () => void save(review.isComplete),
    p: () => void save(true),
    n: () => void goOn(),
    '?': () => setHelpOpen(true),
  });
  const insert = (snippet: Snippet): void => {
    const text = state.draft.comment.trimEnd();
    const { itemKey, points } = snippet;
    state.change({
      comment: text === '' ? snippet.markdown : `${text}\n\n${snippet.markdown}`,
      ...(itemKey && points ? { points: { ...state.draft.points, [itemKey]: points } } : {}),
    });
  };
  return (
    <CommentsProvider initial={comments} acts={acts}>
      <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="min-w-0">{children}</div>
        <Card
          title={t('review')}
          actions={<ShortcutHelp isOpen={isHelpOpen} onOpenChange={setHelpOpen} />}
          className="xl:sticky xl:top-4 xl:max-h-[calc(100dvh-2rem)] xl:overflow-y-auto"
        >
          <div className="space-y-4">
            <ReviewForm
              rubric={rubric}
              state={state}
              isComplete={review.isComplete}
              comment={comment}
              onFinish={() => void save(true)}
              onKeep={() => void save(false)}
            />
            {state.draft.unreasonable ? <BreachOffer handinId={handinId} /> : null}
            <Snippets
              assignmentId={assignmentId}
              initial={snippets}
              parts={parts}
              comment={state.draft.comment}
              points={state.draft.points}
              onInsert={insert}
            />
          </div>
        </Card>
      </div>
    </CommentsProvider>
  );
}

/** The mark alone changes nothing; whether it is a breach of the rules is for the staff to say. */
function BreachOffer({ handinId }: { readonly handinId: number }) {
  const t = useTranslations('review.breach');
  return (
    <Callout tone="info" title={t('offer')}>
      <div className="mt-2">
        <AskDialog
          trigger={t('record')}
          title={t('title')}
          hint={t('hint')}
          short={{ label: t('kind'), value: t('kindDefault') }}
          label={t('evidence')}
          confirm={t('confirm')}
          action={(evidence, kind) => breachAction(handinId, kind, evidence)}
          onDone={() => void toast.success(t('done'))}
        />
      </div>
    </Callout>
  );
}

function moveFile(step: number): void {
  const all = [...document.querySelectorAll<HTMLElement>('[data-code-file]')];
  const here = all.findIndex((each) => each.parentElement?.contains(document.activeElement));
  const next = all[here === -1 ? 0 : Math.min(Math.max(here + step, 0), all.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: 'start' });
}

function commentHere(): void {
  const focused = document.activeElement;
  const line =
    focused instanceof HTMLElement && focused.matches('[data-code-line]')
      ? focused
      : document.querySelector<HTMLElement>('[data-code-line][data-here=yes], [data-code-line]');
  line?.click();
}

function focusItem(at: number): void {
  const field = document.querySelectorAll<HTMLInputElement>('[data-rubric]')[at];
  field?.focus();
  field?.select();
}
