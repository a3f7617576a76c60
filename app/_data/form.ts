import 'server-only';
import type { z } from 'zod';
import { log } from '@/lib/platform/log';
import { hasNul } from '@/lib/platform/nul.core';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';

export type { Problem, Result };

/** What a form is told after its action: what was wrong, and what was typed, to be shown again (never passwords). */
export interface FormState {
  readonly problems: readonly Problem[];
  readonly values: Readonly<Record<string, string>>;
  /** Raised by every success, so that a page can say so. */
  readonly done: number;
}

const SECRET_FIELD = /password|current|next/i;

/**
 * A form's fields, parsed. The schema must be strict: a field the form does not have is refused and logged (A16). Fields of the
 * framework (`$ACTION…`) are left out.
 */
export function readForm<Schema extends z.ZodType>(schema: Schema, form: FormData): Result<z.infer<Schema>> {
  const fields = Object.fromEntries(ownFields(form));
  if (hasNul(fields))
    return refuse({ code: 'bad_field', message: 'The character U+0000 is in no text here.' });
  const parsed = schema.safeParse(fields);
  if (parsed.success) return ok(parsed.data);
  const unknown = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys : [],
  );
  if (unknown.length > 0) {
    log.warn({ fields: unknown }, 'a form with fields it does not have was refused');
    return refuse({
      code: 'unknown_field',
      message: 'The page sent something unexpected; reload it and try again.',
    });
  }
  return refuse(
    ...parsed.error.issues.map((issue) => ({
      code: 'bad_field',
      field: issue.path.join('.'),
      message: issue.message,
    })),
  );
}

/** The state after a refusal. */
export function refused(state: FormState, form: FormData, problems: readonly Problem[]): FormState {
  const values = ownFields(form).flatMap(([name, value]) =>
    typeof value === 'string' && !SECRET_FIELD.test(name) ? [[name, value] as const] : [],
  );
  return {
    problems,
    values: Object.fromEntries(values),
    done: typeof state.done === 'number' ? state.done : 0,
  };
}

/** The state after a success: nothing to say, nothing typed. */
export function succeeded(state: FormState): FormState {
  return { problems: [], values: {}, done: (typeof state.done === 'number' ? state.done : 0) + 1 };
}

function ownFields(form: FormData): [string, FormDataEntryValue][] {
  return [...form.entries()].filter(([name]) => !name.startsWith('$ACTION'));
}
