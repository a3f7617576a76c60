'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { Button } from '@/app/_ui/Button';
import { Callout, ProblemList } from '@/app/_ui/Callout';
import { Field, Input } from '@/app/_ui/Field';
import { uploadAction } from './actions';

export function UploadCheckpoints({ assignmentId }: { readonly assignmentId: string }) {
  const t = useTranslations('quiz.staff');
  const [state, action, isPending] = useActionState(uploadAction, { problems: [], values: {}, done: 0 });
  return (
    <form action={action} className="space-y-4">
      <p className="max-w-prose text-sm text-muted">{t('uploadAbout')}</p>
      <input type="hidden" name="assignmentId" value={assignmentId} />
      <Field id="checkpoint-files" label={t('files')}>
        <Input
          id="checkpoint-files"
          name="files"
          type="file"
          accept=".safetensors,.npz,.json"
          multiple
          required
        />
      </Field>
      <Field id="checkpoint-students" label={t('forStudents')}>
        <Input id="checkpoint-students" name="students" />
      </Field>
      <ProblemList problems={state.problems} />
      {state.done > 0 && state.problems.length === 0 ? <Callout tone="good" title={t('uploaded')} /> : null}
      <Button type="submit" disabled={isPending}>
        {t('uploadStart')}
      </Button>
    </form>
  );
}
