'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { signIn } from 'next-auth/react';
import { useState, useTransition } from 'react';
import { Button } from '@/app/_ui/Button';
import { Callout } from '@/app/_ui/Callout';
import { Field, Input } from '@/app/_ui/Field';
import { localPath } from '@/lib/platform/local-path.core';

/** `oidc`: the name of the school's own sign-in, where there is one. `next`: path to go to afterwards. */
export function SignInForm({
  oidc,
  hasLinks,
  next,
  error,
}: {
  readonly oidc: string | null;
  /** Whether a link to sign in can be sent by e-mail. */
  readonly hasLinks: boolean;
  readonly next: string;
  readonly error: string | null;
}) {
  const t = useTranslations('auth.signIn');
  const [failure, setFailure] = useState(error);
  const [isPending, start] = useTransition();

  const submit = (form: FormData): void =>
    start(async () => {
      const answer = await trySignIn(form, next);
      if (answer === null) window.location.assign(localPath(next));
      else setFailure(answer);
    });

  return (
    <div className="space-y-5">
      {failure ? <Callout tone="bad">{failureText(t, failure)}</Callout> : null}
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit(new FormData(event.currentTarget));
        }}
      >
        <Field id="login" label={t('login')}>
          <Input
            id="login"
            name="login"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
          />
        </Field>
        <Field id="password" label={t('password')}>
          <Input id="password" name="password" type="password" autoComplete="current-password" required />
        </Field>
        <Button type="submit" kind="primary" className="w-full" disabled={isPending} aria-busy={isPending}>
          {isPending ? t('busy') : t('submit')}
        </Button>
      </form>
      {oidc ? (
        <div className="space-y-3 border-t border-line pt-4">
          <Button className="w-full" onClick={() => void signIn('oidc', { callbackUrl: localPath(next) })}>
            {t('oidc', { name: oidc })}
          </Button>
        </div>
      ) : null}
      {hasLinks ? (
        <p className="text-sm">
          <Link href="/sign-in/forgotten" className="text-accent underline">
            {t('byMail')}
          </Link>
        </p>
      ) : null}
      <p className="text-sm text-muted">{t('noPassword')}</p>
    </div>
  );
}

/** null when signed in, else a code. */
async function trySignIn(form: FormData, next: string): Promise<string | null> {
  try {
    const answer = await signIn('credentials', {
      redirect: false,
      callbackUrl: localPath(next),
      login: String(form.get('login') ?? ''),
      password: String(form.get('password') ?? ''),
    });
    return answer?.ok ? null : (answer?.error ?? 'unreachable');
  } catch {
    return 'unreachable'; // the server did not answer, or not with what next-auth sends
  }
}

type Translate = ReturnType<typeof useTranslations<'auth.signIn'>>;

function failureText(t: Translate, code: string): string {
  const [name = '', minutes = ''] = code.split(':');
  if (name === 'too_many_attempts') return t('errors.too_many_attempts', { minutes: Number(minutes) || 15 });
  const key = `errors.${name}`;
  return t.has(key) ? t(key) : t('errors.other');
}
