'use client';

import { useTranslations } from 'next-intl';
import { useActionState, useState } from 'react';
import { ActionButton } from '@/app/_ui/ActionButton.client';
import { Button } from '@/app/_ui/Button';
import { ProblemList } from '@/app/_ui/Callout';
import { Field, Input, Select } from '@/app/_ui/Field';
import { addBaselineAction, removeBaselineAction } from './actions';

interface BaselineView {
  readonly id: string;
  readonly name: string;
  readonly fileName: string | null;
  /** As displayed; null: not scored yet. */
  readonly publicScore: string | null;
  readonly privateScore: string | null;
}

/** The baselines of a competition: what is there, and a form to add one by its scores or by a prediction file. */
export function Baselines({
  competitionId,
  baselines,
}: {
  readonly competitionId: string;
  readonly baselines: readonly BaselineView[];
}) {
  const t = useTranslations('staff.settings');
  return (
    <div className="space-y-5">
      {baselines.length === 0 ? <p className="text-sm text-muted">{t('noBaselines')}</p> : null}
      <ul className="divide-y divide-line text-sm">
        {baselines.map((each) => (
          <li key={each.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
            <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{each.name}</span>
            <span className="font-mono tabular-nums">{each.publicScore ?? t('notScored')}</span>
            <span className="font-mono tabular-nums text-staff">{each.privateScore ?? t('notScored')}</span>
            {each.fileName ? <span className="text-muted">{each.fileName}</span> : null}
            <span className="ml-auto">
              <ActionButton
                action={removeBaselineAction.bind(null, competitionId, each.id)}
                label={t('removeNamed', { name: each.name })}
              >
                {t('remove')}
              </ActionButton>
            </span>
          </li>
        ))}
      </ul>
      <AddBaseline competitionId={competitionId} />
    </div>
  );
}

function AddBaseline({ competitionId }: { readonly competitionId: string }) {
  const t = useTranslations('staff.settings');
  const [kind, setKind] = useState<'scores' | 'file'>('scores');
  const [state, action, isPending] = useActionState(addBaselineAction, { problems: [], values: {}, done: 0 });
  return (
    <form action={action} className="grid gap-4 sm:grid-cols-2">
      <input type="hidden" name="competitionId" value={competitionId} />
      <Field id="baseline-name" label={t('baselineName')}>
        <Input id="baseline-name" name="name" required maxLength={100} defaultValue={state.values.name} />
      </Field>
      <Field id="baseline-kind" label={t('baselineKind')}>
        <Select
          id="baseline-kind"
          name="kind"
          value={kind}
          onChange={(event) => setKind(event.target.value === 'file' ? 'file' : 'scores')}
        >
          <option value="scores">{t('byScores')}</option>
          <option value="file">{t('byFile')}</option>
        </Select>
      </Field>
      {kind === 'file' ? (
        <Field id="baseline-file" label={t('predictionFile')}>
          <Input id="baseline-file" name="file" type="file" accept=".csv,.gz,.zip" required />
        </Field>
      ) : (
        <>
          <Field id="baseline-public" label={t('publicScore')}>
            <Input id="baseline-public" name="public" type="number" step="any" required />
          </Field>
          <Field id="baseline-private" label={t('privateScore')}>
            <Input id="baseline-private" name="private" type="number" step="any" required />
          </Field>
        </>
      )}
      <div className="space-y-3 sm:col-span-2">
        <ProblemList problems={state.problems} />
        <p className="text-xs text-muted">{t('baselineEffect')}</p>
        <Button type="submit" disabled={isPending}>
          {t('addBaseline')}
        </Button>
      </div>
    </form>
  );
}
