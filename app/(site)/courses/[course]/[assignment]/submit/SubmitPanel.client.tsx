'use client';

import { FileUp } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { Button, buttonClass } from '@/app/_ui/Button';
import { Callout, ProblemList } from '@/app/_ui/Callout';
import { cx } from '@/app/_ui/cx';
import { Field, Input } from '@/app/_ui/Field';
import { Card } from '@/app/_ui/Layout';
import type { Problem } from '@/lib/platform/result';
import { Receipt } from './Receipt.client';
import { uploadFile, type ReceiptView, type UploadProgress } from './upload-file.client';

type State =
  | { readonly step: 'choose' }
  | {
      readonly step: 'uploading';
      readonly progress: UploadProgress;
      readonly total: number;
      readonly abort: AbortController;
    }
  | { readonly step: 'refused'; readonly problems: readonly Problem[] }
  | { readonly step: 'received'; readonly receipt: ReceiptView };

/** Choosing a file, sending it, and what came of it. */
export function SubmitPanel(props: {
  readonly competitionId: string;
  readonly bytesMax: number;
  readonly attemptsLeft: number | null;
  readonly submissionsHref: string;
  readonly precision: number;
  readonly zone: string;
}) {
  const t = useTranslations('site.submit');
  const router = useRouter();
  const [file, setFile] = useState<File | null>(null);
  const [description, setDescription] = useState('');
  const [state, setState] = useState<State>({ step: 'choose' });

  const send = async (): Promise<void> => {
    if (!file) return;
    const abort = new AbortController();
    const show = (progress: UploadProgress): void =>
      setState({ step: 'uploading', progress, total: file.size, abort });
    show({ sent: 0, resuming: false });
    const outcome = await uploadFile(file, {
      competitionId: props.competitionId,
      description,
      onProgress: show,
      signal: abort.signal,
    });
    setState(
      outcome.ok
        ? { step: 'received', receipt: outcome.receipt }
        : { step: 'refused', problems: outcome.problems },
    );
    setFile(null);
    router.refresh();
  };

  const choose = (chosen: File | null): void => {
    setFile(chosen);
    setState({ step: 'choose' });
  };
  const tooLarge = file !== null && file.size > props.bytesMax;
  return (
    <div className="min-w-0 space-y-4">
      {state.step === 'received' ? (
        <Receipt
          receipt={state.receipt}
          competitionId={props.competitionId}
          precision={props.precision}
          zone={props.zone}
          submissionsHref={props.submissionsHref}
        />
      ) : null}
      {state.step === 'refused' ? <ProblemList title={t('refused')} problems={state.problems} /> : null}
      {props.attemptsLeft === 0 && state.step !== 'uploading' ? (
        <Callout tone="warn" title={t('noneLeft')} />
      ) : null}
      {state.step === 'uploading' ? (
        <Uploading state={state} />
      ) : (
        <Card title={t('title')}>
          <div className="space-y-4">
            <DropZone file={file} onFile={choose} />
            {tooLarge ? (
              <ProblemList
                problems={[{ message: t('tooLarge', { megabytes: Math.floor(props.bytesMax / 1_000_000) }) }]}
              />
            ) : null}
            <Field id="description" label={t('description')} hint={t('descriptionHint')}>
              <Input
                id="description"
                maxLength={500}
                value={description}
                onChange={(event) => setDescription(event.target.value)}
                aria-describedby="description-hint"
              />
            </Field>
            <Button
              kind="primary"
              onClick={() => void send()}
              disabled={!file || tooLarge || props.attemptsLeft === 0}
            >
              {t('send')}
            </Button>
          </div>
        </Card>
      )}
      <p className="text-sm">
        <Link href={props.submissionsHref} className="text-accent hover:underline">
          {t('toSubmissions')}
        </Link>
      </p>
    </div>
  );
}

function DropZone({
  file,
  onFile,
}: {
  readonly file: File | null;
  readonly onFile: (file: File | null) => void;
}) {
  const t = useTranslations('site.submit');
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFile(event.dataTransfer.files[0] ?? null);
      }}
      className={cx(
        'rounded-lg border-2 border-dashed p-6 text-center',
        isOver ? 'border-accent bg-accent-soft' : 'border-line-strong',
      )}
    >
      <FileUp aria-hidden className="mx-auto mb-2 size-6 text-muted" />
      {file ? (
        <p className="mb-2 text-sm font-medium tabular-nums [overflow-wrap:anywhere]">
          {file.name} · {(file.size / 1_000_000).toFixed(2)} MB
        </p>
      ) : (
        <p className="mb-2 text-sm text-muted">{t('drop')}</p>
      )}
      <label
        className={cx(
          buttonClass('plain'),
          'focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent',
        )}
      >
        {t(file ? 'chooseOther' : 'choose')}
        <input
          ref={input}
          type="file"
          className="sr-only"
          accept=".csv,.gz,.zip,text/csv,application/gzip,application/zip"
          onChange={(event) => onFile(event.target.files?.[0] ?? null)}
        />
      </label>
      <p className="mt-2 text-xs text-muted">{t('formats')}</p>
    </div>
  );
}

function Uploading({ state }: { readonly state: Extract<State, { step: 'uploading' }> }) {
  const t = useTranslations('site.submit');
  const percent =
    state.total === 0 ? 100 : Math.min(100, Math.floor((state.progress.sent / state.total) * 100));
  return (
    <Card title={t('uploading')}>
      <div
        role="progressbar"
        aria-label={t('uploading')}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        className="h-2 overflow-hidden rounded bg-sunken"
      >
        <div className="h-full bg-accent transition-[width]" style={{ width: `${percent}%` }} />
      </div>
      <div className="mt-3 flex items-center justify-between gap-3 text-sm">
        <p className="tabular-nums text-muted" aria-live="polite">
          {state.progress.resuming ? t('resuming') : percent === 100 ? t('checking') : `${percent} %`}
        </p>
        <Button onClick={() => state.abort.abort()}>{t('cancel')}</Button>
      </div>
    </Card>
  );
}
