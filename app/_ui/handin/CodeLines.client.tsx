'use client';

import { useTranslations } from 'next-intl';
import { memo, useCallback, useState } from 'react';
import { cx } from '@/app/_ui/cx';
import { useComments } from '@/app/_ui/handin/comments.client';
import { RemarkEditor, Remarks } from '@/app/_ui/handin/Remarks.client';
import type { LineComment } from '@/lib/review/review.types';

const NONE: readonly LineComment[] = [];

/**
 * Code with line numbers. Where comments can be written, each number is a button that opens one; the arrow keys go from line
 * to line. `lines`: safe HTML, made on the server.
 */
export function CodeLines({
  file,
  cell,
  lines,
  label,
}: {
  readonly file: number;
  readonly cell: number | null;
  readonly lines: readonly string[];
  /** Names the block for screen readers, e.g. its file. */
  readonly label: string;
}) {
  const { comments, acts } = useComments();
  const [writing, setWriting] = useState<number | null>(null);
  const here = comments.filter((each) => each.file === file && each.cell === cell);
  const close = useCallback(() => setWriting(null), []);
  return (
    <div role="group" aria-label={label} className="shiki overflow-hidden font-mono text-sm leading-6">
      {lines.map((html, at) => {
        const number = at + 1;
        const own = here.length === 0 ? NONE : here.filter((each) => each.line === number);
        return (
          <div key={number}>
            <Line
              number={number}
              html={html}
              isFirst={at === 0}
              isMarked={own.length > 0}
              onOpen={acts ? setWriting : null}
            />
            {own.length > 0 ? <Remarks comments={own} /> : null}
            {writing === number ? (
              <RemarkEditor file={file} cell={cell} line={number} onClose={close} />
            ) : null}
          </div>
        );
      })}
    </div>
  );
}

const Line = memo(function Line({
  number,
  html,
  isFirst,
  isMarked,
  onOpen,
}: {
  readonly number: number;
  readonly html: string;
  readonly isFirst: boolean;
  readonly isMarked: boolean;
  readonly onOpen: ((line: number) => void) | null;
}) {
  const t = useTranslations('review');
  const numberClass = cx(
    'w-12 shrink-0 select-none px-2 text-right tabular-nums text-muted',
    isMarked && 'bg-accent-soft font-semibold text-accent',
  );
  return (
    <div className="flex focus-within:bg-sunken hover:bg-sunken">
      {onOpen ? (
        <button
          type="button"
          data-code-line
          tabIndex={isFirst ? 0 : -1}
          aria-label={t('commentLine', { line: number })}
          className={cx(numberClass, 'hover:text-accent focus-visible:outline-offset-[-2px]')}
          onClick={() => onOpen(number)}
          onKeyDown={moveWithArrows}
        >
          {number}
        </button>
      ) : (
        <span aria-hidden className={numberClass}>
          {number}
        </span>
      )}
      <code
        className="min-w-0 flex-1 whitespace-pre-wrap pl-2 pr-3 [overflow-wrap:anywhere]"
        dangerouslySetInnerHTML={{ __html: html || ' ' }}
      />
    </div>
  );
});

function moveWithArrows(event: React.KeyboardEvent): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  moveLine(step);
}

/** Moves the focus so many commentable lines on, from where it is or was last; the page scrolls along. */
export function moveLine(step: number): void {
  const all = [...document.querySelectorAll<HTMLElement>('[data-code-line]')].filter((each) =>
    each.checkVisibility(),
  );
  const at = all.findIndex((each) => each === document.activeElement || each.dataset.here === 'yes');
  for (const each of all) delete each.dataset.here;
  const next = all[at === -1 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
  if (!next) return;
  next.dataset.here = 'yes';
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'center' });
}
