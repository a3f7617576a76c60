import { CircleCheck, CircleDashed, CircleDot, CircleX, Clock, Eye, Loader, Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'next-intl';
import { cx } from '@/app/_ui/cx';

const TONES = {
  neutral: 'border-line-strong bg-sunken text-ink',
  accent: 'border-accent/40 bg-accent-soft text-accent',
  good: 'border-good/40 bg-good-soft text-good',
  warn: 'border-warn/40 bg-warn-soft text-warn',
  bad: 'border-bad/40 bg-bad-soft text-bad',
  staff: 'border-staff/40 bg-staff-soft text-staff',
} as const;

export function Chip({
  tone = 'neutral',
  icon: Icon,
  children,
  className,
}: {
  readonly tone?: keyof typeof TONES;
  readonly icon?: typeof Clock;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <span
      className={cx(
        'inline-flex items-center gap-1 whitespace-nowrap rounded-full border px-2 py-0.5 text-xs font-medium',
        TONES[tone],
        className,
      )}
    >
      {Icon ? <Icon aria-hidden className="size-3.5" /> : null}
      {children}
    </span>
  );
}

const PHASES = {
  before: { tone: 'neutral', icon: Clock },
  open: { tone: 'good', icon: CircleDot },
  closed: { tone: 'warn', icon: Lock },
  revealed: { tone: 'accent', icon: Eye },
} as const;

export function PhaseChip({ phase }: { readonly phase: keyof typeof PHASES }) {
  const t = useTranslations('ui.phase');
  return <Chip {...PHASES[phase]}>{t(phase)}</Chip>;
}

const STATUSES = {
  queued: { tone: 'neutral', icon: CircleDashed },
  scoring: { tone: 'accent', icon: Loader },
  scored: { tone: 'good', icon: CircleCheck },
  invalid: { tone: 'bad', icon: CircleX },
  failed: { tone: 'warn', icon: CircleX },
} as const;

export function StatusChip({ status }: { readonly status: keyof typeof STATUSES }) {
  const t = useTranslations('ui.status');
  return <Chip {...STATUSES[status]}>{t(status)}</Chip>;
}
