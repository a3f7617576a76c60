import { Download } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { requestShare } from '@/app/_data/rendering';
import { CodeLines } from '@/app/_ui/handin/CodeLines.client';
import { NotebookView } from '@/app/_ui/handin/NotebookView';
import { PdfReport } from '@/app/_ui/handin/PdfReport.client';
import { Chip } from '@/app/_ui/Chip';
import { Markdown } from '@/app/_ui/Markdown';
import { linesOf } from '@/lib/handin/rendering/shown-body.core';
import type { ShownFile } from '@/lib/handin/rendering/shown.types';
import { codeLines } from '@/lib/platform/rendering/renderer';

/**
 * The files of an archive, each behind its name: code with line numbers, notebooks cell by cell with their outputs, reports page
 * by page. Line comments come from the `CommentsProvider` around it.
 */
export async function ShownFiles({
  address,
  files,
  open,
  commented = [],
}: {
  /** Where the bytes of a file are, by its place in the archive. */
  readonly address: (index: number) => string;
  readonly files: readonly ShownFile[];
  /** Whether files are shown at once; those with comments always are. */
  readonly open: boolean;
  /** Files with comments, by their place, once a comment. */
  readonly commented?: readonly number[];
}) {
  const t = await getTranslations('review');
  return (
    <div className="space-y-3">
      {files.map((file) => {
        const count = commented.filter((each) => each === file.index).length;
        return (
          <details
            key={file.index}
            id={`file-${file.index}`}
            open={open || count > 0}
            className="overflow-hidden rounded-lg border border-line bg-surface"
          >
            <summary
              data-code-file
              className="cursor-pointer px-4 py-2 font-mono text-sm [overflow-wrap:anywhere]"
            >
              {file.path} <span className="font-sans text-muted">{t('bytes', { bytes: file.bytes })}</span>{' '}
              {count > 0 ? (
                <Chip tone="accent" className="font-sans">
                  {t('comments', { count })}
                </Chip>
              ) : null}
            </summary>
            <div className="border-t border-line">
              <Body address={address(file.index)} file={file} />
            </div>
          </details>
        );
      })}
    </div>
  );
}

async function Body({ address, file }: { readonly address: string; readonly file: ShownFile }) {
  const t = await getTranslations('review');
  const { body, index, path } = file;
  switch (body.kind) {
    case 'code':
      return (
        <CodeLines
          file={index}
          cell={null}
          lines={await codeLines(linesOf(body.source), body.language, { share: requestShare() })}
          label={path}
        />
      );
    case 'notebook':
      return <NotebookView notebook={body} file={index} path={path} />;
    case 'markdown':
      return (
        <div className="px-4 py-3">
          <Markdown source={body.source} />
        </div>
      );
    case 'report':
      return (
        <div className="space-y-3 px-4 py-3">
          <DownloadLink address={address} label={t('openReport')} />
          <PdfReport address={address} name={path} />
        </div>
      );
    case 'none':
      return (
        <div className="space-y-2 px-4 py-3 text-sm text-muted">
          <p>{t(`notShown.${body.reason}`)}</p>
          <DownloadLink address={address} label={t('download')} />
        </div>
      );
  }
}

function DownloadLink({ address, label }: { readonly address: string; readonly label: string }) {
  return (
    <a
      href={address}
      target="_blank"
      rel="noreferrer"
      className="inline-flex items-center gap-1 text-sm text-accent hover:underline"
    >
      <Download aria-hidden className="size-4" />
      {label}
    </a>
  );
}
