import { z } from 'zod';
import { instant } from '@/lib/api/parts';
import { problem } from '@/lib/api/schemas/common';

export const role = z.enum(['student', 'auditor', 'ta', 'instructor']);
export const phase = z.enum(['before', 'open', 'closed', 'revealed']);
export const submissionStatus = z.enum(['queued', 'scoring', 'scored', 'invalid', 'failed']);
export const whichBoard = z.enum(['public', 'private']);
export const direction = z.enum(['higher_is_better', 'lower_is_better']);

export const assignmentSummary = z.object({
  slug: z.string(),
  title: z.string(),
  phase,
  timezone: z.string(),
  opensAt: instant,
  closesAt: instant,
});

export const course = z.object({
  slug: z.string(),
  title: z.string(),
  role,
  isStaff: z.boolean(),
  assignments: z.array(assignmentSummary),
});

export const me = z.object({
  login: z.string(),
  name: z.string(),
  /** What the token may do; null: asked by a session, which may all. */
  scope: z.enum(['read', 'submit', 'all']).nullable(),
  courses: z.array(course.omit({ assignments: true })),
});

export const assignment = z.object({
  competitionId: z.uuid(),
  courseSlug: z.string(),
  courseTitle: z.string(),
  slug: z.string(),
  title: z.string(),
  role,
  isStaff: z.boolean(),
  phase,
  timezone: z.string(),
  now: instant,
  opensAt: instant,
  closesAt: instant,
  isExtended: z.boolean(),
  metric: z.object({ title: z.string(), direction }),
  precision: z.int(),
  publicShare: z.number().nullable(),
  rules: z.object({ required: z.boolean(), accepted: z.boolean() }),
  attempts: z.object({
    limit: z.int().nullable(),
    used: z.int(),
    left: z.int().nullable(),
    resetsAt: instant,
    zone: z.string(),
  }),
  finals: z.object({ places: z.int(), selected: z.int() }),
  submissions: z.object({ total: z.int(), scored: z.int() }),
  standing: z.object({ rank: z.int(), of: z.int(), score: z.string(), which: whichBoard }).nullable(),
  fileBytesMax: z.int(),
  pages: z.array(z.object({ slug: z.string(), markdown: z.string() })),
  lateSubmissions: z.boolean(),
  canSubmit: z.boolean(),
});

export const assignmentFile = z.object({
  path: z.string(),
  kind: z.enum(['data', 'sample_submission', 'reference']),
  bytes: z.int(),
  sha256: z.string(),
});

export const receipt = z.object({
  submissionId: z.int(),
  status: submissionStatus,
  fileName: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  acceptedAt: instant,
  late: z.boolean(),
  attemptsLeft: z.int().nullable(),
  attemptsResetAt: instant,
  problems: z.array(problem),
  problemCount: z.int(),
});

export const submission = z.object({
  id: z.int(),
  status: submissionStatus,
  fileName: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  description: z.string(),
  acceptedAt: instant,
  publicScore: z.number().nullable(),
  /** null before the reveal. */
  privateScore: z.number().nullable(),
  selected: z.boolean(),
  selectable: z.boolean(),
  late: z.boolean(),
  problems: z.array(problem),
  problemCount: z.int(),
  invalidatedReason: z.string().nullable(),
  queuePlace: z.int().nullable(),
});

export const boardRow = z.object({
  kind: z.enum(['participant', 'baseline']),
  id: z.string(),
  rank: z.int().nullable(),
  rankChange: z.int().nullable(),
  name: z.string(),
  score: z.string(),
  entries: z.int().nullable(),
  lastEntryAt: instant.nullable(),
  progress: z.array(z.number()),
});

export const leaderboard = z.object({
  which: whichBoard,
  generatedAt: instant,
  metricTitle: z.string(),
  direction,
  share: z.number().nullable(),
  /** The viewer's own row, where they have one: it is in `items` only on its page. */
  own: boardRow.nullable(),
  items: z.array(boardRow),
  next: z.string().nullable(),
});
