import type { BundleSection } from '@/lib/competition/bundle-section';
import { checkHandin, handinSchema } from '@/lib/handin/handin.schema';
import { rubricParts } from '@/lib/handin/rubric.core';
import type { HandinSettings } from '@/lib/handin/handin.types';
import type { Prisma } from '@/lib/platform/prisma-client/client';

/** The code hand-in of an assignment in `assignment.yaml`. */
export const handinSection: BundleSection<HandinSettings> = {
  key: 'handin',
  schema: handinSchema,
  check: checkHandin,
  present: async (tx, assignmentId) => {
    const row = await tx.handinRules.findUnique({ where: { assignmentId } });
    return row ? handinSchema.parse(row.settings) : null;
  },
  blocked: async (tx, assignmentId, wanted) => {
    if (wanted === null) {
      const count = await tx.handin.count({ where: { assignmentId } });
      return count === 0 ? null : `${count} archives have been handed in; the hand-in can't be taken away.`;
    }
    const reviewed = await tx.review.count({
      where: { handin: { assignmentId }, completedAt: { not: null } },
    });
    if (reviewed === 0) return null;
    const present = await handinSection.present(tx, assignmentId);
    const keys = (settings: HandinSettings | null): string =>
      rubricParts(settings?.rubric ?? [])
        .map((part) => part.key)
        .join();
    return keys(present) === keys(wanted)
      ? null
      : `${reviewed} reviews were made by the present rubric; its keys can't change any more.`;
  },
  apply: async (tx, assignmentId, wanted) => {
    if (wanted === null) {
      await tx.handinRules.deleteMany({ where: { assignmentId } });
      return;
    }
    const settings = wanted as unknown as Prisma.InputJsonObject;
    await tx.handinRules.upsert({
      where: { assignmentId },
      create: { assignmentId, settings },
      update: { settings },
    });
  },
};
