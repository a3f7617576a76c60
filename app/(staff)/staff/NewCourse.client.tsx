'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { Button } from '@/app/_ui/Button';
import { ProblemList } from '@/app/_ui/Callout';
import { Field, Input } from '@/app/_ui/Field';
import { ZoneField } from '@/app/_ui/ZoneField.client';
import { createCourseAction } from './actions';

export function NewCourse() {
  const t = useTranslations('staff.home');
  const [state, action, isPending] = useActionState(createCourseAction, {
    problems: [],
    values: {},
    done: 0,
  });
  return (
    <form action={action} className="grid gap-4 sm:grid-cols-3">
      <Field id="title" label={t('courseTitle')}>
        <Input id="title" name="title" required maxLength={200} defaultValue={state.values.title} />
      </Field>
      <Field id="slug" label={t('courseSlug')} hint={t('courseSlugHint')}>
        <Input
          id="slug"
          name="slug"
          required
          maxLength={60}
          aria-describedby="slug-hint"
          defaultValue={state.values.slug}
        />
      </Field>
      <ZoneField
        id="timezone"
        label={t('courseZone')}
        hint={t('courseZoneHint')}
        defaultValue={state.values.timezone}
      />
      <div className="space-y-3 sm:col-span-3">
        <ProblemList problems={state.problems} />
        <Button kind="primary" type="submit" disabled={isPending}>
          {t('create')}
        </Button>
      </div>
    </form>
  );
}
