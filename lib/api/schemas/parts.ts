import { z } from 'zod';
import { component, instant, text } from '@/lib/api/schemas/common';

const count = z.int().min(0);

export const answerValue = component(
  'QuizAnswer',
  'An answer to a question. Options are 0-based positions in the question’s list.',
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('option'), option: z.int().min(0).max(100) }),
    z.strictObject({ kind: z.literal('options'), options: z.array(z.int().min(0).max(100)).max(100) }),
    z.strictObject({ kind: z.literal('number'), text: text(100) }),
    z.strictObject({ kind: z.literal('text'), text: text(2_000) }),
  ]),
);

const savedAnswer = z.object({ value: answerValue, at: instant, text: z.string() });

export const question = component(
  'QuizQuestion',
  'A question with the viewer’s own answer. What is right is told after the release alone.',
  z.object({
    id: z.string(),
    kind: z.enum(['hessian', 'single_choice', 'multiple_choice', 'number', 'short_text']),
    text: z.string(),
    points: z.number(),
    options: z.array(z.string()),
    saved: savedAnswer.nullable(),
    released: z
      .object({
        right: z.boolean(),
        points: z.string(),
        possible: z.string(),
        rightAnswer: z.string().nullable(),
      })
      .nullable(),
  }),
);

export const quiz = component(
  'Quiz',
  'The quiz of an assignment.',
  z.object({
    status: z.enum(['before', 'open', 'closed', 'released']),
    timezone: z.string(),
    opensAt: instant,
    closesAt: instant,
    isExtended: z.boolean(),
    hasCheckpoint: z.boolean(),
    questions: z.array(question),
    total: z.object({ points: z.string(), possible: z.string() }).nullable(),
  }),
);

export const checkpointFormat = component(
  'CheckpointFile',
  'A form the viewer’s checkpoint can be had in.',
  z.object({ format: z.enum(['safetensors', 'npz', 'ipynb', 'json']), url: z.string() }),
);

const handinEntry = z.object({ path: z.string(), bytes: count });

export const handinReceipt = component(
  'HandinReceipt',
  'An archive that was taken.',
  z.object({
    handinId: z.int(),
    fileName: z.string(),
    bytes: count,
    sha256: z.string(),
    receivedAt: instant,
    lateDays: count,
    entries: z.array(handinEntry),
    notes: z.array(z.string()).describe('What the sender should know and need not mend, e.g. files left out'),
  }),
);

export const handins = component(
  'Handins',
  'What the hand-in asks for, and the viewer’s own archives, newest first; the newest counts.',
  z.object({
    expectedName: z.string(),
    types: z.array(z.string()),
    maxMb: z.number(),
    closesAt: instant,
    isOpen: z.boolean(),
    late: z.object({ penalty_per_day: z.string(), max_days: count }).nullable(),
    rubric: z.array(z.object({ key: z.string(), title: z.string(), points: z.string() })),
    handins: z.array(
      z.object({
        id: z.int(),
        fileName: z.string(),
        bytes: count,
        sha256: z.string(),
        receivedAt: instant,
        lateDays: count,
        entries: z.array(handinEntry),
        reportWords: count.nullable(),
        reportCharacters: count.nullable(),
      }),
    ),
    review: z
      .object({
        points: z.record(z.string(), z.string()),
        comment: z.string(),
        unreasonable: z.boolean(),
      })
      .nullable(),
  }),
);

/** Why an item got its points; what stands in it depends on `code`. */
const why = z.looseObject({ code: z.string() });

export const studentGrade = component(
  'StudentGrade',
  'Points by item. All points are decimal strings.',
  z.object({
    items: z.array(z.object({ id: z.string(), points: z.string(), possible: z.string(), why })),
    sum: z.string(),
    multiplier: z.string(),
    breaches: z.array(z.object({ id: z.string(), kind: z.string(), factor: z.string() })),
    total: z.string(),
  }),
);

export const myGrade = component(
  'MyGrade',
  'The viewer’s published grade.',
  z.object({
    number: z.int(),
    publishedAt: instant,
    grade: studentGrade,
    titles: z.record(z.string(), z.string()),
    classTotals: z.array(z.string()).nullable(),
  }),
);

export const breach = component(
  'Breach',
  'A breach of the rules that staff recorded.',
  z.object({
    id: z.string(),
    kind: z.string(),
    evidence: z.string(),
    factor: z.string(),
    reply: z.string().nullable(),
    withdrawn: z.boolean(),
  }),
);

export const announcement = component(
  'Announcement',
  'What the staff made known.',
  z.object({
    id: z.string(),
    title: z.string(),
    markdown: z.string(),
    author: z.string().nullable(),
    createdAt: instant,
    editedAt: instant.nullable(),
  }),
);

export const threadLine = component(
  'ThreadSummary',
  'A question in the list of the discussion.',
  z.object({
    id: z.string(),
    title: z.string(),
    author: z.string(),
    isPrivate: z.boolean(),
    isAnswered: z.boolean(),
    hasStaffAnswer: z.boolean(),
    answers: count,
    lastPostAt: instant,
  }),
);

export const thread = component(
  'Thread',
  'A question with its answers.',
  z.object({
    id: z.string(),
    title: z.string(),
    isPrivate: z.boolean(),
    isFollowed: z.boolean(),
    posts: z.array(
      z.object({
        id: z.string(),
        author: z.string(),
        isStaff: z.boolean(),
        isOwn: z.boolean(),
        isAccepted: z.boolean(),
        markdown: z.string().nullable().describe('null: removed'),
        createdAt: instant,
        editedAt: instant.nullable(),
      }),
    ),
  }),
);
