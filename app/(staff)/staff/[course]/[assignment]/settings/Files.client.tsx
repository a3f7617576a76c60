'use client';

import { useRouter } from 'next/navigation';
import { useFormatter, useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { Button } from '@/app/_ui/Button';
import { ProblemList } from '@/app/_ui/Callout';
import { ConfirmButton } from '@/app/_ui/ConfirmButton.client';
import { Field, Input, Select } from '@/app/_ui/Field';
import { fileSize } from '@/app/_ui/file-size';
import { Progress } from '@/app/_ui/Progress';
import { sendFile } from '@/app/_ui/send-file.client';
import type { Problem } from '@/lib/platform/result';
import { removeFileAction } from './actions';

type Kind = 'data' | 'reference';

interface FileView {
  readonly path: string;
  readonly kind: Kind | 'sample_submission';
  readonly bytes: number;
}

interface Sending {
  readonly path: string;
  /** 0 to 1. */
  readonly share: number;
}

/** What students download: each file can be replaced or taken away, others added; large ones show how far they are. */
export function Files({
  competitionId,
  files,
}: {
  readonly competitionId: string;
  readonly files: readonly FileView[];
}) {
  const t = useTranslations('staff.settings');
  const format = useFormatter();
  const router = useRouter();
  const [sending, setSending] = useState<Sending | null>(null);
  const [problems, setProblems] = useState<readonly Problem[]>([]);

  const send = async (path: string, kind: Kind, file: File): Promise<boolean> => {
    setProblems([]);
    setSending({ path, share: 0 });
    const address = path.split('/').map(encodeURIComponent).join('/');
    const answer = await sendFile(
      `/api/assignments/${competitionId}/files/${address}?kind=${kind}`,
      file,
      (share) => setSending({ path, share }),
      'PUT',
    );
    setSending(null);
    if (!answer.ok) setProblems(answer.problems ?? [{ code: 'no_answer', message: t('noAnswer') }]);
    else router.refresh();
    return answer.ok;
  };

  return (
    <div className="space-y-5">
      {files.length === 0 ? <p className="text-sm text-muted">{t('noFiles')}</p> : null}
      <ul className="divide-y divide-line text-sm">
        {files.map((file) => (
          <li key={file.path} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
            <span className="min-w-0 font-mono [overflow-wrap:anywhere]">{file.path}</span>
            <span className="text-muted">{t(`fileKind.${file.kind}`)}</span>
            <span className="text-muted tabular-nums">{fileSize(format, file.bytes)}</span>
            <span className="ml-auto flex gap-2">
              <Replace
                path={file.path}
                disabled={sending !== null}
                onFile={(chosen) => void send(file.path, 'data', chosen)}
              />
              {file.kind === 'sample_submission' ? null : (
                <ConfirmButton
                  kind="plain"
                  label={t('remove')}
                  title={t('removeNamed', { name: file.path })}
                  effect={t('removeFileEffect')}
                  action={removeFileAction.bind(null, competitionId, file.path)}
                />
              )}
            </span>
          </li>
        ))}
      </ul>
      <div aria-live="polite" className="space-y-3">
        <ProblemList problems={problems} />
        {sending ? <Progress label={t('sendingFile', { path: sending.path })} value={sending.share} /> : null}
      </div>
      <AddFile files={files} disabled={sending !== null} send={send} />
    </div>
  );
}

function Replace({
  path,
  disabled,
  onFile,
}: {
  readonly path: string;
  readonly disabled: boolean;
  readonly onFile: (file: File) => void;
}) {
  const t = useTranslations('staff.settings');
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          event.target.value = '';
          if (chosen) onFile(chosen);
        }}
      />
      <Button
        disabled={disabled}
        aria-label={t('replaceNamed', { name: path })}
        onClick={() => input.current?.click()}
      >
        {t('replace')}
      </Button>
    </>
  );
}

function AddFile({
  files,
  disabled,
  send,
}: {
  readonly files: readonly FileView[];
  readonly disabled: boolean;
  readonly send: (path: string, kind: Kind, file: File) => Promise<boolean>;
}) {
  const t = useTranslations('staff.settings');
  const [kind, setKind] = useState<Kind>('data');
  const folder = folderOf(files, kind);
  return (
    <form
      className="grid gap-4 sm:grid-cols-2"
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        const file = new FormData(form).get('file');
        if (!(file instanceof File) || file.name === '') return;
        void send(folder + file.name, kind, file).then((done) => done && form.reset());
      }}
    >
      <Field id="file-kind" label={t('fileIs')}>
        <Select
          id="file-kind"
          value={kind}
          onChange={(event) => setKind(event.target.value === 'reference' ? 'reference' : 'data')}
        >
          <option value="data">{t('fileKind.data')}</option>
          <option value="reference">{t('fileKind.reference')}</option>
        </Select>
      </Field>
      <Field id="file-file" label={t('file')} hint={t('fileHint', { folder: folder || '/' })}>
        <Input id="file-file" name="file" type="file" required aria-describedby="file-file-hint" />
      </Field>
      <div className="sm:col-span-2">
        <Button type="submit" disabled={disabled}>
          {t('addFile')}
        </Button>
      </div>
    </form>
  );
}

/** Where the others of this kind lie. */
function folderOf(files: readonly FileView[], kind: Kind): string {
  const first = files.find((file) => file.kind === kind)?.path ?? `${kind}/`;
  return first.slice(0, first.lastIndexOf('/') + 1);
}
