'use client';

import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { addPersonAction, type InvitationsView } from './actions';
import { Invitations } from './Invitations.client';
import { FormProblems, useFieldError } from '@/app/(auth)/problem-text.client';
import type { Result } from '@/app/_data/form';
import { Button } from '@/app/_ui/Button';
import { Callout } from '@/app/_ui/Callout';
import { Field, Input, Select } from '@/app/_ui/Field';

const FIELDS = ['studentId', 'name', 'email', 'role'] as const;

export function AddPerson({ course }: { readonly course: string }) {
  const t = useTranslations('auth');
  const [outcome, setOutcome] = useState<Result<InvitationsView> | null>(null);
  const [isPending, start] = useTransition();
  const problems = outcome && !outcome.ok ? outcome.problems : [];
  const errorOf = useFieldError(
    problems.map((each) => (each.field === 'student_id' ? { ...each, field: 'studentId' } : each)),
  );
  const labels = {
    studentId: t('people.columns.studentId'),
    name: t('fields.name'),
    email: t('fields.email'),
  };
  return (
    <div className="space-y-4">
      <FormProblems problems={problems} fields={[...FIELDS, 'student_id']} />
      {outcome?.ok && outcome.value.links.length === 0 ? (
        <Callout tone="good">{t('people.add.done')}</Callout>
      ) : null}
      {outcome?.ok ? <Invitations invitations={outcome.value} /> : null}
      <form
        className="grid items-start gap-3 sm:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          start(async () => {
            const added = await addPersonAction(course, new FormData(form));
            setOutcome(added);
            if (added.ok) form.reset();
          });
        }}
      >
        {(['studentId', 'name', 'email'] as const).map((name) => (
          <Field key={name} id={`add-${name}`} label={labels[name]} error={errorOf(name)}>
            <Input
              id={`add-${name}`}
              name={name}
              autoComplete="off"
              aria-invalid={errorOf(name) !== undefined}
            />
          </Field>
        ))}
        <Field id="add-role" label={t('people.columns.role')} error={errorOf('role')}>
          <Select id="add-role" name="role" defaultValue="student">
            {(['student', 'auditor', 'ta', 'instructor'] as const).map((role) => (
              <option key={role} value={role}>
                {t(`roles.${role}`)}
              </option>
            ))}
          </Select>
        </Field>
        <div>
          <Button type="submit" disabled={isPending} aria-busy={isPending}>
            {t('people.add.submit')}
          </Button>
        </div>
      </form>
    </div>
  );
}
