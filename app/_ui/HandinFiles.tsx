import { FileText } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { Markdown } from '@/app/_ui/Markdown';
import type { HandinFile } from '@/lib/handin/handin-view';

/** The files of an archive, each behind its name: code highlighted, notebooks cell by cell, reports as a link. */
export async function HandinFiles({
  handinId,
  files,
  isOpen = false,
}: {
  readonly handinId: number;
  readonly files: readonly HandinFile[];
  /** Whether the files are shown at once. */
  readonly isOpen?: boolean;
}) {
  const t = await getTranslations('handin');
  return (
    <div className="space-y-3">
      {files.map((file) => (
        <details key={file.path} open={isOpen} className="rounded-lg border border-line bg-surface">
          <summary className="cursor-pointer px-4 py-2 font-mono text-sm [overflow-wrap:anywhere]">
            {file.path} <span className="font-sans text-muted">{t('bytes', { bytes: file.bytes })}</span>
          </summary>
          <div className="border-t border-line px-4 py-3">
            {file.markdown === null ? (
              <a
                href={`/api/handins/${handinId}/entry?path=${encodeURIComponent(file.path)}`}
                target="_blank"
                rel="noreferrer"
                className="inline-flex items-center gap-1 text-sm text-accent hover:underline"
              >
                <FileText aria-hidden className="size-4" />
                {t('openFile')}
              </a>
            ) : (
              <Markdown source={file.markdown} />
            )}
          </div>
        </details>
      ))}
    </div>
  );
}
