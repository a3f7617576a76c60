import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import type { AssignmentParams } from '@/app/_data/assignment';
import { readStaffCockpit } from '@/app/_data/staff';
import { Callout } from '@/app/_ui/Callout';
import { Chip, PhaseChip } from '@/app/_ui/Chip';
import { ConfirmButton } from '@/app/_ui/ConfirmButton.client';
import { Card, KeyValues, PageHeader } from '@/app/_ui/Layout';
import { LiveRefresh } from '@/app/_ui/LiveRefresh.client';
import { Time } from '@/app/_ui/Time.client';
import { HourBars } from '@/app/_ui/charts/HourBars';
import { lastMinute } from '@/lib/assignment/deadline.core';
import { formatScore } from '@/lib/leaderboard/score-format.core';
import type { Cockpit } from '@/lib/staff/cockpit';
import { revealAction } from './actions';

export default async function CockpitPage({ params }: { readonly params: Promise<AssignmentParams> }) {
  const [cockpit, t] = await Promise.all([readStaffCockpit(params), getTranslations('staff.cockpit')]);
  const { competition, phase, people, queue, submissions } = cockpit;
  return (
    <div className="space-y-6">
      <LiveRefresh competitionId={competition.id} />
      <PageHeader
        title={competition.title}
        chip={<PhaseChip phase={phase} />}
        actions={
          phase === 'closed' ? (
            <ConfirmButton
              label={t('reveal')}
              title={t('revealTitle')}
              effect={<RevealEffect cockpit={cockpit} />}
              action={revealAction.bind(
                null,
                competition.id,
                cockpit.stillSubmitting.map((each) => each.userId),
              )}
              done={t('revealed')}
            />
          ) : null
        }
      >
        <p className="text-sm text-muted">
          <Time at={competition.opensAt.toISOString()} zone={competition.timezone} relative={false} short /> –{' '}
          <Time at={lastMinute(competition.closesAt).toISOString()} zone={competition.timezone} /> ·{' '}
          <Link
            href={`/courses/${competition.courseSlug}/${competition.slug}`}
            className="text-accent underline"
          >
            {t('studentView')}
          </Link>
        </p>
      </PageHeader>
      <StillSubmittingNote cockpit={cockpit} />
      <Card title={t('now')}>
        <KeyValues
          items={[
            { term: t('enrolled'), value: people.enrolled },
            { term: t('rulesAccepted'), value: people.rulesAccepted },
            { term: t('submitted'), value: people.submitted },
            { term: t('waiting'), value: queue.waiting + queue.scoring },
            {
              term: t('oldest'),
              value: queue.oldestAt ? <Time at={queue.oldestAt} zone={competition.timezone} short /> : '–',
            },
            { term: t('scored'), value: submissions.scored },
            { term: t('invalid'), value: submissions.invalid },
            { term: t('failed'), value: submissions.failed },
          ]}
        />
      </Card>
      <div className="grid grid-cols-1 gap-6 xl:grid-cols-2">
        <Card>
          <HourBars title={t('perHour')} hours={cockpit.perHour} zone={competition.timezone} />
        </Card>
        <Baselines cockpit={cockpit} />
        <InvalidKinds kinds={cockpit.invalidKinds} />
        <NotStarted
          people={cockpit.notStarted}
          base={`/staff/${competition.courseSlug}/${competition.slug}`}
        />
      </div>
    </div>
  );
}

/** What the reveal does, and who can still submit while it does. */
async function RevealEffect({ cockpit }: { readonly cockpit: Cockpit }) {
  const t = await getTranslations('staff.cockpit');
  const still = cockpit.stillSubmitting;
  if (still.length === 0) return t('revealEffect');
  return (
    <>
      {t('revealEffect')} {t('revealStill', { count: still.length })}
      <StillSubmittingList cockpit={cockpit} />
    </>
  );
}

/** After the deadline of all: who has a later one, and what waits for them. */
async function StillSubmittingNote({ cockpit }: { readonly cockpit: Cockpit }) {
  const t = await getTranslations('staff.cockpit');
  const { competition, phase, stillSubmitting } = cockpit;
  if (stillSubmitting.length === 0) return null;
  const waits = phase === 'closed' && competition.revealMode === 'at_close';
  return (
    <Callout title={t('stillSubmitting', { count: stillSubmitting.length })}>
      <p>{t(waits ? 'stillWaits' : 'stillKept')}</p>
      <StillSubmittingList cockpit={cockpit} />
    </Callout>
  );
}

/** Of inline elements: a dialog's description is a paragraph. */
function StillSubmittingList({ cockpit }: { readonly cockpit: Cockpit }) {
  const { competition, stillSubmitting } = cockpit;
  return (
    <span role="list" className="mt-2 block max-h-48 overflow-y-auto" tabIndex={0}>
      {stillSubmitting.map((each) => (
        <span role="listitem" className="block" key={each.userId}>
          {each.name} {each.studentId === null ? '' : `(${each.studentId})`} –{' '}
          <Time at={lastMinute(each.closesAt).toISOString()} zone={competition.timezone} />
        </span>
      ))}
    </span>
  );
}

async function Baselines({ cockpit }: { readonly cockpit: Cockpit }) {
  const t = await getTranslations('staff.cockpit');
  const { precision } = cockpit.competition;
  return (
    <Card title={t('baselines')}>
      {cockpit.baselines.length === 0 ? <p className="text-sm text-muted">{t('noBaselines')}</p> : null}
      <ul className="divide-y divide-line text-sm">
        {cockpit.baselines.map((each) => (
          <li key={each.name} className="flex flex-wrap items-center gap-3 py-2">
            <span className="font-medium">{each.name}</span>
            <span className="font-mono tabular-nums">
              {each.publicScore === null ? t('notScored') : formatScore(each.publicScore, precision)}
            </span>
            <Chip tone="staff">
              {t('privateScore')}{' '}
              {each.privateScore === null ? '–' : formatScore(each.privateScore, precision)}
            </Chip>
            <span className="ml-auto tabular-nums text-muted">
              {t('beatenBy', { count: each.reachedPublic })} ·{' '}
              <span className="text-staff">{t('beatenByPrivate', { count: each.reachedPrivate })}</span>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

async function InvalidKinds({ kinds }: { readonly kinds: Cockpit['invalidKinds'] }) {
  const t = await getTranslations('staff.cockpit');
  return (
    <Card title={t('invalidKinds')}>
      {kinds.length === 0 ? <p className="text-sm text-muted">{t('noInvalid')}</p> : null}
      <ul className="text-sm">
        {kinds.map((kind) => (
          <li key={kind.code} className="flex justify-between border-b border-line py-1.5">
            <code className="font-mono text-xs">{kind.code}</code>
            <span className="tabular-nums">{kind.count}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

async function NotStarted({
  people,
  base,
}: {
  readonly people: Cockpit['notStarted'];
  readonly base: string;
}) {
  const t = await getTranslations('staff.cockpit');
  return (
    <Card title={t('notStarted', { count: people.length })}>
      {people.length === 0 ? (
        <p className="text-sm text-muted">{t('allStarted')}</p>
      ) : (
        <ul className="max-h-64 overflow-y-auto text-sm" tabIndex={0}>
          {people.map((person) => (
            <li key={person.userId} className="flex justify-between gap-3 border-b border-line py-1.5">
              <Link
                href={`${base}/participants/${person.userId}`}
                className="text-accent [overflow-wrap:anywhere] hover:underline"
              >
                {person.name}
              </Link>
              <span className="text-muted">{person.studentId}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
