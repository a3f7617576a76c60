import { byId } from '@/lib/assignment/find';
import { enter } from '@/lib/assignment/gate';
import type { Viewer } from '@/lib/identity/viewer';
import { db } from '@/lib/platform/database/client';
import { ok, type Result } from '@/lib/platform/result';

export interface RegradeState {
  readonly versions: readonly {
    readonly id: string;
    readonly number: number;
    readonly fileName: string;
    readonly active: boolean;
    readonly createdAt: string;
    readonly rowsPublic: number;
    readonly rowsPrivate: number;
    readonly rowsIgnored: number;
  }[];
  /** The regrade under way, or null. */
  readonly run: {
    readonly id: string;
    readonly status: string;
    readonly total: number;
    readonly done: number;
    readonly toVersion: number;
    readonly reason: string;
    readonly startedBy: string | null;
    /** Why it is being made again; null: it is not. */
    readonly remark: string | null;
    /** ISO 8601. */
    readonly createdAt: string;
  } | null;
  readonly past: readonly {
    readonly id: string;
    readonly status: string;
    readonly reason: string;
    readonly failure: string | null;
    readonly toVersion: number;
    readonly startedBy: string | null;
    /** ISO 8601. */
    readonly createdAt: string;
  }[];
}

/** Solution versions and regrades of a competition. */
export async function regradeState(
  viewer: Viewer | null,
  competitionId: string,
): Promise<Result<RegradeState>> {
  const entered = await enter(db(), viewer, byId(competitionId), 'staff');
  if (!entered.ok) return entered;
  const { competition } = entered.value;
  const versions = await db().solutionVersion.findMany({
    where: { competitionId },
    orderBy: { number: 'desc' },
  });
  const runs = await db().regradeRun.findMany({
    where: { competitionId },
    orderBy: { createdAt: 'desc' },
    take: 20,
  });
  const people = await db().user.findMany({
    where: { id: { in: runs.flatMap((run) => run.createdById ?? []) } },
    select: { id: true, name: true },
  });
  const names = new Map(people.map((person) => [person.id, person.name]));
  const numbers = new Map(versions.map((version) => [version.id, version.number]));
  const common = (run: (typeof runs)[number]) => ({
    id: run.id,
    status: run.status,
    reason: run.reason,
    toVersion: numbers.get(run.toSolutionId) ?? 0,
    startedBy: (run.createdById && names.get(run.createdById)) ?? null,
    createdAt: run.createdAt.toISOString(),
  });
  const current = runs.find((run) => run.status === 'scoring' || run.status === 'ready');
  return ok({
    versions: versions.map((version) => ({
      id: version.id,
      number: version.number,
      fileName: version.fileName,
      active: version.id === competition.solution?.id,
      createdAt: version.createdAt.toISOString(),
      rowsPublic: version.rowsPublic,
      rowsPrivate: version.rowsPrivate,
      rowsIgnored: version.rowsIgnored,
    })),
    run: current
      ? { ...common(current), total: current.total, done: current.done, remark: current.failure }
      : null,
    past: runs.filter((run) => run !== current).map((run) => ({ ...common(run), failure: run.failure })),
  });
}
