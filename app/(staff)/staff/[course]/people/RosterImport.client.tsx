'use client';

import { useTranslations } from 'next-intl';
import { useRef, useState, useTransition } from 'react';
import {
  applyRosterAction,
  type EncodingsView,
  previewRosterAction,
  type InvitationsView,
  type PlanView,
  type PreviewView,
} from './actions';
import { EncodingChoice } from './EncodingChoice.client';
import { Invitations } from './Invitations.client';
import { RosterLines } from './RosterLines.client';
import { RosterPreview } from './RosterPreview.client';
import type { Problem, Result } from '@/app/_data/form';
import { Button } from '@/app/_ui/Button';
import { Callout } from '@/app/_ui/Callout';
import { Checkbox, Field, Input } from '@/app/_ui/Field';

type Step =
  | { readonly at: 'choose' }
  | { readonly at: 'refused'; readonly problems: readonly Problem[] }
  | { readonly at: 'preview'; readonly preview: PreviewView }
  | { readonly at: 'applied'; readonly counts: PlanView['counts']; readonly invitations: InvitationsView };

/** Roster file → which encoding, where that is open → what would change → apply → invitation links. */
export function RosterImport({ course }: { readonly course: string }) {
  const t = useTranslations('auth.people.import');
  const [step, setStep] = useState<Step>({ at: 'choose' });
  const [encodings, setEncodings] = useState<EncodingsView['candidates']>([]);
  const [encoding, setEncoding] = useState<string | null>(null);
  const [isPending, start] = useTransition();
  const form = useRef<HTMLFormElement>(null);

  const startAgain = (): void => {
    setStep({ at: 'choose' });
    setEncodings([]);
    setEncoding(null);
  };

  const send = <T,>(
    act: (form: FormData) => Promise<Result<T>>,
    done: (value: T) => Step,
    extra: Readonly<Record<string, string | null>>,
  ): void =>
    start(async () => {
      const data = new FormData(form.current ?? undefined);
      for (const [name, value] of Object.entries(extra)) if (value !== null) data.set(name, value);
      const answer = await act(data).catch((): Result<T> => UNREACHABLE);
      setStep(answer.ok ? done(answer.value) : { at: 'refused', problems: answer.problems });
    });

  const preview = (chosen: string | null): void =>
    send(
      (data) => previewRosterAction(course, data),
      (value) => {
        if (value.kind === 'preview') return { at: 'preview', preview: value };
        setEncodings(value.candidates);
        return { at: 'choose' };
      },
      { encoding: chosen },
    );
  const apply = (fingerprint: string, acceptDoubts: boolean): void =>
    send(
      (data) => applyRosterAction(course, data),
      ({ counts, invitations }) => ({ at: 'applied', counts, invitations }),
      { fingerprint, encoding, acceptDoubts: acceptDoubts ? 'on' : null },
    );

  return (
    <div className="space-y-4">
      <p className="text-sm text-muted">{t('intro')}</p>
      <form
        ref={form}
        className="space-y-3"
        onChange={startAgain}
        onSubmit={(event) => {
          event.preventDefault();
          preview(encoding);
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
      {encodings.length > 0 && step.at !== 'applied' ? (
        <EncodingChoice
          candidates={encodings}
          chosen={encoding}
          onChoose={(next) => {
            setEncoding(next);
            preview(next);
          }}
        />
      ) : null}
      {step.at === 'refused' ? <RosterProblems problems={step.problems} /> : null}
      {step.at === 'preview' ? (
        <RosterPreview
          key={step.preview.fingerprint}
          preview={step.preview}
          isPending={isPending}
          onApply={(acceptDoubts) => apply(step.preview.fingerprint, acceptDoubts)}
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
  return (
    <Callout tone="bad" title={t('problems', { count: problems.length })}>
      <RosterLines problems={problems} />
    </Callout>
  );
}
