import { z } from 'zod';
import { instant } from '@/lib/api/parts';
import { problem } from '@/lib/api/schemas/common';
import { role, submissionStatus } from '@/lib/api/schemas/competition';
import { studentGrade } from '@/lib/api/schemas/parts-of-assignment';

export const person = z.object({
  userId: z.uuid(),
  studentId: z.string().nullable(),
  name: z.string(),
  email: z.string().nullable(),
  displayName: z.string(),
  role,
  isRemoved: z.boolean(),
  account: z.enum(['ready', 'invited', 'no_link', 'disabled']),
});

const fieldChange = z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() });

export const rosterPlan = z.object({
  fingerprint: z.string(),
  encoding: z.string(),
  entries: z.array(
    z.object({
      line: z.int(),
      action: z.enum(['add', 'restore', 'change', 'unchanged']),
      studentId: z.string().nullable(),
      name: z.string(),
      email: z.string().nullable(),
      role,
      changes: z.array(fieldChange),
      kept: z.array(fieldChange),
    }),
  ),
  missing: z.array(z.object({ studentId: z.string().nullable(), name: z.string(), isRemoved: z.boolean() })),
});

export const rosterApplied = z.object({
  added: z.int(),
  changed: z.int(),
  removed: z.int(),
  /** Paths that set a password; they can't be read again. */
  invitations: z.array(
    z.object({
      studentId: z.string().nullable(),
      name: z.string(),
      email: z.string().nullable(),
      path: z.string(),
    }),
  ),
});

export const uploadedBundle = z.object({
  id: z.uuid(),
  fileName: z.string(),
  by: z.string(),
  status: z.enum(['reading', 'ready', 'refused', 'applying', 'applied']),
  assignment: z.string().nullable(),
  lines: z.array(z.string()),
  warnings: z.array(z.string()),
  problems: z.array(problem),
  createdAt: instant,
});

export const staffSubmission = z.object({
  id: z.int(),
  userId: z.uuid(),
  person: z.string(),
  studentId: z.string().nullable(),
  acceptedAt: instant,
  status: submissionStatus,
  publicScore: z.number().nullable(),
  privateScore: z.number().nullable(),
  selected: z.boolean(),
  invalidated: z.boolean(),
  description: z.string(),
  fileName: z.string(),
  problemCount: z.int(),
  problem: z.string().nullable(),
  late: z.boolean(),
});

export const staffParticipant = z.object({
  userId: z.uuid(),
  participantId: z.uuid().nullable(),
  name: z.string(),
  studentId: z.string().nullable(),
  role: z.string(),
  rulesAccepted: z.boolean(),
  entries: z.int(),
  attemptsToday: z.int(),
  limitToday: z.int().nullable(),
  bestScore: z.number().nullable(),
  publicRank: z.int().nullable(),
  privateScore: z.number().nullable(),
  privateRank: z.int().nullable(),
  hidden: z.boolean(),
  exceptions: z.int(),
});

export const settings = z.strictObject({
  title: z.string(),
  opens: z.string(),
  closes: z.string(),
  dailyLimit: z.int().nullable(),
  limitTimezone: z.string(),
  failedPerDayMax: z.int(),
  finalSubmissions: z.int(),
  revealMode: z.enum(['at_close', 'manual']),
  precision: z.int(),
  maxFileMb: z.number(),
  rulesRequired: z.boolean(),
  lateSubmissions: z.boolean(),
});

export const regrades = z.object({
  versions: z.array(
    z.object({
      id: z.uuid(),
      number: z.int(),
      fileName: z.string(),
      active: z.boolean(),
      createdAt: instant,
      rowsPublic: z.int(),
      rowsPrivate: z.int(),
      rowsIgnored: z.int(),
    }),
  ),
  run: z
    .object({
      id: z.uuid(),
      status: z.string(),
      total: z.int(),
      done: z.int(),
      toVersion: z.int(),
      reason: z.string(),
      startedBy: z.string().nullable(),
      createdAt: instant,
    })
    .nullable(),
  past: z.array(
    z.object({
      id: z.uuid(),
      status: z.string(),
      reason: z.string(),
      failure: z.string().nullable(),
      toVersion: z.int(),
      startedBy: z.string().nullable(),
      createdAt: instant,
    }),
  ),
});

const side = z.number().nullable();
const place = z.int().nullable();

export const regradePreview = z.object({
  submissionsChanged: z.int(),
  submissions: z.int(),
  pending: z.int(),
  changes: z.array(
    z.object({
      participantId: z.uuid(),
      name: z.string(),
      scoreBefore: side,
      scoreAfter: side,
      rankBefore: place,
      rankAfter: place,
      privateBefore: side,
      privateAfter: side,
      privateRankBefore: place,
      privateRankAfter: place,
    }),
  ),
});

export const staffQuiz = z.object({
  needsCheckpoints: z.boolean(),
  seeding: z.object({
    running: z.boolean(),
    done: z.int(),
    total: z.int(),
    failure: z.string().nullable(),
  }),
  balance: z.record(z.string(), z.int()),
  students: z.array(
    z.object({
      userId: z.uuid(),
      name: z.string(),
      studentId: z.string().nullable(),
      checkpoint: z
        .object({
          source: z.enum(['generated', 'uploaded']),
          ready: z.boolean(),
          downloadedAt: z.string().nullable(),
          class: z.string().nullable(),
          gradientNorm: z.number().nullable(),
          minimumRatio: z.number().nullable(),
          ambiguous: z.string().nullable(),
        })
        .nullable(),
      answers: z.record(z.string(), z.string()),
      answeredAt: z.string().nullable(),
      points: z.string().nullable(),
    }),
  ),
});

export const gradeTable = z.object({
  fingerprint: z.string(),
  published: z.int().nullable(),
  changed: z.int(),
  possible: z.string(),
  items: z.array(z.object({ id: z.string(), title: z.string(), points: z.number() })),
  lines: z.array(
    z.object({
      userId: z.uuid(),
      name: z.string(),
      studentId: z.string().nullable(),
      grade: studentGrade,
      published: z.string().nullable(),
    }),
  ),
});

export const auditLine = z.object({
  id: z.string(),
  at: instant,
  who: z.string().nullable(),
  action: z.string(),
  subject: z.string(),
  detail: z.array(z.string()),
});
