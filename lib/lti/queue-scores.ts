import type { GradingSettings, StudentGrade } from '@/lib/gradebook/grade.types';
import { latestRelease } from '@/lib/gradebook/run';
import { possibleTotal } from '@/lib/gradebook/rules.core';
import { scoreComment } from '@/lib/lti/comment.core';
import { providerOf } from '@/lib/lti/platforms';
import { db, type Tx } from '@/lib/platform/database/client';

/**
 * Writes down, for every connection of the course, what its platform is to have of the publication in force. A total that
 * is there already with the same comment is not sent again; a newer publication takes the place of an older one that
 * still waits. Students who never came by the connection wait until they do. Returns how many will be sent.
 */
export async function queueScores(assignmentId: string): Promise<number> {
  return db().$transaction(
    async (tx) => {
      const assignment = await tx.assignment.findUnique({ where: { id: assignmentId } });
      const release = await latestRelease(tx, assignmentId);
      if (!assignment || !release) return 0;
      const platforms = await tx.ltiPlatform.findMany({ where: { courseId: assignment.courseId } });
      let waiting = 0;
      for (const platform of platforms) waiting += await queueFor(tx, platform.id, assignmentId, release);
      return waiting;
    },
    { timeout: 60_000 },
  );
}

type Release = NonNullable<Awaited<ReturnType<typeof latestRelease>>>;

async function queueFor(tx: Tx, platformId: string, assignmentId: string, release: Release): Promise<number> {
  const settings = release.settings as unknown as GradingSettings;
  const grades = release.grades.map((each) => each.detail as unknown as StudentGrade);
  const userIds = grades.map((each) => each.userId);
  const totals = grades.map((each) => each.total);
  const comments = grades.map((each) => scoreComment(settings, each));
  await tx.$executeRaw`
    INSERT INTO lti_score AS s (platform_id, assignment_id, user_id, release_number, total, possible, comment,
      published_at, next_try_at)
    SELECT ${platformId}::uuid, ${assignmentId}::uuid, g.user_id, ${release.number}, g.total,
      ${possibleTotal(settings)}::numeric, g.comment, ${release.createdAt},
      CASE WHEN EXISTS (SELECT 1 FROM external_identity e
        WHERE e.provider = ${providerOf(platformId)} AND e.user_id = g.user_id) THEN app_now() END
    FROM unnest(${userIds}::uuid[], ${totals}::numeric[], ${comments}::text[]) AS g(user_id, total, comment)
    ON CONFLICT (platform_id, assignment_id, user_id) DO UPDATE SET
      release_number = EXCLUDED.release_number, total = EXCLUDED.total, possible = EXCLUDED.possible,
      comment = EXCLUDED.comment, published_at = EXCLUDED.published_at, tries = 0, failure = NULL,
      sent_at = CASE WHEN s.total = EXCLUDED.total AND s.possible = EXCLUDED.possible
        AND s.comment = EXCLUDED.comment THEN s.sent_at END,
      next_try_at = CASE WHEN s.sent_at IS NOT NULL AND s.total = EXCLUDED.total
        AND s.possible = EXCLUDED.possible AND s.comment = EXCLUDED.comment THEN NULL ELSE EXCLUDED.next_try_at END
    WHERE s.release_number < EXCLUDED.release_number`;
  return tx.ltiScore.count({ where: { platformId, assignmentId, nextTryAt: { not: null } } });
}
