import { getTranslations } from 'next-intl/server';
import { Chip } from '@/app/_ui/Chip';
import { Markdown } from '@/app/_ui/Markdown';
import { Time } from '@/app/_ui/Time.client';
import type { SecondLookView } from '@/lib/review/review.types';

const TONES = { open: 'neutral', accepted: 'good', declined: 'warn' } as const;

/** A request for a second look and its answer, as the student and the staff see it. */
export async function SecondLookText({
  request,
  zone,
  by,
}: {
  readonly request: SecondLookView;
  readonly zone: string;
  /** Who answered; left out where it is not told. */
  readonly by?: string | null;
}) {
  const t = await getTranslations('secondLook');
  return (
    <div className="space-y-2 text-sm">
      <p className="flex flex-wrap items-center gap-2 text-muted">
        <Chip tone={TONES[request.state]}>{t(`state.${request.state}`)}</Chip>
        <Time at={request.createdAt} zone={zone} short />
      </p>
      <Markdown source={request.reason} />
      {request.reply ? (
        <div className="border-l-4 border-line-strong pl-3">
          <p className="text-xs text-muted">{by ? t('replyBy', { name: by }) : t('replyOfStaff')}</p>
          <Markdown source={request.reply} />
        </div>
      ) : null}
    </div>
  );
}
