'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/app/_ui/Button';
import { Input, Select } from '@/app/_ui/Field';
import type { RubricPart } from '@/lib/handin/handin.types';
import type { Snippet } from '@/lib/review/review.types';
import { addSnippetAction, deleteSnippetAction } from './actions';

/** Comments kept for use again: put in with their points, kept from what is written now, thrown away. */
export function Snippets({
  assignmentId,
  initial,
  parts,
  comment,
  points,
  onInsert,
}: {
  readonly assignmentId: string;
  readonly initial: readonly Snippet[];
  readonly parts: readonly RubricPart[];
  /** What stands in the comment now, to be kept. */
  readonly comment: string;
  readonly points: Readonly<Record<string, string>>;
  readonly onInsert: (snippet: Snippet) => void;
}) {
  const t = useTranslations('review.snippets');
  const [snippets, setSnippets] = useState(initial);
  const [itemKey, setItemKey] = useState('');
  const [search, setSearch] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const shown = snippets.filter((each) => each.markdown.toLowerCase().includes(search.toLowerCase()));
  const titleOf = (key: string | null): string => parts.find((part) => part.key === key)?.title ?? '';
  const add = async (): Promise<void> => {
    const given = itemKey === '' ? null : (points[itemKey] ?? null);
    const wanted = { markdown: comment, itemKey: given === null ? null : itemKey, points: given };
    const answer = await addSnippetAction(assignmentId, wanted).catch(() => null);
    setProblem(answer?.ok ? null : (answer?.problems[0]?.message ?? t('noAnswer')));
    if (answer?.ok) setSnippets((all) => [...all, answer.value]);
  };
  const remove = async (id: string): Promise<void> => {
    const answer = await deleteSnippetAction(assignmentId, id).catch(() => null);
    setProblem(answer?.ok ? null : (answer?.problems[0]?.message ?? t('noAnswer')));
    if (answer?.ok) setSnippets((all) => all.filter((each) => each.id !== id));
  };
  return (
    <details className="rounded-md border border-line">
      <summary className="cursor-pointer px-3 py-2 text-sm font-medium">
        {t('title', { count: snippets.length })}
      </summary>
      <div className="space-y-3 border-t border-line p-3">
        {snippets.length > 5 ? (
          <Input
            aria-label={t('search')}
            placeholder={t('search')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        ) : null}
        {snippets.length === 0 ? <p className="text-sm text-muted">{t('none')}</p> : null}
        <ul className="max-h-64 space-y-1 overflow-y-auto">
          {shown.map((snippet) => (
            <li key={snippet.id} className="flex items-start gap-1 text-sm">
              <button
                type="button"
                className="min-w-0 flex-1 rounded px-2 py-1.5 text-left hover:bg-sunken"
                onClick={() => onInsert(snippet)}
              >
                <span className="line-clamp-2 [overflow-wrap:anywhere]">{snippet.markdown}</span>
                {snippet.itemKey ? (
                  <span className="text-xs text-muted">
                    {t('sets', { item: titleOf(snippet.itemKey), points: snippet.points ?? '' })}
                  </span>
                ) : null}
              </button>
              <button
                type="button"
                className="px-2 py-1.5 text-xs text-bad underline"
                aria-label={t('deleteNamed', { text: snippet.markdown.slice(0, 40) })}
                onClick={() => void remove(snippet.id)}
              >
                {t('delete')}
              </button>
            </li>
          ))}
        </ul>
        <div className="flex flex-wrap items-end gap-2">
          <Select
            aria-label={t('withPoints')}
            value={itemKey}
            className="max-w-48"
            onChange={(event) => setItemKey(event.target.value)}
          >
            <option value="">{t('noPoints')}</option>
            {parts.map((part) => (
              <option key={part.key} value={part.key}>
                {t('pointsFor', { item: part.title, points: points[part.key] || '–' })}
              </option>
            ))}
          </Select>
          <Button disabled={comment.trim() === ''} onClick={() => void add()}>
            {t('keep')}
          </Button>
        </div>
        {problem ? (
          <p role="alert" className="text-xs text-bad">
            {problem}
          </p>
        ) : null}
      </div>
    </details>
  );
}
