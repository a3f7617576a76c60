import type { Entered, Part } from '@/lib/assignment/gate';
import type { GradingSettings } from '@/lib/gradebook/grade.types';
import { gradingSection } from '@/lib/gradebook/section';

export interface GradingAccess extends Pick<Entered, 'competition' | 'phase' | 'now'> {
  readonly settings: GradingSettings;
}

/** The rules grades of an assignment are computed by. */
export const gradingPart: Part<GradingAccess> = {
  what: 'grading',
  async load(tx, { competition, phase, now }) {
    const settings = await gradingSection.present(tx, competition.id);
    return settings && { competition, phase, now, settings };
  },
};
