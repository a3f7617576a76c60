'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { Button } from '@/app/_ui/Button';
import { Callout, ProblemList } from '@/app/_ui/Callout';
import { Field, Input } from '@/app/_ui/Field';
import type { Problem } from '@/lib/platform/result';

type Outcome =
  | {
      readonly ok: true;
      readonly handinId: number;
      readonly sha256: string;
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Chooses an archive and hands it in; says every problem, or gives the receipt. */
export function HandinForm({
  assignmentId,
  expectedName,
}: {
  readonly assignmentId: string;
  readonly expectedName: string;
}) {
  const t = useTranslations('handin');
  const router = useRouter();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [isPending, start] = useTransition();
  const send = (file: File): void =>
    start(async () => {
      const sent = await sendArchive(assignmentId, file, t('noAnswer'));
      setOutcome(sent);
      if (sent.ok) router.refresh();
    });
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        const file = new FormData(event.currentTarget).get('file');
        if (file instanceof File && file.size > 0) send(file);
      }}
    >
      <Field id="archive" label={t('archive')} hint={t('nameHint', { name: expectedName })}>
        <Input id="archive" name="file" type="file" accept=".zip" required aria-describedby="archive-hint" />
      </Field>
      <div aria-live="polite" className="space-y-3">
        {outcome?.ok === false ? <ProblemList problems={outcome.problems} /> : null}
        {outcome?.ok ? (
          <Callout tone="good" title={t('received', { number: outcome.handinId })}>
            <p className="font-mono text-xs [overflow-wrap:anywhere]">SHA-256 {outcome.sha256}</p>
            {outcome.notes.map((note) => (
              <p key={note} className="[overflow-wrap:anywhere]">
                {note}
              </p>
            ))}
          </Callout>
        ) : null}
      </div>
      <Button type="submit" kind="primary" disabled={isPending} aria-busy={isPending}>
        {isPending ? t('checking') : t('handIn')}
      </Button>
    </form>
  );
}

async function sendArchive(assignmentId: string, file: File, noAnswer: string): Promise<Outcome> {
  try {
    const answer = await fetch(
      `/api/assignments/${assignmentId}/handin?${new URLSearchParams({ fileName: file.name }).toString()}`,
      { method: 'POST', body: file, headers: { 'content-type': 'application/zip' } },
    );
    const body = (await answer.json()) as {
      handinId: number;
      sha256: string;
      notes?: readonly string[];
      problems?: readonly Problem[];
    };
    if (answer.ok) return { ok: true, handinId: body.handinId, sha256: body.sha256, notes: body.notes ?? [] };
    return { ok: false, problems: body.problems ?? [] };
  } catch {
    return { ok: false, problems: [{ code: 'no_answer', message: noAnswer }] };
  }
}
