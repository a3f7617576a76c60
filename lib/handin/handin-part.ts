import { deadlineFor, endOfMinute } from '@/lib/assignment/deadline.core';
import type { Entered, Part } from '@/lib/assignment/gate';
import { handinSection } from '@/lib/handin/section';
import type { HandinSettings } from '@/lib/handin/handin.types';

export interface HandinAccess {
  readonly entered: Entered;
  readonly settings: HandinSettings;
  /** The first instant that is late for all. */
  readonly closesAt: Date;
  readonly publishedAt: Date | null;
}

/** The hand-in of an assignment. */
export const handinPart: Part<HandinAccess> = {
  what: 'hand-in',
  async load(tx, entered) {
    const settings = await handinSection.present(tx, entered.competition.id);
    if (!settings) return null;
    const { id, closesAt, timezone } = entered.competition;
    const rules = await tx.handinRules.findUniqueOrThrow({ where: { assignmentId: id } });
    return {
      entered,
      settings,
      closesAt: settings.closes === undefined ? closesAt : endOfMinute(settings.closes, timezone),
      publishedAt: rules.publishedAt,
    };
  },
};

/** The deadline that holds for the asker. */
export function ownDeadline({ closesAt, entered }: HandinAccess): Date {
  return deadlineFor(closesAt, entered.ownExtension);
}

/** Whether reviewers are not to know whose hand-ins they are: by the assignment's setting, until the reviews are published. */
export function isMasked({ settings, publishedAt }: HandinAccess): boolean {
  return settings.anonymous && publishedAt === null;
}
