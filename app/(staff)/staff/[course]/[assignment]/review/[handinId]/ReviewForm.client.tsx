'use client';

import { useTranslations } from 'next-intl';
import type { RefObject } from 'react';
import { Button } from '@/app/_ui/Button';
import { Callout, ProblemList } from '@/app/_ui/Callout';
import { Checkbox, Field, Input, Textarea } from '@/app/_ui/Field';
import type { RubricItem, RubricPart } from '@/lib/handin/handin.types';
import type { DraftState } from './draft.client';

/** Points by the rubric, a comment, the mark; kept as it is typed, or finished. */
export function ReviewForm({
  rubric,
  state,
  isComplete,
  comment,
  onFinish,
  onKeep,
}: {
  readonly rubric: readonly RubricItem[];
  readonly state: DraftState;
  readonly isComplete: boolean;
  readonly comment: RefObject<HTMLTextAreaElement | null>;
  readonly onFinish: () => void;
  readonly onKeep: () => void;
}) {
  const t = useTranslations('handin.staff');
  const { draft, change, problems } = state;
  const field = (part: RubricPart) => (
    <PartField
      key={part.key}
      part={part}
      value={draft.points[part.key] ?? ''}
      onChange={(points) => change({ points: { ...draft.points, [part.key]: points } })}
    />
  );
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        onFinish();
      }}
    >
      {rubric.map((item) =>
        item.items ? (
          <fieldset key={item.key} className="space-y-3 rounded-md border border-line p-3">
            <legend className="px-1 text-sm font-semibold">
              {t('itemPoints', { title: item.title, of: item.points })}
            </legend>
            {item.items.map(field)}
          </fieldset>
        ) : (
          field(item)
        ),
      )}
      <Field id="comment" label={t('comment')} hint={t('commentHint')}>
        <Textarea
          id="comment"
          ref={comment}
          rows={8}
          value={draft.comment}
          onChange={(event) => change({ comment: event.target.value })}
          aria-describedby="comment-hint"
        />
      </Field>
      <Checkbox
        checked={draft.unreasonable}
        onChange={(event) => change({ unreasonable: event.target.checked })}
        label={t('unreasonableMark')}
      />
      {/* Never disabled, and nothing above them comes or goes by itself: a draft saved on its own while a button is
          pressed would swallow the press. Saves wait for each other. */}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="primary">
          {t(isComplete ? 'saveAgain' : 'finish')}
        </Button>
        <Button onClick={onKeep}>{t('keep')}</Button>
      </div>
      <SaveState state={state} isComplete={isComplete} />
      <Problems state={state} problems={problems} />
    </form>
  );
}

function PartField({
  part,
  value,
  onChange,
}: {
  readonly part: RubricPart;
  readonly value: string;
  readonly onChange: (points: string) => void;
}) {
  const t = useTranslations('handin.staff');
  const id = `points-${part.key}`;
  return (
    <Field id={id} label={t('itemPoints', { title: part.title, of: part.points })}>
      <span className="flex flex-wrap items-center gap-2">
        <Input
          id={id}
          data-rubric
          inputMode="decimal"
          autoComplete="off"
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className="max-w-28"
        />
        <Button kind="ghost" className="text-xs text-muted" onClick={() => onChange(part.points)}>
          {t('full', { points: part.points })}
          <span className="sr-only">: {part.title}</span>
        </Button>
      </span>
    </Field>
  );
}

function Problems({
  state,
  problems,
}: {
  readonly state: DraftState;
  readonly problems: DraftState['problems'];
}) {
  const t = useTranslations('review');
  if (problems.some((each) => each.code === 'no_answer'))
    return <Callout tone="warn" title={t('noAnswer')} />;
  return state.isLost ? (
    <Callout tone="warn" title={problems.map((each) => each.message).join(' ')}>
      {t('lostHint')}
    </Callout>
  ) : (
    <ProblemList problems={problems} />
  );
}

function SaveState({ state, isComplete }: { readonly state: DraftState; readonly isComplete: boolean }) {
  const t = useTranslations('review');
  const { isSaving, isChanged, savedAt } = state;
  const at = savedAt ? new Date(savedAt).toLocaleTimeString() : '';
  const text = isSaving
    ? t('state.busy')
    : isChanged
      ? t(isComplete ? 'state.changedDone' : 'state.changed')
      : savedAt
        ? t('state.savedAt', { at })
        : '';
  return (
    <p role="status" className="min-h-5 text-xs text-muted">
      {text}
    </p>
  );
}
