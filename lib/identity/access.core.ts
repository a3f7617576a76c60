/** Who may see and do what, by role and phase. Pure: a test can ask "what does a student see a second before the reveal?" */

export type Role = 'student' | 'auditor' | 'ta' | 'instructor';

/**
 * Where a competition stands. `closed`: no more submissions, private results still hidden. `revealed`: private results
 * are for everyone in the course.
 */
export type Phase = 'before' | 'open' | 'closed' | 'revealed';

export function isStaff(role: Role): boolean {
  return role === 'ta' || role === 'instructor';
}

/** Instructors alone change who is in the course; TAs do everything else. */
export function canManageEnrolments(role: Role): boolean {
  return role === 'instructor';
}

/** Private scores and the private board. */
export function canSeePrivateResults(role: Role, phase: Phase): boolean {
  return isStaff(role) || phase === 'revealed';
}

/** Pages, data and boards of an assignment. */
export function canSeeAssignment(role: Role, phase: Phase): boolean {
  return isStaff(role) || phase !== 'before';
}

/** Whether a participant of this role stands on boards, in counts and in plots. */
export function isRanked(role: Role): boolean {
  return role === 'student' || role === 'auditor';
}
