'use client';

import { useTranslations } from 'next-intl';
import { Callout } from '@/app/_ui/Callout';
import type { Problem } from '@/app/_data/form';

/** A problem in the reader's language where it is translated, else as the server words it. */
export function useProblemText(): (problem: Problem) => string {
  const t = useTranslations('auth.problems');
  return ({ code, message, value }) => (t.has(code) ? t(code, { value: value ?? '' }) : message);
}

/** The text for one field, undefined when nothing is wrong with it. */
export function useFieldError(problems: readonly Problem[]): (field: string) => string | undefined {
  const text = useProblemText();
  return (field) => {
    const found = problems.filter((problem) => problem.field === field);
    return found.length > 0 ? found.map(text).join(' ') : undefined;
  };
}

/** What belongs to none of a form's fields. */
export function FormProblems({
  problems,
  fields,
}: {
  readonly problems: readonly Problem[];
  readonly fields: readonly string[];
}) {
  const text = useProblemText();
  const others = problems.filter((problem) => problem.field === undefined || !fields.includes(problem.field));
  if (others.length === 0) return null;
  return (
    <Callout tone="bad">
      {others.map((problem) => (
        <p key={problem.code}>{text(problem)}</p>
      ))}
    </Callout>
  );
}
