'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import { readForm, refused, succeeded, type FormState } from '@/app/_data/form';
import { settingsSchema, updatePage, updateSettings } from '@/lib/staff/update-settings';

/** A form has texts and, for checked boxes, `on`; the schema of the settings has numbers and booleans. */
const number = z.coerce.number();
const checked = z
  .literal('on')
  .optional()
  .transform((value) => value === 'on');
const settingsForm = z.strictObject({
  competitionId: z.uuid(),
  title: z.string(),
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
    const problems = wanted.error.issues.map((issue) => ({
      code: 'bad_field',
      field: issue.path.join('.'),
      message: `${issue.path.join('.')}: ${issue.message}`,
    }));
    return refused(state, form, problems);
  }
  const done = await updateSettings(viewer, competitionId, wanted.data);
  if (!done.ok) return refused(state, form, done.problems);
  revalidatePath('/', 'layout');
  return succeeded(state);
}

const pageForm = z.strictObject({
  competitionId: z.uuid(),
  slug: z.string().max(40),
  markdown: z.string().max(200_000),
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
