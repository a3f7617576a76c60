import { FileText } from 'lucide-react';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { readAssignment, requireViewer, type AssignmentParams } from '@/app/_data/assignment';
import { foundOr404 } from '@/app/_data/staff';
import { Chip } from '@/app/_ui/Chip';
import { EmptyState } from '@/app/_ui/Layout';
import { Table } from '@/app/_ui/Table';
import { gallery } from '@/lib/gallery/gallery-view';

/** Code and reports that their authors show to the class, by rank. */
export default async function GalleryPage({ params }: { readonly params: Promise<AssignmentParams> }) {
  const [view, viewer, t] = await Promise.all([
    readAssignment(params),
    requireViewer(),
    getTranslations('gallery'),
  ]);
  const shown = foundOr404(await gallery(viewer, view.competitionId));
  const base = `/courses/${view.courseSlug}/${view.slug}/gallery`;
  if (shown.entries.length === 0) return <EmptyState title={t('none')}>{t('noneHint')}</EmptyState>;
  return (
    <div className="space-y-4">
      <p className="max-w-prose text-sm text-muted">{t('about')}</p>
      <Table
        label={t('title')}
        rows={shown.entries}
        rowKey={(row) => row.id}
        columns={[
          {
            key: 'rank',
            title: t(shown.board === 'private' ? 'finalRank' : 'rank'),
            numeric: true,
            cell: (row) => row.rank ?? '–',
          },
          {
            key: 'name',
            title: t('author'),
            cell: (row) => (
              <span className="flex flex-wrap items-center gap-2">
                <Link
                  href={`${base}/${row.id}`}
                  className="font-medium text-accent [overflow-wrap:anywhere] hover:underline"
                >
                  {row.name}
                </Link>
                {row.isOwn ? <Chip tone="accent">{t('own')}</Chip> : null}
              </span>
            ),
          },
          {
            key: 'score',
            title: t('score'),
            numeric: true,
            cell: (row) => <span className="font-mono">{row.score ?? '–'}</span>,
          },
          { key: 'files', title: t('files'), numeric: true, cell: (row) => row.files.length },
          {
            key: 'report',
            title: t('report'),
            cell: (row) =>
              row.hasReport ? (
                <span className="inline-flex items-center gap-1 text-muted">
                  <FileText aria-hidden className="size-4" /> PDF
                </span>
              ) : (
                '–'
              ),
          },
        ]}
      />
    </div>
  );
}
