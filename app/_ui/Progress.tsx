import { LoaderCircle } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { cx } from '@/app/_ui/cx';

/** How far something is. `value`: 0 to 1; null while nobody knows. The number stands beside the bar. */
export function Progress({ label, value }: { readonly label: string; readonly value: number | null }) {
  const percent = value === null ? null : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div className="flex items-center gap-3 text-sm">
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent ?? undefined}
        className="h-2 min-w-0 flex-1 overflow-hidden rounded-full bg-line"
      >
        <div
          className={cx('h-full bg-accent', percent === null && 'w-1/3 animate-pulse')}
          style={percent === null ? undefined : { width: `${percent}%` }}
        />
      </div>
      {percent === null ? null : <span className="w-12 text-right tabular-nums text-muted">{percent} %</span>}
    </div>
  );
}

/** A wait of unknown length. Has a name of its own unless words stand beside it (`isSilent`). */
export function Spinner({
  isSilent = false,
  className,
}: {
  readonly isSilent?: boolean;
  readonly className?: string;
}) {
  const t = useTranslations('ui');
  return (
    <span role={isSilent ? undefined : 'status'} className={cx('inline-flex', className)}>
      <LoaderCircle aria-hidden className="size-4 animate-spin" />
      {isSilent ? null : <span className="sr-only">{t('loading')}</span>}
    </span>
  );
}

/** The shape of what is coming: lines of text, or a block by `className`. */
export function Skeleton({ lines = 1, className }: { readonly lines?: number; readonly className?: string }) {
  return (
    <div aria-hidden className="space-y-2">
      {Array.from({ length: lines }, (_, index) => (
        <div
          key={index}
          className={cx(
            'h-4 animate-pulse rounded bg-line',
            index === lines - 1 && lines > 1 && 'w-2/3',
            className,
          )}
        />
      ))}
    </div>
  );
}
