'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/app/_ui/Button';
import { Callout, ProblemList } from '@/app/_ui/Callout';
import { Field, Input } from '@/app/_ui/Field';
import type { CanvasRow } from '@/lib/gradebook/canvas.core';
import type { Problem } from '@/lib/platform/result';

type Outcome =
  | { readonly ok: true; readonly filled: number; readonly rows: readonly CanvasRow[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** A Canvas export goes up, and comes back with the assignment's column filled in. */
export function CanvasForm({ assignmentId }: { readonly assignmentId: string }) {
  const t = useTranslations('grades.staff');
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async (form: FormData): Promise<void> => {
    const file = form.get('file');
    if (!(file instanceof File) || file.size === 0) return;
    setBusy(true);
    setOutcome(await fill(assignmentId, file, String(form.get('column') ?? ''), t('noAnswer')));
    setBusy(false);
  };
  return (
    <form
      className="grid gap-4 sm:grid-cols-2"
      onSubmit={(event) => {
        event.preventDefault();
        void send(new FormData(event.currentTarget));
      }}
    >
      <Field id="canvas-file" label={t('canvasFile')}>
        <Input id="canvas-file" name="file" type="file" accept=".csv,text/csv" required />
      </Field>
      <Field id="canvas-column" label={t('canvasColumn')} hint={t('canvasColumnHint')}>
        <Input id="canvas-column" name="column" maxLength={300} aria-describedby="canvas-column-hint" />
      </Field>
      <div className="space-y-3 sm:col-span-2" aria-live="polite">
        {outcome?.ok === false ? <ProblemList problems={outcome.problems} /> : null}
        {outcome?.ok ? (
          <>
            <Callout
              tone="good"
              title={t('canvasFilled', {
                filled: outcome.filled,
                unknown: outcome.rows.length - outcome.filled,
              })}
            />
            <CanvasRows rows={outcome.rows} />
          </>
        ) : null}
        <Button type="submit" disabled={isBusy} aria-busy={isBusy}>
          {t('canvasFill')}
        </Button>
      </div>
    </form>
  );
}

/** Who was matched how, and who was not: those first. */
function CanvasRows({ rows }: { readonly rows: readonly CanvasRow[] }) {
  const t = useTranslations('grades.staff');
  const sorted = rows.toSorted((a, b) => Number(a.outcome === 'filled') - Number(b.outcome === 'filled'));
  return (
    <div
      className="max-h-80 overflow-auto rounded-md border border-line"
      tabIndex={0}
      role="region"
      aria-label={t('canvasRows')}
    >
      <table className="w-full text-left text-sm">
        <thead className="sticky top-0 bg-sunken text-xs text-muted">
          <tr>
            {(['row', 'who', 'outcome', 'by'] as const).map((column) => (
              <th key={column} scope="col" className="px-3 py-2 font-medium">
                {t(`canvasColumns.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {sorted.map((row) => (
            <tr key={row.row}>
              <td className="px-3 py-1.5 tabular-nums text-muted">{row.row}</td>
              <td className="px-3 py-1.5 [overflow-wrap:anywhere]">{row.who}</td>
              <td className={row.outcome === 'filled' ? 'px-3 py-1.5' : 'px-3 py-1.5 font-medium text-warn'}>
                {t(`canvasOutcome.${row.outcome}`)}
              </td>
              <td className="px-3 py-1.5 [overflow-wrap:anywhere]">
                {row.by} {row.studentId}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

async function fill(assignmentId: string, file: File, column: string, noAnswer: string): Promise<Outcome> {
  try {
    const query = new URLSearchParams(column.trim() === '' ? {} : { column });
    const answer = await fetch(`/api/grades/${assignmentId}/canvas?${query.toString()}`, {
      method: 'POST',
      body: file,
      headers: { 'content-type': 'text/csv' },
    });
    const body = (await answer.json()) as {
      problems?: readonly Problem[];
      file: string;
      filled: number;
      rows: readonly CanvasRow[];
    };
    if (!answer.ok) return { ok: false, problems: body.problems ?? [] };
    const bytes = Uint8Array.from(atob(body.file), (char) => char.charCodeAt(0));
    save(new Blob([bytes], { type: 'text/csv' }), `filled-${file.name}`);
    return { ok: true, filled: body.filled, rows: body.rows };
  } catch {
    return { ok: false, problems: [{ code: 'no_answer', message: noAnswer }] };
  }
}

function save(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
