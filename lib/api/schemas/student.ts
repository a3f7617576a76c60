import { z } from 'zod';
import {
  component,
  direction,
  instant,
  phase,
  problemItem,
  role,
  submissionStatus,
} from '@/lib/api/schemas/common';

const count = z.int().min(0);

export const me = component(
  'Me',
  'Whoever asks.',
  z.object({
    userId: z.string(),
    name: z.string(),
    login: z.string().describe('Student ID, else e-mail address'),
    scope: z.enum(['read', 'submit', 'all']).describe('What this token may do'),
    canCreateCourses: z.boolean(),
  }),
);

export const courseSummary = component(
  'Course',
  'A course of the viewer.',
  z.object({ slug: z.string(), title: z.string(), role, isStaff: z.boolean() }),
);

export const assignmentSummary = component(
  'AssignmentSummary',
  'An assignment in a list.',
  z.object({
    slug: z.string(),
    title: z.string(),
    phase,
    timezone: z.string(),
    opensAt: instant,
    closesAt: instant.describe('The first moment that is too late'),
  }),
);

export const assignmentDetail = component(
  'Assignment',
  'An assignment with the viewer’s own standing.',
  z.object({
    competitionId: z.string(),
    courseSlug: z.string(),
    courseTitle: z.string(),
    slug: z.string(),
    title: z.string(),
    role,
    phase,
    timezone: z.string(),
    now: instant,
    opensAt: instant,
    closesAt: instant.describe('The deadline that holds for the viewer; the first moment that is too late'),
    isExtended: z.boolean(),
    metric: z.object({ title: z.string(), direction }),
    precision: z.int().describe('Decimals scores are shown with'),
    publicShare: z.number().nullable().describe('Share of the scored rows that the public board uses'),
    rules: z.object({ required: z.boolean(), accepted: z.boolean() }),
    attempts: z.object({
      limit: count.nullable().describe('Submissions a day; null: as many as you like'),
      used: count,
      left: count.nullable(),
      resetsAt: instant,
      zone: z.string(),
    }),
    finals: z.object({ places: count, selected: count }),
    submissions: z.object({ total: count, scored: count }),
    standing: z
      .object({ rank: count, of: count, score: z.string(), which: z.enum(['public', 'private']) })
      .nullable(),
    fileBytesMax: count,
    lateSubmissions: z.boolean(),
    canSubmit: z.boolean(),
  }),
);

export const page = component(
  'Page',
  'A page of an assignment.',
  z.object({ slug: z.string(), markdown: z.string() }),
);

export const dataFile = component(
  'DataFile',
  'A file to download.',
  z.object({
    path: z.string(),
    kind: z.enum(['data', 'sample_submission', 'reference']),
    bytes: count,
    sha256: z.string(),
    url: z.string().describe('Takes tokens and byte ranges'),
  }),
);

export const receipt = component(
  'Receipt',
  'What became of an upload. An invalid file uses no attempt.',
  z.object({
    submissionId: z.int(),
    status: submissionStatus,
    fileName: z.string(),
    bytes: count,
    sha256: z.string(),
    acceptedAt: instant,
    late: z.boolean(),
    attemptsLeft: count.nullable(),
    attemptsResetAt: instant,
    problems: z.array(problemItem).describe('The first problems of an invalid file'),
    problemCount: count,
  }),
);

export const ownSubmission = component(
  'Submission',
  'A submission of the viewer’s own.',
  z.object({
    id: z.int(),
    status: submissionStatus,
    fileName: z.string(),
    bytes: count,
    sha256: z.string(),
    description: z.string(),
    acceptedAt: instant,
    publicScore: z.number().nullable(),
    privateScore: z.number().nullable().describe('null before the reveal'),
    selected: z.boolean(),
    selectable: z.boolean(),
    late: z.boolean(),
    problems: z.array(problemItem),
    problemCount: count,
    invalidatedReason: z.string().nullable(),
    queuePlace: count.nullable(),
  }),
);

export const uploadState = component(
  'Upload',
  'A resumable upload.',
  z.object({
    uploadId: z.string(),
    competitionId: z.string(),
    offset: count.describe('Bytes that have arrived; the next piece begins here'),
    bytesTotal: count,
    receivedAt: instant.nullable().describe('When the last byte had arrived; the deadline is judged by it'),
  }),
);

export const boardRow = component(
  'BoardRow',
  'A participant or a baseline on a board.',
  z.object({
    kind: z.enum(['participant', 'baseline']),
    id: z.string(),
    rank: count.nullable(),
    rankChange: z.int().nullable().describe('Public rank minus private rank'),
    name: z.string(),
    score: z.string(),
    entries: count.nullable(),
    lastEntryAt: instant.nullable(),
    progress: z.array(z.number()).describe('Best public score after each scored submission'),
  }),
);

export const board = component(
  'Leaderboard',
  'A page of a board.',
  z.object({
    which: z.enum(['public', 'private']),
    generatedAt: instant,
    metricTitle: z.string(),
    direction,
    share: z.number().nullable(),
    ownRowId: z.string().nullable(),
    items: z.array(boardRow),
    nextCursor: z.string().nullable(),
  }),
);
