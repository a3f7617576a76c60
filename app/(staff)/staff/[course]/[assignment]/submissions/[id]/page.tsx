import { Download } from 'lucide-react';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import { foundOr404 } from '@/app/_data/staff';
import { Callout } from '@/app/_ui/Callout';
import { Chip, StatusChip } from '@/app/_ui/Chip';
import { Card, KeyValues, PageHeader } from '@/app/_ui/Layout';
import { Table } from '@/app/_ui/Table';
import { Time } from '@/app/_ui/Time.client';
import { formatScore } from '@/lib/leaderboard/score-format.core';
import { submissionDetail, type StaffSubmissionDetail } from '@/lib/staff/submission-detail';
import { Invalidate } from './Invalidate.client';

export default async function StaffSubmissionPage({
  params,
}: {
  readonly params: Promise<{ readonly course: string; readonly assignment: string; readonly id: string }>;
}) {
  const asked = await params;
  const id = z.coerce.number().int().positive().max(2_147_483_647).safeParse(asked.id);
  if (!id.success) notFound();
  const submission = foundOr404(await submissionDetail(await requireViewer(), id.data));
  const t = await getTranslations('staff.submissions');
  const score = (value: number | null): string =>
    value === null ? '–' : formatScore(value, submission.precision);
  return (
    <div className="space-y-6">
      <PageHeader
        title={t('number', { number: submission.id })}
        chip={<StatusChip status={submission.status} />}
      >
        <p className="text-sm [overflow-wrap:anywhere]">
          <Link
            href={`/staff/${asked.course}/${asked.assignment}/participants/${submission.userId}`}
            className="text-accent hover:underline"
          >
            {submission.person}
          </Link>
          {submission.studentId ? <span className="ml-2 text-muted">{submission.studentId}</span> : null}
        </p>
      </PageHeader>
      {submission.failure ? (
        <Callout tone="bad" title={t('failure', { tries: submission.tries })}>
          <code className="font-mono text-xs [overflow-wrap:anywhere]">{submission.failure}</code>
        </Callout>
      ) : null}
      {submission.problems.length > 0 ? (
        <Callout tone="warn" title={t('problems')}>
          <ul className="list-disc space-y-1 pl-4">
            {submission.problems.map((problem, index) => (
              <li key={index} className="[overflow-wrap:anywhere]">
                {problem.message}
              </li>
            ))}
          </ul>
          {submission.problemCount > submission.problems.length ? (
            <p className="mt-2">
              {t('moreProblems', { count: submission.problemCount - submission.problems.length })}
            </p>
          ) : null}
        </Callout>
      ) : null}
      <Card>
        <KeyValues
          items={[
            { term: t('accepted'), value: <Time at={submission.acceptedAt} zone={submission.timezone} /> },
            {
              term: t('file'),
              value: (
                <a
                  href={`/api/submissions/${submission.id}/file`}
                  className="inline-flex items-center gap-1 text-accent hover:underline"
                >
                  <Download aria-hidden className="size-3.5" />
                  {submission.fileName}
                </a>
              ),
            },
            { term: t('bytes'), value: submission.bytes },
            { term: t('source'), value: submission.source },
            { term: t('counts'), value: submission.countsForLimit ? t('yes') : t('no') },
            { term: t('final'), value: submission.selected ? t('yes') : t('no') },
            { term: t('description'), value: submission.description || '–' },
            { term: 'SHA-256', value: <span className="font-mono text-xs">{submission.sha256}</span> },
          ]}
        />
      </Card>
      {submission.scores.length > 0 ? (
        <Table
          label={t('scores')}
          rows={submission.scores}
          rowKey={(row) => `${row.version} ${row.metric}`}
          columns={[
            {
              key: 'version',
              title: t('version'),
              cell: (row) => (
                <span className="flex gap-2">
                  {row.version}
                  {row.active ? <Chip tone="good">{t('active')}</Chip> : null}
                </span>
              ),
            },
            {
              key: 'metric',
              title: t('metric'),
              cell: (row) => <code className="font-mono text-xs">{row.metric}</code>,
            },
            { key: 'public', title: t('public'), numeric: true, cell: (row) => score(row.publicScore) },
            {
              key: 'private',
              title: <span className="text-staff">{t('private')}</span>,
              numeric: true,
              cell: (row) => <span className="text-staff">{score(row.privateScore)}</span>,
            },
          ]}
        />
      ) : null}
      <Card title={submission.invalidatedReason === null ? t('takeBack') : t('takenBack')}>
        {submission.invalidatedReason === null ? null : (
          <p className="mb-3 text-sm">{submission.invalidatedReason}</p>
        )}
        {submission.status === 'scored' ? <Effect submission={submission} score={score} /> : null}
        <Invalidate id={submission.id} isInvalidated={submission.invalidatedReason !== null} />
      </Card>
      {submission.audit.length > 0 ? (
        <Table
          label={t('history')}
          rows={submission.audit}
          rowKey={(row) => row.id}
          columns={[
            {
              key: 'at',
              title: t('when'),
              cell: (row) => <Time at={row.at} zone={submission.timezone} relative={false} short />,
            },
            { key: 'who', title: t('who'), cell: (row) => row.who ?? t('system') },
            {
              key: 'action',
              title: t('act'),
              cell: (row) => <code className="font-mono text-xs">{row.action}</code>,
            },
            {
              key: 'detail',
              title: t('detail'),
              cell: (row) => (
                <span className="text-muted [overflow-wrap:anywhere]">{row.detail.join('; ')}</span>
              ),
            },
          ]}
        />
      ) : null}
    </div>
  );
}

/** What taking it back, or restoring it, would change: said before it is done. */
async function Effect({
  submission,
  score,
}: {
  readonly submission: StaffSubmissionDetail;
  readonly score: (value: number | null) => string;
}) {
  const t = await getTranslations('staff.submissions');
  const { before, after } = submission.effect;
  const isSame = before.publicScore === after.publicScore && before.privateScore === after.privateScore;
  return (
    <p className="mb-4 max-w-prose text-sm">
      {isSame
        ? t('noEffect')
        : t('effect', {
            publicBefore: score(before.publicScore),
            publicAfter: score(after.publicScore),
            privateBefore: score(before.privateScore),
            privateAfter: score(after.privateScore),
          })}
    </p>
  );
}
