import { z } from 'zod';
import { component, counted, instant, role, text, uuid } from '@/lib/api/schemas/common';
import { studentGrade } from '@/lib/api/schemas/parts';

const { count } = counted;
const decimals = z.record(z.string(), z.string());

export const fileKind = z.enum(['data', 'reference']);

export const storedFile = component(
  'StoredFile',
  'A file as it is kept.',
  z.object({ sha256: z.string(), bytes: count }),
);

export const secondLook = component(
  'SecondLook',
  'A request to look at an item of the review again.',
  z.object({
    id: uuid,
    itemKey: z.string(),
    itemTitle: z.string(),
    reason: z.string(),
    createdAt: instant,
    state: z.enum(['open', 'accepted', 'declined']),
    reply: z.string().nullable(),
    decidedAt: instant.nullable(),
  }),
);

export const ownReview = component(
  'OwnReview',
  'What the staff said of one’s hand-in, once they have published it.',
  z.object({
    handinId: z.int(),
    points: decimals,
    comment: z.string(),
    unreasonable: z.boolean(),
    isOpenAgain: z.boolean(),
    requests: z.array(secondLook),
    comments: z.array(
      z.object({ file: z.int(), cell: z.int().nullable(), line: z.int(), markdown: z.string() }),
    ),
  }),
);

export const queueLine = component(
  'ReviewQueueLine',
  'A hand-in that counts, and how its review stands. Names are null where reviewers are not to know.',
  z.object({
    handinId: z.int(),
    userId: uuid.nullable(),
    name: z.string().nullable(),
    studentId: z.string().nullable(),
    receivedAt: instant,
    lateDays: count,
    files: count,
    reportWords: count.nullable().describe('As word processors count; null where it can’t be told'),
    reportCharacters: count.nullable(),
    status: z.enum(['waiting', 'taken', 'done']),
    reviewer: z.string().nullable(),
    total: z.string().nullable(),
    unreasonable: z.boolean(),
  }),
);

export const review = component(
  'Review',
  'A review as staff work on it.',
  z.object({
    person: z.string().nullable(),
    studentId: z.string().nullable(),
    points: decimals,
    comment: z.string(),
    unreasonable: z.boolean(),
    isComplete: z.boolean(),
    isTaken: z.boolean().describe('Somebody else works on it'),
    reviewer: z.string().nullable(),
    savedAt: instant.nullable(),
  }),
);

export const reviewBody = z.strictObject({
  points: z.record(text(100, 1), text(20)).describe('By the keys of the rubric’s parts, as decimal texts'),
  comment: text(20_000),
  unreasonable: z.boolean(),
  complete: z.boolean().describe('false: kept as it is so far'),
  basedOn: instant.nullable().optional().describe('`savedAt` of what was read; refused when saved since'),
});

export const gradeDetail = component(
  'StudentGradeDetail',
  'One student’s grade as it would be published now, with what was decided by hand.',
  z.object({
    name: z.string(),
    studentId: z.string().nullable(),
    grade: studentGrade,
    published: z.object({ number: z.int(), total: z.string() }).nullable(),
    breachFactor: z.number(),
    overrides: z.array(
      z.object({
        item: z.string(),
        points: z.string(),
        reason: z.string(),
        by: z.string().nullable(),
        at: instant,
        removedAt: instant.nullable(),
      }),
    ),
    breaches: z.array(
      z.object({
        id: uuid,
        kind: z.string(),
        evidence: z.string(),
        factor: z.string(),
        reply: z.string().nullable(),
        by: z.string().nullable(),
        at: instant,
        withdrawnAt: instant.nullable(),
      }),
    ),
  }),
);

export const settings = component(
  'Settings',
  'What may be changed while a competition runs.',
  z.object({
    title: z.string(),
    timezone: z.string(),
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
  }),
);

export const baseline = component(
  'Baseline',
  'A baseline of the boards.',
  z.object({
    id: uuid,
    name: z.string(),
    fileName: z.string().nullable(),
    publicScore: z.number().nullable(),
    privateScore: z.number().nullable(),
  }),
);

export const invitation = component(
  'Invitation',
  'A link to set a password with.',
  z.object({ userId: uuid, name: z.string(), role, path: z.string() }),
);

export const galleryEntry = component(
  'GalleryEntry',
  'Work that its author shows to the class.',
  z.object({
    id: uuid,
    name: z.string(),
    rank: z.int().nullable(),
    score: z.string().nullable(),
    files: z.array(z.object({ path: z.string(), bytes: count })),
    hasReport: z.boolean(),
    isOwn: z.boolean(),
  }),
);

export const webhook = component(
  'Webhook',
  'An address that is told of what happens in the course.',
  z.object({
    id: uuid,
    address: z.string(),
    events: z.array(z.string()),
    failures: count,
    disabledAt: instant.nullable(),
    createdAt: instant,
  }),
);
