import { z } from 'zod';
import { component, instant, problemItem, role, submissionStatus, uuid } from '@/lib/api/schemas/common';
import { studentGrade } from '@/lib/api/schemas/parts';

const count = z.int().min(0);

export const person = component(
  'Person',
  'Somebody in a course.',
  z.object({
    userId: z.string(),
    studentId: z.string().nullable(),
    name: z.string(),
    email: z.string().nullable(),
    displayName: z.string(),
    role,
    isRemoved: z.boolean(),
    account: z.enum(['ready', 'invited', 'no_link', 'disabled']),
  }),
);

const change = z.object({
  field: z.enum(['student_id', 'name', 'email', 'role']),
  from: z.string().nullable(),
  to: z.string(),
});

export const rosterOutcome = component(
  'RosterOutcome',
  'What a class list changes, or has changed.',
  z.object({
    applied: z.boolean(),
    fingerprint: z.string().nullable().describe('Of the preview; hand it back to apply exactly this'),
    entries: z.array(
      z.object({
        line: z.int(),
        action: z.enum(['add', 'restore', 'change', 'unchanged']),
        studentId: z.string().nullable(),
        name: z.string(),
        email: z.string().nullable(),
        role,
        changes: z.array(change),
        kept: z.array(change),
      }),
    ),
    missing: z.array(
      z.object({
        userId: z.string(),
        studentId: z.string().nullable(),
        name: z.string(),
        role,
        isRemoved: z.boolean(),
      }),
    ),
    encoding: z.string().nullable().describe('The file was read as'),
    notes: z.array(problemItem).describe('What was read otherwise than it stands in the file; harmless'),
    doubts: z
      .array(problemItem)
      .describe('What looks damaged, and identities that change: applied only with `acceptDoubts`'),
    invitations: z
      .array(
        z.object({
          studentId: z.string().nullable(),
          name: z.string(),
          email: z.string().nullable(),
          role,
          link: z.string(),
        }),
      )
      .describe('Links of new people; shown this once'),
  }),
);

export const canvasRow = component(
  'CanvasRow',
  'What filling a grade-book export does with one person of it.',
  z.object({
    row: z.int().describe('1-based record of the file, the header being 1'),
    who: z.string(),
    outcome: z.enum(['filled', 'excused', 'unmatched', 'contradiction', 'repeated']),
    by: z.string().nullable().describe('The column that told who it is'),
    studentId: z.string().nullable(),
  }),
);

export const participant = component(
  'Participant',
  'A person of the course with their standing in the competition.',
  z.object({
    userId: z.string(),
    participantId: z.string().nullable(),
    name: z.string(),
    studentId: z.string().nullable(),
    role: z.string(),
    rulesAccepted: z.boolean(),
    entries: count,
    attemptsToday: count,
    limitToday: count.nullable(),
    bestScore: z.number().nullable(),
    publicRank: count.nullable(),
    privateScore: z.number().nullable(),
    privateRank: count.nullable(),
    hidden: z.boolean(),
    exceptions: count,
  }),
);

export const revealPreview = component(
  'RevealPreview',
  'What a reveal of the private results now would mean.',
  z.object({
    stillSubmitting: z
      .array(
        z.object({
          userId: z.string(),
          name: z.string(),
          studentId: z.string().nullable(),
          closesAt: instant.describe('Their own deadline; the first moment that is too late'),
        }),
      )
      .describe('Who can still submit; they see nothing of it before their own deadline'),
  }),
);

export const staffSubmission = component(
  'StaffSubmission',
  'Anybody’s submission, for staff.',
  z.object({
    id: z.int(),
    userId: z.string(),
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
    problemCount: count,
    problem: z.string().nullable(),
    late: z.boolean(),
  }),
);

export const staffSubmissionDetail = component(
  'StaffSubmissionDetail',
  'A submission with everything staff may want to know of it.',
  z.object({
    id: z.int(),
    competitionId: z.string(),
    userId: z.string(),
    person: z.string(),
    studentId: z.string().nullable(),
    status: submissionStatus,
    sha256: z.string(),
    bytes: count,
    fileName: z.string(),
    description: z.string(),
    source: z.string(),
    acceptedAt: instant,
    late: z.boolean(),
    countsForLimit: z.boolean(),
    selected: z.boolean(),
    invalidatedReason: z.string().nullable(),
    problems: z.array(problemItem),
    problemCount: count,
    failure: z.string().nullable(),
    tries: count,
    scores: z.array(
      z.object({
        version: z.int(),
        metric: z.string(),
        publicScore: z.number().nullable(),
        privateScore: z.number().nullable(),
        active: z.boolean(),
      }),
    ),
  }),
);

