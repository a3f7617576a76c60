import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { AddPerson } from './AddPerson.client';
import { PeopleTable } from './PeopleTable.client';
import { RosterImport } from './RosterImport.client';
import { requireViewer } from '@/app/_data/assignment';
import { Card, EmptyState, PageHeader } from '@/app/_ui/Layout';
import { peopleOf } from '@/lib/identity/people';

interface Props {
  readonly params: Promise<{ course: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.people');
  return { title: t('title') };
}

export default async function PeoplePage({ params }: Props) {
  const { course } = await params;
  const view = await peopleOf(await requireViewer(), course);
  if (!view.ok) notFound();
  const { people, mayManage, slug } = view.value;
  const t = await getTranslations('auth.people');
  const active = people.filter((person) => !person.isRemoved);
  const students = active.filter((person) => person.role === 'student').length;
  return (
    <div className="space-y-6">
      <PageHeader title={t('title')}>
        <p className="text-sm text-muted">
          {t('summary', { students, others: active.length - students })} {mayManage ? '' : t('readOnly')}
        </p>
      </PageHeader>
      {mayManage ? (
        <div className="grid gap-6 xl:grid-cols-2">
          <Card title={t('import.title')} className="min-w-0">
            <RosterImport course={slug} />
          </Card>
          <Card title={t('add.title')} className="min-w-0">
            <AddPerson course={slug} />
          </Card>
        </div>
      ) : null}
      {people.length === 0 ? (
        <EmptyState title={t('empty')}>{t('emptyHint')}</EmptyState>
      ) : (
        <Card>
          <PeopleTable course={slug} people={people} mayManage={mayManage} />
        </Card>
      )}
    </div>
  );
}
