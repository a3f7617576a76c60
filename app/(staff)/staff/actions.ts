'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import { readForm, refused, type FormState } from '@/app/_data/form';
import { createCourse } from '@/lib/identity/courses';

const newCourse = z.strictObject({ title: z.string(), slug: z.string(), timezone: z.string() });

export async function createCourseAction(state: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer();
  const input = readForm(newCourse, form);
  if (!input.ok) return refused(state, form, input.problems);
  const course = await createCourse(viewer, input.value);
  if (!course.ok) return refused(state, form, course.problems);
  redirect(`/staff/${course.value.slug}`);
}
