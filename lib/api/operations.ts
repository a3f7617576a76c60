import type { Operation } from '@/lib/api/operation';
import { COURSE_OPERATIONS } from '@/lib/api/operations/courses';
import { COURSEWORK_OPERATIONS } from '@/lib/api/operations/coursework';
import { DISCUSSION_OPERATIONS } from '@/lib/api/operations/discussion';
import { LEADERBOARD_OPERATIONS } from '@/lib/api/operations/leaderboard';
import { STAFF_COMPETITION_OPERATIONS } from '@/lib/api/operations/staff-competition';
import { STAFF_COURSE_OPERATIONS } from '@/lib/api/operations/staff-course';
import { STAFF_REGRADE_OPERATIONS } from '@/lib/api/operations/staff-regrade';
import { REVIEW_OPERATIONS } from '@/lib/api/operations/staff-review';
import { SETTINGS_OPERATIONS } from '@/lib/api/operations/staff-settings';
import { SUBMISSION_OPERATIONS } from '@/lib/api/operations/submissions';
import { UPLOAD_OPERATIONS } from '@/lib/api/operations/uploads';

/** Below the site's address. The public client's own protocol has /api/v1. */
export const BASE_PATH = '/api/rest/v1';

/** Everything the API can do, in the order of the document. */
export const OPERATIONS: readonly Operation[] = [
  ...COURSE_OPERATIONS,
  ...SUBMISSION_OPERATIONS,
  ...UPLOAD_OPERATIONS,
  ...LEADERBOARD_OPERATIONS,
  ...COURSEWORK_OPERATIONS,
  ...DISCUSSION_OPERATIONS,
  ...STAFF_COMPETITION_OPERATIONS,
  ...STAFF_REGRADE_OPERATIONS,
  ...STAFF_COURSE_OPERATIONS,
  ...REVIEW_OPERATIONS,
  ...SETTINGS_OPERATIONS,
];
