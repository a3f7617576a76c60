'use client';

import { useTranslations } from 'next-intl';
import { useActionState, useState, useTransition } from 'react';
import { Button } from '@/app/_ui/Button';
import { Callout, ProblemList } from '@/app/_ui/Callout';
import { ConfirmButton } from '@/app/_ui/ConfirmButton.client';
import { Field, Textarea } from '@/app/_ui/Field';
import { pageAction, previewAction, removePageAction } from './actions';

type Preview = Awaited<ReturnType<typeof previewAction>>;

/** One of the assignment's pages in Markdown, with a preview by the renderer that students' pages use. */
export function PageForm({
  competitionId,
  slug,
  markdown,
}: {
  readonly competitionId: string;
  readonly slug: string;
  readonly markdown: string;
}) {
  const t = useTranslations('staff.settings');
  const tr = useTranslations('rendering');
  const [state, action, isPending] = useActionState(pageAction, { problems: [], values: {}, done: 0 });
  const [text, setText] = useState(markdown);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [isRendering, startRendering] = useTransition();
  const show = (): void => startRendering(async () => setPreview(await previewAction(text)));
  return (
    <form action={action} className="space-y-3">
      <input type="hidden" name="competitionId" value={competitionId} />
      <input type="hidden" name="slug" value={slug} />
      <Field id={`markdown-${slug}`} label={t('markdown')}>
        <Textarea
          id={`markdown-${slug}`}
          name="markdown"
          value={text}
          onChange={(event) => setText(event.target.value)}
          rows={12}
          className="font-mono text-xs"
        />
      </Field>
      <ProblemList problems={state.problems} />
      {state.done > 0 && state.problems.length === 0 ? <Callout tone="good" title={t('saved')} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" disabled={isPending}>
          {t('savePage')}
        </Button>
        <Button onClick={preview === null ? show : () => setPreview(null)} disabled={isRendering}>
          {t(preview === null ? 'preview' : 'closePreview')}
        </Button>
        {preview === null ? null : (
          <Button onClick={show} disabled={isRendering}>
            {t('renderAgain')}
          </Button>
        )}
        <span className="ml-auto">
          <ConfirmButton
            kind="plain"
            label={t('removePage')}
            title={t('removePageTitle', { page: slug })}
            effect={t('removePageEffect')}
            action={removePageAction.bind(null, competitionId, slug)}
          />
        </span>
      </div>
      {preview === null ? null : (
        <section
          aria-label={t('previewOf', { page: slug })}
          className="rounded-lg border border-line bg-page p-4"
        >
          {preview.isPlain ? <p className="mb-2 text-xs text-muted">{tr('plain')}</p> : null}
          <div className="prose" dangerouslySetInnerHTML={{ __html: preview.html }} />
        </section>
      )}
    </form>
  );
}
