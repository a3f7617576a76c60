import 'server-only';
import { getLocale } from 'next-intl/server';
import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import { currentViewer } from '@/app/_data/session';
import type { Viewer } from '@/lib/identity/viewer';
import { pagesIn } from '@/lib/competition/page-language.core';
import { assignmentView, type AssignmentView } from '@/lib/leaderboard/assignment-view';

export interface AssignmentParams {
  readonly course: string;
  readonly assignment: string;
}

/** The signed-in viewer, or the sign-in page, which leads back here. */
export async function requireViewer(): Promise<Viewer> {
  const viewer = await currentViewer();
  if (viewer) return viewer;
  const path = ((await headers()).get('x-requested-path') ?? '/').replace(/[?&]_rsc=[^&]*/, '');
  redirect(path === '/' ? '/sign-in' : `/sign-in?callbackUrl=${encodeURIComponent(path)}`);
}

const readView = cache(async (course: string, assignment: string): Promise<AssignmentView> => {
  const view = await assignmentView(await requireViewer(), course, assignment);
  if (!view.ok) notFound();
  return { ...view.value, pages: pagesIn(view.value.pages, await getLocale()) };
});

/** The view of the assignment in the address, once a request however many parts of the page ask. */
export async function readAssignment(params: Promise<AssignmentParams>): Promise<AssignmentView> {
  const { course, assignment } = await params;
  return readView(course, assignment);
}
