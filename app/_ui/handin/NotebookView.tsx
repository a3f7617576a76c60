import { getTranslations } from 'next-intl/server';
import { requestShare } from '@/app/_data/rendering';
import { cx } from '@/app/_ui/cx';
import { CodeLines } from '@/app/_ui/handin/CodeLines.client';
import { Markdown } from '@/app/_ui/Markdown';
import { linesOf } from '@/lib/handin/rendering/shown-body.core';
import type { ShownBody, ShownCell, ShownOutput, TerminalColor } from '@/lib/handin/rendering/shown.types';
import { codeLines } from '@/lib/platform/rendering/renderer';

type Notebook = Extract<ShownBody, { kind: 'notebook' }>;

const COLORS: Readonly<Record<TerminalColor, string>> = {
  black: 'text-ink',
  red: 'text-bad',
  green: 'text-good',
  yellow: 'text-warn',
  blue: 'text-accent',
  magenta: 'text-staff',
  cyan: 'text-accent',
  white: 'text-muted',
};

/** A notebook, cell by cell: Markdown rendered, code with line numbers, outputs as text and pictures. */
export async function NotebookView({
  notebook,
  file,
  path,
}: {
  readonly notebook: Notebook;
  readonly file: number;
  readonly path: string;
}) {
  const t = await getTranslations('review');
  return (
    <div className="space-y-4 px-4 py-3">
      {notebook.cells.map((cell, index) => (
        <section key={index} aria-label={t('cell', { number: index + 1 })}>
          {cell.kind === 'markdown' ? (
            <Markdown source={cell.source} />
          ) : (
            <CodeCell cell={cell} index={index} file={file} path={path} language={notebook.language} />
          )}
        </section>
      ))}
      {notebook.cutCells > 0 ? (
        <p className="text-sm text-muted">{t('cutCells', { count: notebook.cutCells })}</p>
      ) : null}
    </div>
  );
}

async function CodeCell(props: {
  readonly cell: ShownCell;
  readonly index: number;
  readonly file: number;
  readonly path: string;
  readonly language: string;
}) {
  const { cell, index, path } = props;
  const t = await getTranslations('review');
  const language = cell.kind === 'code' ? props.language : 'text';
  const lines = await codeLines(linesOf(cell.source), language, { share: requestShare() });
  return (
    <div className="overflow-hidden rounded-md border border-line">
      <p className="border-b border-line bg-sunken px-2 py-0.5 font-mono text-xs text-muted">
        [{cell.executionCount ?? ' '}]
      </p>
      <CodeLines
        file={props.file}
        cell={index}
        lines={lines}
        label={`${path}, ${t('cell', { number: index + 1 })}`}
      />
      {cell.outputs.length > 0 ? (
        <div className="space-y-2 border-t border-line bg-page p-2">
          {cell.outputs.map((output, at) => (
            <Output key={at} output={output} label={t('output', { number: index + 1 })} />
          ))}
        </div>
      ) : null}
    </div>
  );
}

async function Output({ output, label }: { readonly output: ShownOutput; readonly label: string }) {
  const t = await getTranslations('review');
  if (output.kind === 'hidden')
    return <p className="text-xs text-muted">{t(`hidden.${output.reason}`, { type: output.type })}</p>;
  if (output.kind === 'image')
    return (
      <img
        src={`data:${output.mime};base64,${output.base64}`}
        width={output.width}
        height={output.height}
        alt={label}
        className="h-auto max-w-full rounded bg-white"
      />
    );
  return (
    <pre
      tabIndex={0}
      aria-label={label}
      className={cx(
        'max-h-96 overflow-auto whitespace-pre-wrap font-mono text-xs [overflow-wrap:anywhere]',
        output.isError && 'border-l-4 border-bad pl-2',
      )}
    >
      {output.spans.map((span, at) => (
        <span key={at} className={cx(span.color && COLORS[span.color], span.bold && 'font-bold')}>
          {span.text}
        </span>
      ))}
      {output.cutChars > 0 ? (
        <span className="block text-muted">{t('cutChars', { count: output.cutChars })}</span>
      ) : null}
    </pre>
  );
}
