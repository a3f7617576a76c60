'use client';

import { useTranslations } from 'next-intl';
import { useProblemText } from '@/app/(auth)/problem-text.client';
import type { Problem } from '@/app/_data/form';

const SHOWN_MAX = 50;

/** What is said of a roster's lines: where, the value, what about it. */
export function RosterLines({ problems }: { readonly problems: readonly Problem[] }) {
  const t = useTranslations('auth.people.import');
  const text = useProblemText();
  return (
    <>
      <ul className="space-y-1">
        {problems.slice(0, SHOWN_MAX).map((problem, index) => (
          <li key={index} className="[overflow-wrap:anywhere]">
            {problem.line === undefined
              ? ''
              : `${t('where', { line: problem.line })}${problem.field ? `, ${problem.field}` : ''}: `}
            {problem.value ? <code className="font-mono text-xs">{problem.value} </code> : null}
            {text(problem)}
          </li>
        ))}
      </ul>
      {problems.length > SHOWN_MAX ? <p>{t('moreLines', { count: problems.length - SHOWN_MAX })}</p> : null}
    </>
  );
}
