'use client';

import { useTranslations } from 'next-intl';
import { useId, useState, useTransition } from 'react';
import { toast } from 'sonner';
import {
  changeRoleAction,
  inviteAction,
  removeAction,
  restoreAction,
  type InvitationsView,
  type PersonView,
} from './actions';
import { Invitations } from './Invitations.client';
import { useProblemText } from '@/app/(auth)/problem-text.client';
import type { Result } from '@/app/_data/form';
import { Button } from '@/app/_ui/Button';
import { Callout } from '@/app/_ui/Callout';
import { Field, Select } from '@/app/_ui/Field';

/** What an instructor may do with one person of the course. */
export function ManagePerson({ course, person }: { readonly course: string; readonly person: PersonView }) {
  const t = useTranslations('auth');
  const text = useProblemText();
  const [isPending, start] = useTransition();
  const [isRemoving, setRemoving] = useState(false);
  const [invitations, setInvitations] = useState<InvitationsView | null>(null);
  const [role, setRole] = useState<string>(person.role);
  const roleId = useId();

  const run = <T,>(act: () => Promise<Result<T>>, done?: (value: T) => void): void =>
    start(async () => {
      const result = await act();
      if (!result.ok) toast.error(result.problems.map(text).join(' '));
      else if (done) done(result.value);
      else toast.success(t('people.done'));
    });

  if (person.isRemoved) {
    return (
      <Button disabled={isPending} onClick={() => run(() => restoreAction(course, person.userId))}>
        {t('people.restore')}
      </Button>
    );
  }
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-end gap-2">
        <Field id={roleId} label={t('people.role')} hint={t('people.roleNote')}>
          <Select id={roleId} value={role} onChange={(event) => setRole(event.target.value)}>
            {(['student', 'auditor', 'ta', 'instructor'] as const).map((each) => (
              <option key={each} value={each}>
                {t(`roles.${each}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Button
          disabled={isPending || role === person.role}
          onClick={() => run(() => changeRoleAction(course, person.userId, role))}
        >
          {t('people.saveRole')}
        </Button>
        <Button
          disabled={isPending}
          onClick={() => run(() => inviteAction(course, person.userId), setInvitations)}
        >
          {t('people.invite')}
        </Button>
        <Button kind="danger" disabled={isPending} onClick={() => setRemoving(true)}>
          {t('people.remove')}
        </Button>
      </div>
      {isRemoving ? (
        <Callout tone="warn">
          <p>{t('people.removeConfirm', { name: person.name })}</p>
          <div className="flex gap-2 pt-1">
            <Button
              kind="danger"
              disabled={isPending}
              onClick={() => run(() => removeAction(course, person.userId))}
            >
              {t('people.removeYes')}
            </Button>
            <Button onClick={() => setRemoving(false)}>{t('people.cancel')}</Button>
          </div>
        </Callout>
      ) : null}
      {invitations ? <Invitations invitations={invitations} /> : null}
    </div>
  );
}
