import { getTranslations } from 'next-intl/server';
import { ActionButton } from '@/app/_ui/ActionButton.client';
import { Callout } from '@/app/_ui/Callout';
import { Card, KeyValues } from '@/app/_ui/Layout';
import { Progress } from '@/app/_ui/Progress';
import { HESSIAN_CLASSES } from '@/lib/quiz/spread.core';
import type { StaffQuizView } from '@/lib/quiz/staff-view';
import { seedAction } from './actions';
import { classKey } from './class-name';
import { RefreshWhile } from '@/app/_ui/RefreshWhile.client';

/** The checkpoints: how many there are, the button that makes the missing ones, the balance of classes and the margins. */
export async function Seeding({ quiz }: { readonly quiz: StaffQuizView }) {
  const t = await getTranslations('quiz.staff');
  const { seeding, balance, margins } = quiz;
  const figure = (value: number | null): string => (value === null ? '–' : value.toExponential(2));
  return (
    <Card
      title={t('checkpoints')}
      actions={
        <ActionButton
          kind="primary"
          action={seedAction.bind(null, quiz.assignmentId)}
          disabled={seeding.running || seeding.done >= seeding.total}
        >
          {t('seed')}
        </ActionButton>
      }
    >
      <RefreshWhile isRunning={seeding.running} />
      <div className="space-y-4">
        <p className="max-w-prose text-sm text-muted">{t('seedAbout')}</p>
        <p className="text-sm">{t('seedDone', { done: seeding.done, total: seeding.total })}</p>
        <Progress
          label={t('seedDone', { done: seeding.done, total: seeding.total })}
          value={seeding.total === 0 ? 0 : seeding.done / seeding.total}
        />
        {seeding.failure ? (
          <Callout tone="bad" title={t('seedFailed')}>
            <p className="[overflow-wrap:anywhere]">{seeding.failure}</p>
          </Callout>
        ) : null}
        <h3 className="text-sm font-semibold">{t('balance')}</h3>
        <KeyValues
          items={HESSIAN_CLASSES.map((each) => ({ term: t(classKey(each)), value: balance[each] }))}
        />
        <h3 className="text-sm font-semibold">{t('margins')}</h3>
        <KeyValues
          items={[
            { term: t('criticalNormMax'), value: figure(margins.criticalNormMax) },
            { term: t('otherNormMin'), value: figure(margins.otherNormMin) },
            { term: t('curvatureMin'), value: figure(margins.eigenMarginMin) },
          ]}
        />
      </div>
    </Card>
  );
}
