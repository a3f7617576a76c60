'use client';

import { useTranslations } from 'next-intl';
import { useActionState, useState } from 'react';
import { Button } from '@/app/_ui/Button';
import { Callout, ProblemList } from '@/app/_ui/Callout';
import { Field, Input, Select, Textarea } from '@/app/_ui/Field';
import { scoringAction } from './actions';

interface ScoringView {
  readonly metric: string;
  readonly idColumn: string;
  readonly targetColumns: readonly string[];
  readonly labels: readonly string[];
  readonly split: {
    readonly public: number;
    readonly seed: string;
    readonly by: string;
    readonly column?: string | undefined;
  } | null;
}

const SPLITS = ['usage', 'random', 'stratified', 'grouped'] as const;

/** How files are read and scored; for a competition without scores. */
export function ScoringForm({
  competitionId,
  scoring,
  metrics,
}: {
  readonly competitionId: string;
  readonly scoring: ScoringView;
  /** Names and titles of all metrics, for suggestions. */
  readonly metrics: readonly { readonly name: string; readonly title: string }[];
}) {
  const t = useTranslations('staff.settings');
  const [state, action, isPending] = useActionState(scoringAction, { problems: [], values: {}, done: 0 });
  const [by, setBy] = useState(scoring.split?.by ?? 'usage');
  return (
    <form action={action} className="grid gap-4 sm:grid-cols-2">
      <input type="hidden" name="competitionId" value={competitionId} />
      <Field id="metric" label={t('metric')} hint={t('metricHint')}>
        <Input
          id="metric"
          name="metric"
          list="metrics"
          defaultValue={scoring.metric}
          required
          aria-describedby="metric-hint"
          className="font-mono"
        />
        <datalist id="metrics">
          {metrics.map((metric) => (
            <option key={metric.name} value={metric.name}>
              {metric.title}
            </option>
          ))}
        </datalist>
      </Field>
      <Field id="idColumn" label={t('idColumn')}>
        <Input id="idColumn" name="idColumn" defaultValue={scoring.idColumn} required />
      </Field>
      <Field id="targetColumns" label={t('targetColumns')} hint={t('onePerLine')}>
        <Textarea
          id="targetColumns"
          name="targetColumns"
          rows={3}
          required
          defaultValue={scoring.targetColumns.join('\n')}
          aria-describedby="targetColumns-hint"
        />
      </Field>
      <Field id="labels" label={t('labels')} hint={t('labelsHint')}>
        <Textarea
          id="labels"
          name="labels"
          rows={3}
          defaultValue={scoring.labels.join('\n')}
          aria-describedby="labels-hint"
        />
      </Field>
      <Field id="splitBy" label={t('split')}>
        <Select id="splitBy" name="splitBy" value={by} onChange={(event) => setBy(event.target.value)}>
          {SPLITS.map((each) => (
            <option key={each} value={each}>
              {t(`splitBy.${each}`)}
            </option>
          ))}
        </Select>
      </Field>
      {by === 'usage' ? null : (
        <>
          <Field id="splitPublic" label={t('splitPublic')}>
            <Input
              id="splitPublic"
              name="splitPublic"
              type="number"
              min={0}
              max={1}
              step="any"
              required
              defaultValue={scoring.split?.public ?? 0.5}
            />
          </Field>
          <Field id="splitSeed" label={t('splitSeed')} hint={t('splitSeedHint')}>
            <Input
              id="splitSeed"
              name="splitSeed"
              required
              autoComplete="off"
              defaultValue={scoring.split?.seed ?? ''}
              aria-describedby="splitSeed-hint"
            />
          </Field>
        </>
      )}
      {by === 'stratified' || by === 'grouped' ? (
        <Field id="splitColumn" label={t('splitColumn')} hint={t('splitColumnHint')}>
          <Input
            id="splitColumn"
            name="splitColumn"
            required={by === 'grouped'}
            defaultValue={scoring.split?.column ?? ''}
            aria-describedby="splitColumn-hint"
          />
        </Field>
      ) : null}
      <div className="space-y-3 sm:col-span-2">
        <ProblemList problems={state.problems} />
        {state.done > 0 && state.problems.length === 0 ? <Callout tone="good" title={t('saved')} /> : null}
        <Button type="submit" disabled={isPending}>
          {t('saveScoring')}
        </Button>
      </div>
    </form>
  );
}
