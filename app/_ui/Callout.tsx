import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '@/app/_ui/cx';

export type Tone = 'info' | 'good' | 'warn' | 'bad';

const TONES: Readonly<Record<Tone, { readonly box: string; readonly icon: typeof Info }>> = {
  info: { box: 'border-accent/40 bg-accent-soft [&_svg]:text-accent', icon: Info },
  good: { box: 'border-good/40 bg-good-soft [&_svg]:text-good', icon: CircleCheck },
  warn: { box: 'border-warn/40 bg-warn-soft [&_svg]:text-warn', icon: TriangleAlert },
  bad: { box: 'border-bad/40 bg-bad-soft [&_svg]:text-bad', icon: CircleAlert },
};

/** A message with its meaning in icon and words, not in colour alone. `bad` is announced at once. */
export function Callout(props: {
  readonly tone?: Tone;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  readonly className?: string;
}) {
  const { box, icon: Icon } = TONES[props.tone ?? 'info'];
  return (
    <div
      role={props.tone === 'bad' ? 'alert' : 'status'}
      className={cx('flex gap-3 rounded-md border p-3 text-sm', box, props.className)}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1 space-y-1">
        {props.title ? <p className="font-semibold">{props.title}</p> : null}
        {props.children}
      </div>
    </div>
  );
}

/** What a refused request found, one line each. */
export function ProblemList({
  problems,
  title,
}: {
  readonly problems: readonly { readonly message: string }[];
  readonly title?: ReactNode;
}) {
  if (problems.length === 0) return null;
  return (
    <Callout tone="bad" title={title}>
      <ul className="space-y-1">
        {problems.map((problem, index) => (
          <li key={index} className="break-words">
            {problem.message}
          </li>
        ))}
      </ul>
    </Callout>
  );
}
