import { Download } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { buttonClass } from '@/app/_ui/Button';
import { Card } from '@/app/_ui/Layout';
import type { Thresholds } from '@/lib/quiz/hessian/network.types';
import { RunHere } from './RunHere.client';

/** The viewer's checkpoint: to take home as a notebook or as numbers, or to look at here. */
export async function Checkpoint({
  assignmentId,
  isImported,
  thresholds,
  isReleased,
}: {
  readonly assignmentId: string;
  readonly isImported: boolean;
  readonly thresholds: Thresholds;
  readonly isReleased: boolean;
}) {
  const t = await getTranslations('quiz.checkpoint');
  const address = (format: string): string => `/api/quizzes/${assignmentId}/checkpoint/${format}`;
  return (
    <Card title={t('title')}>
      <div className="space-y-4">
        <p className="max-w-prose text-sm text-muted">{t(isImported ? 'aboutImported' : 'about')}</p>
        <p className="max-w-prose text-sm text-muted">{t(isImported ? 'trainable' : 'frozen')}</p>
        <ul className="flex flex-wrap gap-2">
          {(['ipynb', 'safetensors', 'npz'] as const).map((format) => (
            <li key={format}>
              <a
                href={address(format)}
                download
                className={buttonClass(format === 'ipynb' ? 'primary' : 'plain')}
              >
                <Download aria-hidden className="size-4" />
                {t(format)}
              </a>
            </li>
          ))}
        </ul>
        <RunHere address={address('json')} thresholds={thresholds} isReleased={isReleased} />
      </div>
    </Card>
  );
}
