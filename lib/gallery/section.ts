import { z } from 'zod';
import type { BundleSection } from '@/lib/competition/bundle-section';
import type { GallerySettings } from '@/lib/gallery/gallery.types';
import type { Prisma } from '@/lib/platform/prisma-client/client';

const schema: z.ZodType<GallerySettings> = z.strictObject({
  full_marks_in: z.array(z.string().min(1)).min(1).max(50),
  template: z.string().min(1).nullable().default(null),
});

/** `gallery` in `assignment.yaml`: who may show code and report to the class. */
export const gallerySection: BundleSection<GallerySettings> = {
  key: 'gallery',
  schema,
  check: ({ full_marks_in: ids }) =>
    new Set(ids).size === ids.length
      ? []
      : [{ code: 'duplicate', field: 'full_marks_in', message: 'an item is there twice.' }],
  present: async (tx, assignmentId) => {
    const row = await tx.galleryRules.findUnique({ where: { assignmentId } });
    return row ? schema.parse(row.settings) : null;
  },
  blocked: () => Promise.resolve(null),
  apply: async (tx, assignmentId, wanted) => {
    if (!wanted) {
      await tx.galleryRules.deleteMany({ where: { assignmentId } });
      return;
    }
    const settings = wanted as unknown as Prisma.InputJsonObject;
    await tx.galleryRules.upsert({
      where: { assignmentId },
      create: { assignmentId, settings },
      update: { settings },
    });
  },
};
