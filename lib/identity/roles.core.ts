/** What people are in a course. What each may see of an assignment in which phase: `assignment/access.core.ts`. */
export type Role = 'student' | 'auditor' | 'ta' | 'instructor';

export function isStaff(role: Role): boolean {
  return role === 'ta' || role === 'instructor';
}

/** Instructors alone change who is in the course; TAs do everything else. */
export function canManageEnrolments(role: Role): boolean {
  return role === 'instructor';
}

/** Whether a participant of this role stands on boards, in counts and in plots. */
export function isRanked(role: Role): boolean {
  return role === 'student' || role === 'auditor';
}
