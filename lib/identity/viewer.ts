import { isStaff, type Role } from '@/lib/identity/roles.core';
import type { Db, Tx } from '@/lib/platform/database/client';
import { refuse, type Refused } from '@/lib/platform/result';

/** Whoever asks: a signed-in person, the holder of a token, or the operator at the server's own command line. */
export interface Viewer {
  readonly userId: string;
  readonly name: string;
  readonly canCreateCourses: boolean;
  /** Where a token asks that may do less than its owner; left out: everything they may. */
  readonly scope?: TokenScope;
  /** The one course a session by a learning platform reaches; left out: all the person is in. */
  readonly onlyCourseId?: string;
  /** What they came with; left out: nothing that could be taken back (the operator, a feed). */
  readonly by?: Credential;
}

/** What a request is made with; it works for as long as its row does. */
export interface Credential {
  readonly kind: 'session' | 'token';
  readonly id: string;
}

/** Whether what the viewer came with opens this course at all. */
export function reaches(viewer: Viewer, courseId: string): boolean {
  return viewer.onlyCourseId === undefined || viewer.onlyCourseId === courseId;
}

/** Which enrolments of the viewer count. */
export function ownEnrolments(viewer: Viewer): { userId: string; removedAt: null; courseId?: string } {
  const only = viewer.onlyCourseId === undefined ? {} : { courseId: viewer.onlyCourseId };
  return { userId: viewer.userId, removedAt: null, ...only };
}

/** Refuses what changes the account itself to whoever came by a learning platform. */
export function needsOwnSignIn(viewer: Viewer): Refused | null {
  return viewer.onlyCourseId === undefined
    ? null
    : refuse({
        code: 'own_sign_in_needed',
        message:
          'You came by a link of a learning platform. Sign out, and sign in here by yourself, to change your account.',
      });
}

/** `read`: look and download. `submit`: also what a participant does. Neither is staff anywhere. */
export const TOKEN_SCOPES = ['read', 'submit', 'all'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** The role a viewer acts in: staff who come with a token of a smaller scope see what an auditor sees. */
export function roleOf(viewer: Viewer, role: Role): Role {
  const isWhole = viewer.scope === undefined || viewer.scope === 'all';
  return isWhole || !isStaff(role) ? role : 'auditor';
}

export interface CourseAccess {
  readonly courseId: string;
  readonly enrolmentId: string;
  readonly role: Role;
  readonly displayName: string;
}

/** The viewer's standing in a course, read afresh at every request; null for who is not (or no longer) enrolled. */
export async function courseAccess(
  tx: Db | Tx,
  viewer: Viewer,
  courseId: string,
): Promise<CourseAccess | null> {
  if (!reaches(viewer, courseId)) return null;
  const enrolment = await tx.enrolment.findUnique({
    where: { courseId_userId: { courseId, userId: viewer.userId } },
    select: {
      id: true,
      role: true,
      displayName: true,
      removedAt: true,
      user: { select: { disabledAt: true } },
    },
  });
  if (!enrolment || enrolment.removedAt || enrolment.user.disabledAt) return null;
  return {
    courseId,
    enrolmentId: enrolment.id,
    role: roleOf(viewer, enrolment.role),
    displayName: enrolment.displayName,
  };
}

/** The same answer for what does not exist and for what the viewer must not know to exist. */
export function notFound(what: string): Refused {
  return refuse({ code: 'not_found', message: `This ${what} does not exist, or you have no access to it.` });
}

export function forbidden(message: string): Refused {
  return refuse({ code: 'forbidden', message });
}
