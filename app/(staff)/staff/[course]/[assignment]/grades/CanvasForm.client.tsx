'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/app/_ui/Button';
import { Callout, ProblemList } from '@/app/_ui/Callout';
import { Field, Input } from '@/app/_ui/Field';
import type { Problem } from '@/lib/platform/result';

type Outcome =
  | { readonly ok: true; readonly filled: number; readonly unknown: number }
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
          <Callout
            tone="good"
            title={t('canvasFilled', { filled: outcome.filled, unknown: outcome.unknown })}
          />
        ) : null}
        <Button type="submit" disabled={isBusy} aria-busy={isBusy}>
          {t('canvasFill')}
        </Button>
      </div>
    </form>
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
    if (!answer.ok) {
      const body = (await answer.json()) as { problems?: readonly Problem[] };
      return { ok: false, problems: body.problems ?? [] };
    }
    save(await answer.blob(), `filled-${file.name}`);
    const count = (name: string): number => Number(answer.headers.get(name));
    return { ok: true, filled: count('x-filled'), unknown: count('x-unknown') };
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
