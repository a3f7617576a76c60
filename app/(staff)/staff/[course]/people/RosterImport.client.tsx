'use client';

import { useTranslations } from 'next-intl';
import { useRef, useState, useTransition } from 'react';
import {
  applyRosterAction,
  previewRosterAction,
  type InvitationsView,
  type PlanView,
  type PreviewView,
} from './actions';
import { Invitations } from './Invitations.client';
import { RosterPreview } from './RosterPreview.client';
import { useProblemText } from '@/app/(auth)/problem-text.client';
import type { Problem, Result } from '@/app/_data/form';
import { Button } from '@/app/_ui/Button';
import { Callout } from '@/app/_ui/Callout';
import { Checkbox, Field, Input } from '@/app/_ui/Field';

const PROBLEMS_SHOWN_MAX = 50;

type Step =
  | { readonly at: 'choose' }
  | { readonly at: 'refused'; readonly problems: readonly Problem[] }
  | { readonly at: 'preview'; readonly preview: PreviewView }
  | { readonly at: 'applied'; readonly counts: PlanView['counts']; readonly invitations: InvitationsView };

/** Roster file → what would change → apply → invitation links. */
export function RosterImport({ course }: { readonly course: string }) {
  const t = useTranslations('auth.people.import');
  const [step, setStep] = useState<Step>({ at: 'choose' });
  const [isPending, start] = useTransition();
  const form = useRef<HTMLFormElement>(null);

  const send = <T,>(
    act: (form: FormData) => Promise<Result<T>>,
    done: (value: T) => Step,
    extra: Record<string, string> = {},
  ): void =>
    start(async () => {
      const data = new FormData(form.current ?? undefined);
      for (const [name, value] of Object.entries(extra)) data.set(name, value);
      const answer = await act(data).catch((): Result<T> => UNREACHABLE);
      setStep(answer.ok ? done(answer.value) : { at: 'refused', problems: answer.problems });
    });

  const preview = (): void =>
    send(
      (data) => previewRosterAction(course, data),
      (value) => ({ at: 'preview', preview: value }),
    );
  const apply = (fingerprint: string): void =>
    send(
      (data) => applyRosterAction(course, data),
      ({ counts, invitations }) => ({ at: 'applied', counts, invitations }),
      { fingerprint },
    );

  return (
    <div className="space-y-4">
      <p className="text-sm text-muted">{t('intro')}</p>
      <form
        ref={form}
        className="space-y-3"
        onChange={() => setStep({ at: 'choose' })}
        onSubmit={(event) => {
          event.preventDefault();
          preview();
        }}
      >
        <Field id="roster-file" label={t('file')}>
          <Input id="roster-file" name="file" type="file" accept=".csv,text/csv,text/plain" required />
        </Field>
        <Checkbox name="removeMissing" label={t('removeMissing')} />
        <Button type="submit" disabled={isPending} aria-busy={isPending}>
          {t('preview')}
        </Button>
      </form>
      {step.at === 'refused' ? <RosterProblems problems={step.problems} /> : null}
      {step.at === 'preview' ? (
        <RosterPreview
          preview={step.preview}
          isPending={isPending}
          onApply={() => apply(step.preview.fingerprint)}
        />
      ) : null}
      {step.at === 'applied' ? (
        <>
          <Callout tone="good">{t('applied', step.counts)}</Callout>
          <Invitations invitations={step.invitations} />
        </>
      ) : null}
    </div>
  );
}

const UNREACHABLE: Result<never> = {
  ok: false,
  problems: [
    {
      code: 'unreachable',
      message: 'The server did not answer. Look at the preview again before you apply.',
    },
  ],
};

function RosterProblems({ problems }: { readonly problems: readonly Problem[] }) {
  const t = useTranslations('auth.people.import');
  const text = useProblemText();
  return (
    <Callout tone="bad" title={t('problems', { count: problems.length })}>
      <ul className="space-y-1">
        {problems.slice(0, PROBLEMS_SHOWN_MAX).map((problem, index) => (
          <li key={index} className="[overflow-wrap:anywhere]">
            {problem.line === undefined
              ? ''
              : `${t('where', { line: problem.line })}${problem.field ? `, ${problem.field}` : ''}: `}
            {problem.value ? <code className="font-mono text-xs">{problem.value} </code> : null}
            {text(problem)}
          </li>
        ))}
      </ul>
      {problems.length > PROBLEMS_SHOWN_MAX ? <p>…</p> : null}
    </Callout>
  );
}
