'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import type { Outcome } from '@/app/_ui/ActionButton.client';
import { requireViewer } from '@/app/_data/assignment';
import { readForm, refused, succeeded, type FormState, type Problem } from '@/app/_data/form';
import { MARKDOWN_CHARS_MAX, markdownHtml, type Rendered } from '@/lib/platform/rendering/renderer';
import type { Result } from '@/lib/platform/result';
import { addBaseline, removeBaseline } from '@/lib/staff/baselines';
import { scoringSchema, updateScoring } from '@/lib/staff/scoring-settings';
import { removeAssignmentFile } from '@/lib/staff/assignment-files';
import { addPage, removePage, updatePage } from '@/lib/staff/pages';
import { settingsSchema, updateSettings } from '@/lib/staff/update-settings';

/** A form has texts and, for checked boxes, `on`; the schema of the settings has numbers and booleans. */
const number = z.coerce.number();
const checked = z
  .literal('on')
  .optional()
  .transform((value) => value === 'on');
const settingsForm = z.strictObject({
  competitionId: z.uuid(),
  title: z.string(),
  timezone: z.string(),
  opens: z.string(),
  closes: z.string(),
  dailyLimit: z.string().transform((text) => (text.trim() === '' ? null : Number(text))),
  limitTimezone: z.string(),
  failedPerDayMax: number,
  finalSubmissions: number,
  revealMode: z.string(),
  precision: number,
  maxFileMb: number,
  rulesRequired: checked,
  lateSubmissions: checked,
});

export async function settingsAction(state: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer();
  const input = readForm(settingsForm, form);
  if (!input.ok) return refused(state, form, input.problems);
  const { competitionId, ...fields } = input.value;
  const wanted = settingsSchema.safeParse(fields);
  if (!wanted.success) {
    return refused(state, form, wanted.error.issues.map(fieldProblem));
  }
  const done = await updateSettings(viewer, competitionId, wanted.data);
  if (!done.ok) return refused(state, form, done.problems);
  revalidatePath('/', 'layout');
  return succeeded(state);
}

const pageForm = z.strictObject({
  competitionId: z.uuid(),
  slug: z.string().max(40),
  markdown: z.string().max(MARKDOWN_CHARS_MAX),
});

export async function pageAction(state: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer();
  const input = readForm(pageForm, form);
  if (!input.ok) return refused(state, form, input.problems);
  const done = await updatePage(viewer, input.value.competitionId, input.value.slug, input.value.markdown);
  if (!done.ok) return refused(state, form, done.problems);
  revalidatePath('/', 'layout');
  return succeeded(state);
}

const newPageForm = z.strictObject({ competitionId: z.uuid(), slug: z.string().trim().max(60) });

export async function addPageAction(state: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer();
  const input = readForm(newPageForm, form);
  if (!input.ok) return refused(state, form, input.problems);
  const done = await addPage(viewer, input.value.competitionId, input.value.slug);
  if (!done.ok) return refused(state, form, done.problems);
  revalidatePath('/', 'layout');
  return succeeded(state);
}

export async function removePageAction(competitionId: string, slug: string): Promise<Outcome> {
  return outcome(
    await removePage(await requireViewer(), z.uuid().parse(competitionId), z.string().parse(slug)),
  );
}

export async function removeFileAction(competitionId: string, path: string): Promise<Outcome> {
  const viewer = await requireViewer();
  return outcome(await removeAssignmentFile(viewer, z.uuid().parse(competitionId), z.string().parse(path)));
}

/** Markdown as students will see it, sanitised; nothing is stored. */
export async function previewAction(markdown: string): Promise<Rendered> {
  await requireViewer();
  return markdownHtml(z.string().max(MARKDOWN_CHARS_MAX).parse(markdown));
}

const lines = z.string().transform((text) => text.split(/\r?\n/).filter((line) => line.trim() !== ''));
const scoringForm = z.strictObject({
  competitionId: z.uuid(),
  metric: z.string(),
  idColumn: z.string(),
  targetColumns: lines,
  labels: lines,
  splitBy: z.string(),
  splitPublic: number.optional(),
  splitSeed: z.string().optional(),
  splitColumn: z.string().optional(),
});

export async function scoringAction(state: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer();
  const input = readForm(scoringForm, form);
  if (!input.ok) return refused(state, form, input.problems);
  const { competitionId, splitBy, splitPublic, splitSeed, splitColumn, ...fields } = input.value;
  const wanted = scoringSchema.safeParse({
    ...fields,
    split:
      splitBy === 'usage'
        ? null
        : {
            public: splitPublic,
            seed: splitSeed,
            by: splitBy,
            ...(splitColumn ? { column: splitColumn } : {}),
          },
  });
  if (!wanted.success) return refused(state, form, wanted.error.issues.map(fieldProblem));
  const done = await updateScoring(viewer, competitionId, wanted.data);
  if (!done.ok) return refused(state, form, done.problems);
  revalidatePath('/', 'layout');
  return succeeded(state);
}

const BASELINE_BYTES_MAX = 200_000_000;
const baselineForm = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('scores'),
    competitionId: z.uuid(),
    name: z.string().trim().min(1).max(100),
    public: number,
    private: number,
  }),
  z.strictObject({
    kind: z.literal('file'),
    competitionId: z.uuid(),
    name: z.string().trim().min(1).max(100),
    file: z
      .instanceof(File)
      .refine((file) => file.size > 0 && file.size <= BASELINE_BYTES_MAX, 'Choose a file.'),
  }),
]);

export async function addBaselineAction(state: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer();
  const input = readForm(baselineForm, form);
  if (!input.ok) return refused(state, form, input.problems);
  const { competitionId, name } = input.value;
  const source =
    input.value.kind === 'file'
      ? {
          kind: 'file' as const,
          bytes: new Uint8Array(await input.value.file.arrayBuffer()),
          fileName: input.value.file.name,
        }
      : { kind: 'scores' as const, public: input.value.public, private: input.value.private };
  const done = await addBaseline(viewer, competitionId, name, source);
  if (!done.ok) return refused(state, form, done.problems);
  revalidatePath('/', 'layout');
  return succeeded(state);
}

export async function removeBaselineAction(competitionId: string, baselineId: string): Promise<Outcome> {
  const viewer = await requireViewer();
  const ids = z.tuple([z.uuid(), z.uuid()]).parse([competitionId, baselineId]);
  return outcome(await removeBaseline(viewer, ...ids));
}

function outcome(done: Result<null>): Outcome {
  revalidatePath('/', 'layout');
  return done.ok ? { ok: true } : { ok: false, problems: done.problems };
}

function fieldProblem(issue: z.core.$ZodIssue): Problem {
  const field = issue.path.join('.');
  return { code: 'bad_field', field, message: `${field}: ${issue.message}` };
}
