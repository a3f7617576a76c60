import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { readAssignment, requireViewer, type AssignmentParams } from '@/app/_data/assignment';
import { foundOr404 } from '@/app/_data/staff';
import { CommentsProvider } from '@/app/_ui/handin/comments.client';
import { ShownFiles } from '@/app/_ui/handin/ShownFiles';
import { KeyValues } from '@/app/_ui/Layout';
import { galleryEntry } from '@/lib/gallery/gallery-view';
import { refuse } from '@/lib/platform/result';
import { TakeDown } from '../TakeDown.client';

interface Props {
  readonly params: Promise<AssignmentParams & { readonly entry: string }>;
}

/** One author's report and code, as reviewers see them; the report comes first. */
export default async function GalleryEntryPage({ params }: Props) {
  const [view, viewer, { entry: asked }, t] = await Promise.all([
    readAssignment(params),
    requireViewer(),
    params,
    getTranslations('gallery'),
  ]);
  const id = z.uuid().safeParse(asked);
  const found = foundOr404(
    id.success
      ? await galleryEntry(viewer, view.competitionId, id.data)
      : refuse({ code: 'not_found', message: '' }),
  );
  const { entry, isStaff } = found;
  const isReport = (index: number): boolean =>
    found.files.some((file) => file.index === index && file.body.kind === 'report');
  const files = found.files.toSorted((a, b) => Number(isReport(b.index)) - Number(isReport(a.index)));
  return (
    <div className="space-y-5">
      <Link
        href={`/courses/${view.courseSlug}/${view.slug}/gallery`}
        className="text-sm text-accent hover:underline"
      >
        {t('back')}
      </Link>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <h2 className="text-lg font-semibold [overflow-wrap:anywhere]">{entry.name}</h2>
        {isStaff && !entry.isOwn ? <TakeDown entryId={entry.id} name={entry.name} /> : null}
      </div>
      <KeyValues
        items={[
          { term: t('rank'), value: entry.rank ?? '–' },
          { term: t('score'), value: <span className="font-mono">{entry.score ?? '–'}</span> },
          { term: t('files'), value: entry.files.length },
        ]}
      />
      <CommentsProvider initial={[]}>
        <ShownFiles
          address={(index) => `/api/gallery/${entry.id}/files/${index}`}
          files={files}
          open={files.length <= 5}
        />
      </CommentsProvider>
    </div>
  );
}
