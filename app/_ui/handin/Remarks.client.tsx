'use client';

import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { Button } from '@/app/_ui/Button';
import { Textarea } from '@/app/_ui/Field';
import { useComments } from '@/app/_ui/handin/comments.client';
import type { LineComment } from '@/lib/review/review.types';

/** The comments to one line, under it. */
export function Remarks({ comments }: { readonly comments: readonly LineComment[] }) {
  return (
    <ul className="my-1 ml-12 mr-3 space-y-1 font-sans">
      {comments.map((comment) => (
        <li key={comment.id}>
          <Remark comment={comment} />
        </li>
      ))}
    </ul>
  );
}

function Remark({ comment }: { readonly comment: LineComment }) {
  const t = useTranslations('review');
  const { acts } = useComments();
  const [isEditing, setEditing] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  if (isEditing) return <RemarkEditor {...comment} present={comment} onClose={() => setEditing(false)} />;
  const remove = async (): Promise<void> => {
    const answer = await acts?.remove(comment.id).catch(() => null);
    if (!answer?.ok) setProblem(answer?.problems[0]?.message ?? t('noAnswer'));
  };
  return (
    <div className="rounded-md border-l-4 border-accent bg-accent-soft px-3 py-2 text-sm">
      <div className="prose" dangerouslySetInnerHTML={{ __html: comment.html }} />
      <p className="mt-1 flex flex-wrap items-center gap-x-3 text-xs text-muted">
        {comment.author ? <span>{comment.author}</span> : null}
        {acts ? (
          <>
            <button type="button" className="py-1 text-accent underline" onClick={() => setEditing(true)}>
              {t('edit')}
            </button>
            <button type="button" className="py-1 text-bad underline" onClick={() => void remove()}>
              {t('delete')}
            </button>
          </>
        ) : null}
      </p>
      {problem ? (
        <p role="alert" className="text-xs text-bad">
          {problem}
        </p>
      ) : null}
    </div>
  );
}

/** Writes a comment to a line; Ctrl+Enter saves, Esc gives up. The focus goes back to where it came from. */
export function RemarkEditor({
  file,
  cell,
  line,
  present,
  onClose,
}: {
  readonly file: number;
  readonly cell: number | null;
  readonly line: number;
  readonly present?: LineComment;
  readonly onClose: () => void;
}) {
  const t = useTranslations('review');
  const id = useId();
  const { acts } = useComments();
  const [before] = useState(() => (typeof document === 'undefined' ? null : document.activeElement));
  const [text, setText] = useState(present?.markdown ?? '');
  const [isSaving, setSaving] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const close = (): void => {
    onClose();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
  const save = async (): Promise<void> => {
    setSaving(true);
    const answer = await acts
      ?.save({ id: present?.id ?? null, file, cell, line, markdown: text })
      .catch(() => null);
    setSaving(false);
    if (answer?.ok) close();
    else setProblem(answer?.problems[0]?.message ?? t('noAnswer'));
  };
  return (
    <div className="my-1 ml-12 mr-3 space-y-2 font-sans">
      <label htmlFor={id} className="block text-xs font-medium">
        {t('commentToLine', { line })}
      </label>
      <Textarea
        id={id}
        autoFocus
        rows={3}
        value={text}
        aria-invalid={problem !== null}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') close();
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save();
        }}
      />
      {problem ? (
        <p role="alert" className="text-xs text-bad">
          {problem}
        </p>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button kind="primary" disabled={isSaving || text.trim() === ''} onClick={() => void save()}>
          {t('saveComment')}
        </Button>
        <Button onClick={close}>{t('cancel')}</Button>
      </div>
    </div>
  );
}
