import { Megaphone } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { ActionButton } from '@/app/_ui/ActionButton.client';
import { Markdown } from '@/app/_ui/Markdown';
import { Time } from '@/app/_ui/Time.client';
import type { AnnouncementView } from '@/lib/forum/announcements';
import type { AssignmentView } from '@/lib/leaderboard/assignment-view';
import { announceAction, removeAnnouncementAction } from './actions';
import { TextForm } from './TextForm.client';

/** What staff have announced, newest first; staff mend it in place. */
export async function Announcements({
  announcements,
  view,
}: {
  readonly announcements: readonly AnnouncementView[];
  readonly view: AssignmentView;
}) {
  const t = await getTranslations('site.discussion');
  if (announcements.length === 0) return null;
  return (
    <section className="space-y-3" aria-labelledby="announcements">
      <h2 id="announcements" className="text-lg font-semibold">
        {t('announcements')}
      </h2>
      {announcements.map((each) => (
        <article key={each.id} className="rounded-lg border border-accent/40 bg-accent-soft p-4">
          <h3 className="flex items-center gap-2 font-semibold [overflow-wrap:anywhere]">
            <Megaphone aria-hidden className="size-4 shrink-0 text-accent" />
            {each.title}
          </h3>
          <p className="mb-2 text-sm text-muted">
            {each.author ? `${each.author} · ` : ''}
            <Time at={each.createdAt} zone={view.timezone} short />
            {each.editedAt ? ` · ${t('edited')}` : ''}
          </p>
          <Markdown source={each.markdown} />
          {view.isStaff ? (
            <details className="mt-3 text-sm">
              <summary className="cursor-pointer text-muted">{t('change')}</summary>
              <div className="mt-3 space-y-3">
                <TextForm
                  action={announceAction}
                  hidden={{ assignmentId: view.competitionId, announcementId: each.id }}
                  title={each.title}
                  markdown={each.markdown}
                  label={t('text')}
                  submit={t('save')}
                />
                <ActionButton action={removeAnnouncementAction.bind(null, each.id)} kind="danger">
                  {t('removeAnnouncement')}
                </ActionButton>
              </div>
            </details>
          ) : null}
        </article>
      ))}
    </section>
  );
}
