import { isStaff, type Role } from '@/lib/identity/roles.core';

/** Who may see what of an assignment, by role and phase. Pure: a test can ask "what does a student see a second before the reveal?" */

/**
 * Where an assignment stands for one person (`deadline.core.ts`). `closed`: they can submit nothing more that counts, private
 * results still hidden from them. `revealed`: private results are theirs to see.
 */
export type Phase = 'before' | 'open' | 'closed' | 'revealed';

/** Private scores and the private board. */
export function canSeePrivateResults(role: Role, phase: Phase): boolean {
  return isStaff(role) || phase === 'revealed';
}

/** Pages, data and boards of an assignment. */
export function canSeeAssignment(role: Role, phase: Phase): boolean {
  return isStaff(role) || phase !== 'before';
}

/** One's own published grade: whoever may still submit learns nothing of it, whatever is published. */
export function canSeeOwnGrade(phase: Phase): boolean {
  return phase === 'closed' || phase === 'revealed';
}
