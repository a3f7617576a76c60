import { z } from 'zod';
import { instant } from '@/lib/api/parts';

const answerValue = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('option'), option: z.int() }),
  z.object({ kind: z.literal('options'), options: z.array(z.int()) }),
  z.object({ kind: z.literal('number'), text: z.string() }),
  z.object({ kind: z.literal('text'), text: z.string() }),
]);
export const answer = answerValue;

const savedAnswer = z.object({ value: answerValue, at: instant, text: z.string() });

export const quiz = z.object({
  status: z.enum(['before', 'open', 'closed', 'released']),
  timezone: z.string(),
  opensAt: instant,
  closesAt: instant,
  isExtended: z.boolean(),
  hasCheckpoint: z.boolean(),
  questions: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['hessian', 'single_choice', 'multiple_choice', 'number', 'short_text']),
      text: z.string(),
      points: z.number(),
      options: z.array(z.string()),
      thresholds: z.object({ gradientNorm: z.number(), minimumRatio: z.number() }).nullable(),
      saved: savedAnswer.nullable(),
      history: z.array(savedAnswer),
      /** null before the release. */
      released: z
        .object({
          right: z.boolean(),
          points: z.string(),
          possible: z.string(),
          rightAnswer: z.string().nullable(),
        })
        .nullable(),
    }),
  ),
  total: z.object({ points: z.string(), possible: z.string() }).nullable(),
});

const entry = z.object({ path: z.string(), bytes: z.int() });

export const handinReceipt = z.object({
  handinId: z.int(),
  fileName: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  receivedAt: instant,
  lateDays: z.int(),
  entries: z.array(entry),
});

export const handins = z.object({
  expectedName: z.string(),
  types: z.array(z.string()),
  maxMb: z.number(),
  takesReport: z.boolean(),
  closesAt: instant,
  isOpen: z.boolean(),
  items: z.array(
    z.object({
      id: z.int(),
      fileName: z.string(),
      bytes: z.int(),
      sha256: z.string(),
      receivedAt: instant,
      lateDays: z.int(),
      entries: z.array(entry),
      reportWords: z.int().nullable(),
    }),
  ),
  /** Of the one that counts, once published. */
  review: z
    .object({ points: z.record(z.string(), z.string()), comment: z.string(), unreasonable: z.boolean() })
    .nullable(),
});

export const studentGrade = z.object({
  userId: z.uuid(),
  items: z.array(
    z.object({
      id: z.string(),
      points: z.string(),
      possible: z.string(),
      why: z.looseObject({ code: z.string() }),
    }),
  ),
  sum: z.string(),
  multiplier: z.string(),
  breaches: z.array(z.object({ id: z.string(), kind: z.string(), factor: z.string() })),
  total: z.string(),
});

export const myGrade = z.object({
  number: z.int(),
  publishedAt: instant,
  grade: studentGrade,
  titles: z.record(z.string(), z.string()),
  classTotals: z.array(z.string()).nullable(),
});

export const announcement = z.object({
  id: z.uuid(),
  title: z.string(),
  markdown: z.string(),
  author: z.string().nullable(),
  createdAt: instant,
  editedAt: instant.nullable(),
});

export const threadLine = z.object({
  id: z.uuid(),
  title: z.string(),
  author: z.string(),
  isPrivate: z.boolean(),
  isAnswered: z.boolean(),
  hasStaffAnswer: z.boolean(),
  answers: z.int(),
  lastPostAt: instant,
});

export const thread = z.object({
  id: z.uuid(),
  title: z.string(),
  isPrivate: z.boolean(),
  isFollowed: z.boolean(),
  posts: z.array(
    z.object({
      id: z.uuid(),
      author: z.string(),
      isStaff: z.boolean(),
      isOwn: z.boolean(),
      isAccepted: z.boolean(),
      markdown: z.string().nullable(),
      createdAt: instant,
      editedAt: instant.nullable(),
    }),
  ),
});
