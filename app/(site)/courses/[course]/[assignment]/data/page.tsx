import { Download } from 'lucide-react';
import { getFormatter, getTranslations } from 'next-intl/server';
import { readAssignment, requireViewer, type AssignmentParams } from '@/app/_data/assignment';
import { Callout } from '@/app/_ui/Callout';
import { Card, EmptyState } from '@/app/_ui/Layout';
import { fileSize } from '@/app/_ui/file-size';
import { Markdown } from '@/app/_ui/Markdown';
import { assignmentFiles, type AssignmentFileView } from '@/lib/submission/assignment-files';
import { AcceptRules } from '../submit/AcceptRules';
import { ReferenceCode } from './ReferenceCode';

export default async function DataPage({ params }: { readonly params: Promise<AssignmentParams> }) {
  const [view, viewer, t] = await Promise.all([
    readAssignment(params),
    requireViewer(),
    getTranslations('site.data'),
  ]);
  const files = await assignmentFiles(viewer, view.competitionId);
  const page = view.pages.find((each) => each.slug === 'data');
  const list = files.ok ? files.value : [];
  return (
    <div className="grid grid-cols-1 gap-8 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="min-w-0 space-y-8 max-lg:order-2">
        {page ? <Markdown source={page.markdown} /> : null}
        <ReferenceCode assignmentId={view.competitionId} />
      </div>
      <div className="space-y-4 self-start">
        {view.rules.required && !view.rules.accepted ? (
          <Callout tone="warn" title={t('rulesFirst')}>
            <AcceptRules competitionId={view.competitionId} />
          </Callout>
        ) : null}
        {list.length === 0 ? (
          <EmptyState title={t('none')} />
        ) : (
          <Card title={t('files')}>
            <ul className="divide-y divide-line text-sm">
              {list.map((file) => (
                <FileLine key={file.path} file={file} assignmentId={view.competitionId} />
              ))}
            </ul>
          </Card>
        )}
      </div>
    </div>
  );
}

async function FileLine({
  file,
  assignmentId,
}: {
  readonly file: AssignmentFileView;
  readonly assignmentId: string;
}) {
  const format = await getFormatter();
  const href = `/api/assignments/${assignmentId}/files/${file.path.split('/').map(encodeURIComponent).join('/')}`;
  return (
    <li className="flex items-center gap-3 py-2">
      <a href={href} download className="inline-flex min-w-0 items-center gap-2 text-accent hover:underline">
        <Download aria-hidden className="size-4 shrink-0" />
        <span className="[overflow-wrap:anywhere]">{file.path}</span>
      </a>
      <span className="ml-auto whitespace-nowrap tabular-nums text-muted">
        {fileSize(format, file.bytes)}
      </span>
    </li>
  );
}
