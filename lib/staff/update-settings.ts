import { DateTime } from 'luxon';
import { z } from 'zod';
import { afterMinute, lastMinute } from '@/lib/assignment/deadline.core';
import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import { boardsChanged } from '@/lib/competition/boards-changed';
import { timeZone } from '@/lib/competition/time-zone.schema';
import type { Viewer } from '@/lib/identity/viewer';
import { audit } from '@/lib/platform/audit';
import { db, type Tx } from '@/lib/platform/database/client';
import { lockAssignment } from '@/lib/platform/database/locks';
import { localInstant } from '@/lib/platform/local-time.core';
import { announce } from '@/lib/platform/queue/live';
import { ok, refuse, type Result } from '@/lib/platform/result';

const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

/** What may be changed while a competition runs. Times are local to `timezone`, to the minute. */
export const settingsSchema = z.strictObject({
  title: z.string().trim().min(1).max(200),
  timezone: timeZone,
  opens: z.string().regex(LOCAL, 'a local time, to the minute'),
  closes: z.string().regex(LOCAL, 'a local time, to the minute'),
  dailyLimit: z.int().min(1).max(1_000).nullable(),
  limitTimezone: timeZone,
  failedPerDayMax: z.int().min(1).max(10_000),
  finalSubmissions: z.int().min(1).max(20),
  revealMode: z.enum(['at_close', 'manual']),
  precision: z.int().min(0).max(10),
  maxFileMb: z.number().gt(0).max(1_000),
  rulesRequired: z.boolean(),
  lateSubmissions: z.boolean(),
});
export type Settings = z.infer<typeof settingsSchema>;

/** The settings as a form shows them. */
export async function readSettings(viewer: Viewer, competitionId: string): Promise<Result<Settings>> {
  const entered = await enter(db(), viewer, byId(competitionId), 'staff');
  if (!entered.ok) return entered;
  const c = entered.value.competition;
  const local = (at: Date): string =>
    DateTime.fromJSDate(at, { zone: c.timezone }).toFormat("yyyy-MM-dd'T'HH:mm");
  return ok({
    title: c.title,
    timezone: c.timezone,
    opens: local(c.opensAt),
    closes: local(lastMinute(c.closesAt)),
    dailyLimit: c.dailyLimit,
    limitTimezone: c.limitTimezone,
    failedPerDayMax: c.failedPerDayMax,
    finalSubmissions: c.finalSubmissions,
    revealMode: c.revealMode,
    precision: c.precision,
    maxFileMb: c.fileBytesMax / 1_000_000,
    rulesRequired: c.rulesRequired,
    lateSubmissions: c.lateSubmissions,
  });
}

/** Changes settings in one transaction that uploads under way wait for; old and new go into the audit log. */
export async function updateSettings(
  viewer: Viewer,
  competitionId: string,
  wanted: Settings,
): Promise<Result<null>> {
  return db().$transaction(async (tx) => {
    await lockAssignment(tx, competitionId, 'change');
    const entered = await enter(tx, viewer, byId(competitionId), 'staff');
    if (!entered.ok) return entered;
    const { competition } = entered.value;
    const opens = localInstant(wanted.opens, wanted.timezone);
    const closes = localInstant(wanted.closes, wanted.timezone);
    if (!opens.ok) return refuse(...opens.problems.map((each) => ({ ...each, field: 'opens' })));
    if (!closes.ok) return refuse(...closes.problems.map((each) => ({ ...each, field: 'closes' })));
    if (closes.value <= opens.value)
      return refuse({
        code: 'bad_field',
        field: 'closes',
        message: 'The deadline must be later than the opening.',
      });
    if (wanted.rulesRequired && !(await hasRules(tx, competitionId)))
      return refuse({
        code: 'bad_field',
        field: 'rulesRequired',
        message: 'There is no page "rules" that students could accept. Add it first.',
      });
    const times = {
      title: wanted.title,
      timezone: wanted.timezone,
      opensAt: opens.value,
      closesAt: afterMinute(closes.value),
    };
    const rules = {
      dailyLimit: wanted.dailyLimit,
      limitTimezone: wanted.limitTimezone,
      failedPerDayMax: wanted.failedPerDayMax,
      finalSubmissions: wanted.finalSubmissions,
      revealMode: wanted.revealMode,
      precision: wanted.precision,
      fileBytesMax: Math.round(wanted.maxFileMb * 1_000_000),
      rulesRequired: wanted.rulesRequired,
      lateSubmissions: wanted.lateSubmissions,
    };
    await tx.assignment.update({ where: { id: competitionId }, data: times });
    await tx.competition.update({ where: { assignmentId: competitionId }, data: rules });
    await boardsChanged(tx, competitionId);
    await announce(tx, { kind: 'competition', competitionId });
    const changes = changesOf(competition as unknown as Record<string, unknown>, { ...times, ...rules });
    await audit(tx, {
      actorId: viewer.userId,
      courseId: competition.courseId,
      assignmentId: competitionId,
      action: 'settings.changed',
      subject: `competition ${competition.slug}`,
      detail: { changes },
    });
    return ok(null);
  });
}

async function hasRules(tx: Tx, assignmentId: string): Promise<boolean> {
  const rules = { assignmentId, OR: [{ slug: 'rules' }, { slug: { startsWith: 'rules.' } }] };
  return (await tx.assignmentPage.count({ where: rules })) > 0;
}

function changesOf(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  const show = (value: unknown): string => JSON.stringify(value);
  return Object.entries(after).flatMap(([key, value]) =>
    show(before[key]) === show(value) ? [] : [`${key}: ${show(before[key])} → ${show(value)}`],
  );
}