const pastRun = z.object({
  id: z.string(),
  status: z.string(),
  reason: z.string(),
  toVersion: z.int(),
  startedBy: z.string().nullable(),
  createdAt: instant,
});

export const regradeState = component(
  'Regrades',
  'The solution’s versions and the regrades.',
  z.object({
    versions: z.array(
      z.object({
        id: z.string(),
        number: z.int(),
        fileName: z.string(),
        active: z.boolean(),
        createdAt: instant,
        rowsPublic: count,
        rowsPrivate: count,
        rowsIgnored: count,
      }),
    ),
    run: pastRun.extend({ total: count, done: count }).nullable(),
    past: z.array(pastRun.extend({ failure: z.string().nullable() })),
  }),
);

const score = z.number().nullable();
export const regradePreview = component(
  'RegradePreview',
  'What a regrade would change.',
  z.object({
    submissionsChanged: count,
    submissions: count,
    pending: count,
    changes: z.array(
      z.object({
        participantId: z.string(),
        name: z.string(),
        scoreBefore: score,
        scoreAfter: score,
        rankBefore: score,
        rankAfter: score,
        privateBefore: score,
        privateAfter: score,
        privateRankBefore: score,
        privateRankAfter: score,
      }),
    ),
  }),
);

export const auditLine = component(
  'AuditEntry',
  'A line of the audit log.',
  z.object({
    id: z.string(),
    at: instant,
    who: z.string().nullable().describe('null: the platform'),
    action: z.string(),
    subject: z.string(),
    detail: z.array(z.string()),
  }),
);

const figures = { before: z.string().nullable(), after: z.string().nullable() };
const gradeChange = z.object({
  ...figures,
  items: z.array(z.object({ id: z.string(), ...figures })),
  multiplier: z.object(figures).nullable(),
});

export const gradePreview = component(
  'GradePreview',
  'Everyone’s grade as it would be published now, beside what is published.',
  z.object({
    fingerprint: z.string().describe('Hand it back to publish exactly this'),
    published: z.int().nullable(),
    changed: count,
    possible: z.string(),
    items: z.array(z.object({ id: z.string(), title: z.string(), points: z.number() })),
    lines: z.array(
      z.object({
        userId: z.string(),
        name: z.string(),
        studentId: z.string().nullable(),
        grade: studentGrade,
        published: z.string().nullable(),
        change: gradeChange.nullable(),
      }),
    ),
  }),
);

export const checkpointState = component(
  'StudentCheckpoint',
  'A student’s checkpoint, for staff.',
  z.object({
    userId: z.string(),
    name: z.string(),
    studentId: z.string().nullable(),
    checkpoint: z
      .object({
        source: z.enum(['generated', 'uploaded']),
        ready: z.boolean(),
        downloadedAt: instant.nullable(),
        class: z.string().nullable(),
        gradientNorm: z.number().nullable(),
        minimumRatio: z.number().nullable(),
      })
      .nullable(),
    answers: z.record(z.string(), z.string()),
    answeredAt: instant.nullable(),
    points: z.string().nullable(),
  }),
);

export const importOutcome = component(
  'ImportOutcome',
  'What an import changes, or has changed.',
  z.object({ applied: z.boolean(), changes: z.array(z.string()), warnings: z.array(z.string()) }),
);

export const uploadedBundle = component(
  'UploadedBundle',
  'An assignment’s folder that was uploaded as a zip.',
  z.object({
    id: uuid,
    fileName: z.string(),
    by: z.string(),
    status: z.enum(['reading', 'ready', 'refused', 'applying', 'applied']),
    assignment: z.string().nullable().describe('Slug of the assignment in it; null before it was read'),
    lines: z.array(z.string()).describe('What would change, or has changed'),
    warnings: z.array(z.string()),
    problems: z.array(problemItem),
    createdAt: instant,
  }),
);
