'use client';

import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { createTokenAction } from './actions';
import { FormProblems, useFieldError } from '../problem-text.client';
import { Button, buttonClass } from '@/app/_ui/Button';
import { Callout } from '@/app/_ui/Callout';
import { Field, Input, Select } from '@/app/_ui/Field';
import type { Result } from '@/app/_data/form';

/** Makes a token and shows its secret, this once. */
export function NewToken({ login, origin }: { readonly login: string; readonly origin: string }) {
  const t = useTranslations('auth.account.tokens');
  const [outcome, setOutcome] = useState<Result<string> | null>(null);
  const [isPending, start] = useTransition();
  const problems = outcome && !outcome.ok ? outcome.problems : [];
  const errorOf = useFieldError(problems);
  return (
    <div className="space-y-4">
      {outcome?.ok ? (
        <Callout tone="good" title={t('made')}>
          <div className="space-y-3 pt-1">
            <div className="space-y-1">
              <code className="block break-all rounded bg-sunken p-2 font-mono text-xs">{outcome.value}</code>
              <p>{t('once')}</p>
            </div>
            <a
              className={buttonClass('plain')}
              download="kaggle.json"
              href={`data:application/json,${encodeURIComponent(JSON.stringify({ username: login, key: outcome.value }))}`}
            >
              {t('kaggleJson')}
            </a>
            <CommandLine origin={origin} secret={outcome.value} />
          </div>
        </Callout>
      ) : null}
      <FormProblems problems={problems} fields={['name']} />
      <form
        className="grid items-start gap-3 sm:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          start(async () => {
            const made = await createTokenAction(new FormData(form));
            setOutcome(made);
            if (made.ok) form.reset();
          });
        }}
      >
        <Field id="token-name" label={t('name')} error={errorOf('name')}>
          <Input
            id="token-name"
            name="name"
            maxLength={60}
            placeholder={t('placeholder')}
            aria-invalid={errorOf('name') !== undefined}
          />
        </Field>
        <Field id="token-days" label={t('lifetime')}>
          <Select id="token-days" name="days" defaultValue="180">
            <option value="30">{t('days', { days: 30 })}</option>
            <option value="180">{t('days', { days: 180 })}</option>
            <option value="never">{t('never')}</option>
          </Select>
        </Field>
        <Field id="token-scope" label={t('scope')}>
          <Select id="token-scope" name="scope" defaultValue="submit">
            <option value="read">{t('scopes.read')}</option>
            <option value="submit">{t('scopes.submit')}</option>
            <option value="all">{t('scopes.all')}</option>
          </Select>
        </Field>
        <Button type="submit" disabled={isPending} className="sm:mt-6">
          {t('create')}
        </Button>
      </form>
    </div>
  );
}

/** What to type to use the token, with this site's address in it. */
function CommandLine({ origin, secret }: { readonly origin: string; readonly secret: string }) {
  const t = useTranslations('auth.account.tokens');
  return (
    <>
      <Typed
        title={t('commandLine')}
        lines={[
          `curl -O ${origin}/api/v1/saddlepoint_kaggle.py`,
          `export SADDLEPOINT_TOKEN=${secret}`,
          'python saddlepoint_kaggle.py competitions list',
        ]}
      />
      <Typed
        title={t('ownCommandLine')}
        lines={[
          `curl -O ${origin}/api/rest/v1/saddlepoint.mjs`,
          `node saddlepoint.mjs login ${origin} --token ${secret}`,
          'node saddlepoint.mjs courses',
        ]}
      />
    </>
  );
}

function Typed({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  return (
    <div className="space-y-1">
      <p>{title}</p>
      <pre tabIndex={0} className="overflow-x-auto rounded bg-sunken p-2 font-mono text-xs">
        {lines.join('\n')}
      </pre>
    </div>
  );
}
