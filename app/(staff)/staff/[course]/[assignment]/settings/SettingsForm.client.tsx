'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { settingsAction } from './actions';
import { Button } from '@/app/_ui/Button';
import { Callout, ProblemList } from '@/app/_ui/Callout';
import { Checkbox, Field, Input, Select } from '@/app/_ui/Field';
import { ZoneField } from '@/app/_ui/ZoneField.client';

const EMPTY = { problems: [], values: {}, done: 0 };

interface SettingsView {
  readonly title: string;
  readonly timezone: string;
  readonly opens: string;
  readonly closes: string;
  readonly dailyLimit: number | null;
  readonly limitTimezone: string;
  readonly failedPerDayMax: number;
  readonly finalSubmissions: number;
  readonly revealMode: 'at_close' | 'manual';
  readonly precision: number;
  readonly maxFileMb: number;
  readonly rulesRequired: boolean;
  readonly lateSubmissions: boolean;
}

/** Everything that may be changed while a competition runs. */
export function SettingsForm({
  competitionId,
  settings,
}: {
  readonly competitionId: string;
  readonly settings: SettingsView;
}) {
  const t = useTranslations('staff.settings');
  const [state, action, isPending] = useActionState(settingsAction, EMPTY);
  const numbers = [
    ['failedPerDayMax', settings.failedPerDayMax],
    ['finalSubmissions', settings.finalSubmissions],
    ['precision', settings.precision],
    ['maxFileMb', settings.maxFileMb],
  ] as const;
  return (
    <form action={action} className="grid gap-4 sm:grid-cols-2">
      <input type="hidden" name="competitionId" value={competitionId} />
      <Field id="title" label={t('name')}>
        <Input id="title" name="title" defaultValue={settings.title} required maxLength={200} />
      </Field>
      <Field id="revealMode" label={t('reveal')}>
        <Select id="revealMode" name="revealMode" defaultValue={settings.revealMode}>
          <option value="at_close">{t('atClose')}</option>
          <option value="manual">{t('manual')}</option>
        </Select>
      </Field>
      <ZoneField id="timezone" label={t('zone')} hint={t('zoneHint')} defaultValue={settings.timezone} />
      <Field id="opens" label={t('opens')}>
        <Input id="opens" name="opens" type="datetime-local" defaultValue={settings.opens} required />
      </Field>
      <Field id="closes" label={t('closes')} hint={t('closesHint')}>
        <Input
          id="closes"
          name="closes"
          type="datetime-local"
          defaultValue={settings.closes}
          required
          aria-describedby="closes-hint"
        />
      </Field>
      <Field id="dailyLimit" label={t('dailyLimit')} hint={t('dailyLimitHint')}>
        <Input
          id="dailyLimit"
          name="dailyLimit"
          type="number"
          min={1}
          max={1000}
          defaultValue={settings.dailyLimit ?? ''}
          aria-describedby="dailyLimit-hint"
        />
      </Field>
      <ZoneField id="limitTimezone" label={t('limitTimezone')} defaultValue={settings.limitTimezone} />
      {numbers.map(([name, value]) => (
        <Field key={name} id={name} label={t(name)}>
          <Input id={name} name={name} type="number" min={0} step="any" defaultValue={value} required />
        </Field>
      ))}
      <Checkbox name="rulesRequired" defaultChecked={settings.rulesRequired} label={t('rulesRequired')} />
      <Checkbox
        name="lateSubmissions"
        defaultChecked={settings.lateSubmissions}
        label={t('lateSubmissions')}
      />
      <div className="space-y-3 sm:col-span-2">
        <ProblemList problems={state.problems} />
        {state.done > 0 && state.problems.length === 0 ? <Callout tone="good" title={t('saved')} /> : null}
        <Button type="submit" kind="primary" disabled={isPending}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}
