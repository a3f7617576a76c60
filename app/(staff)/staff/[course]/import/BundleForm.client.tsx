'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { sendFile } from '@/app/_ui/send-file.client';
import { Button } from '@/app/_ui/Button';
import { ProblemList } from '@/app/_ui/Callout';
import { Checkbox, Field, Input } from '@/app/_ui/Field';
import { Progress } from '@/app/_ui/Progress';
import type { Problem } from '@/lib/platform/result';

/** Chooses an assignment's folder as a zip and uploads it, with its progress. */
export function BundleForm({ course }: { readonly course: string }) {
  const t = useTranslations('bundleImport');
  const router = useRouter();
  const [sent, setSent] = useState<number | null>(null);
  const [problems, setProblems] = useState<readonly Problem[]>([]);

  const send = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form);
    const file = data.get('file');
    if (!(file instanceof File) || file.size === 0) return;
    setProblems([]);
    setSent(0);
    const query = new URLSearchParams({
      fileName: file.name,
      withoutMissing: String(data.get('withoutMissing') === 'on'),
    });
    const answer = await sendFile(`/api/staff/${course}/bundles?${query.toString()}`, file, setSent);
    setSent(null);
    if (answer.ok) {
      form.reset();
      router.refresh();
    } else setProblems(answer.problems ?? [{ code: 'no_answer', message: t('noAnswer') }]);
  };

  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        void send(event.currentTarget);
      }}
    >
      <Field id="bundle" label={t('file')} hint={t('fileHint')}>
        <Input id="bundle" name="file" type="file" accept=".zip" required aria-describedby="bundle-hint" />
      </Field>
      <Checkbox name="withoutMissing" label={t('withoutMissing')} />
      <div aria-live="polite" className="space-y-3">
        {problems.length > 0 ? <ProblemList problems={problems} /> : null}
        {sent === null ? null : <Progress label={t('uploading')} value={sent} />}
      </div>
      <Button type="submit" kind="primary" disabled={sent !== null} aria-busy={sent !== null}>
        {t('upload')}
      </Button>
    </form>
  );
}
