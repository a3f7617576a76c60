'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { requireViewer } from '@/app/_data/assignment';
import { readForm } from '@/app/_data/form';
import { siteOrigin } from '@/app/_data/session';
import type { Invitation } from '@/lib/identity/apply-roster';
import { applyRoster, previewRoster, type RosterOptions } from '@/lib/identity/import-roster';
import { invitationsCsv } from '@/lib/identity/invitations-csv';
import {
  addPerson,
  changeRole,
  reissueInvitation,
  removeFromCourse,
  restoreToCourse,
} from '@/lib/identity/people';
import type { MissingPerson, RosterEntry, RosterPlan } from '@/lib/identity/roster-plan.core';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';
import {
  encodingCandidates,
  encodingTitle,
  type EncodingCandidate,
} from '@/lib/platform/text/decode-text.core';

export type { PersonView } from '@/lib/identity/people';

const role = z.enum(['student', 'auditor', 'ta', 'instructor']);
const text = z.string().max(1_000);
const slug = z.string().max(100);
const rosterSchema = z.strictObject({
  file: z.file(),
  removeMissing: z.literal('on').optional(),
  fingerprint: text.optional(),
  encoding: z.string().max(40).optional(),
  acceptDoubts: z.literal('on').optional(),
});
const personSchema = z.strictObject({ studentId: text, name: text, email: text, role });

/** Counts of a plan, and the entries worth showing. */
export interface PlanView {
  readonly counts: {
    readonly add: number;
    readonly restore: number;
    readonly change: number;
    readonly unchanged: number;
    readonly removed: number;
  };
  readonly entries: readonly RosterEntry[];
  readonly missing: readonly MissingPerson[];
}

export interface PreviewView extends PlanView {
  readonly kind: 'preview';
  readonly encoding: string;
  readonly notes: readonly Problem[];
  readonly doubts: readonly Problem[];
  readonly fingerprint: string;
}

/** A file that is not Unicode: a person says which of these reads it right. */
export interface EncodingsView {
  readonly kind: 'encodings';
  readonly candidates: readonly EncodingCandidate[];
}

/** Links to hand out, ready to click and as a file. */
export interface InvitationsView {
  readonly links: readonly { readonly name: string; readonly url: string }[];
  readonly csv: string;
}

export async function previewRosterAction(
  course: string,
  form: FormData,
): Promise<Result<PreviewView | EncodingsView>> {
  const viewer = await requireViewer();
  const given = readForm(rosterSchema, form);
  if (!given.ok) return given;
  const { file } = given.value;
  if (file.size === 0) return refuse({ code: 'no_file', message: 'Choose a file.', field: 'file' });
  const bytes = new Uint8Array(await file.arrayBuffer());
  const preview = await previewRoster(viewer, slug.parse(course), bytes, readingOptions(given.value));
  if (!preview.ok && preview.problems[0]?.code === 'choose_encoding')
    return ok({ kind: 'encodings', candidates: encodingCandidates(bytes) });
  if (!preview.ok) return preview;
  const { encoding, fingerprint, notes, doubts } = preview.value;
  return ok({
    kind: 'preview',
    ...planView(preview.value),
    encoding: encodingTitle(encoding),
    notes,
    doubts,
    fingerprint,
  });
}

export async function applyRosterAction(
  course: string,
  form: FormData,
): Promise<Result<PlanView & { readonly invitations: InvitationsView }>> {
  const viewer = await requireViewer();
  const given = readForm(rosterSchema, form);
  if (!given.ok) return given;
  const { file, fingerprint, acceptDoubts } = given.value;
  // Without a fingerprint nobody has seen what would be done.
  const options = {
    ...readingOptions(given.value),
    fingerprint: fingerprint ?? '',
    acceptDoubts: acceptDoubts === 'on',
  };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const applied = await applyRoster(viewer, slug.parse(course), bytes, options);
  if (!applied.ok) return applied;
  revalidatePath('/staff', 'layout');
  return ok({
    ...planView(applied.value.plan),
    invitations: await invitationsView(applied.value.invitations),
  });
}

function readingOptions({ removeMissing, encoding }: z.infer<typeof rosterSchema>): RosterOptions {
  return { removeMissing: removeMissing === 'on', ...(encoding === undefined ? {} : { encoding }) };
}

export async function addPersonAction(course: string, form: FormData): Promise<Result<InvitationsView>> {
  const viewer = await requireViewer();
  const given = readForm(personSchema, form);
  if (!given.ok) return given;
  const added = await addPerson(viewer, slug.parse(course), given.value);
  if (!added.ok) return added;
  revalidatePath('/staff', 'layout');
  return ok(await invitationsView(added.value ? [added.value] : []));
}

export async function changeRoleAction(
  course: string,
  userId: string,
  wanted: string,
): Promise<Result<null>> {
  return afterwards(
    changeRole(await requireViewer(), slug.parse(course), z.uuid().parse(userId), role.parse(wanted)),
  );
}

export async function removeAction(course: string, userId: string): Promise<Result<null>> {
  return afterwards(removeFromCourse(await requireViewer(), slug.parse(course), z.uuid().parse(userId)));
}

export async function restoreAction(course: string, userId: string): Promise<Result<null>> {
  return afterwards(restoreToCourse(await requireViewer(), slug.parse(course), z.uuid().parse(userId)));
}

export async function inviteAction(course: string, userId: string): Promise<Result<InvitationsView>> {
  const made = await reissueInvitation(await requireViewer(), slug.parse(course), z.uuid().parse(userId));
  if (!made.ok) return made;
  revalidatePath('/staff', 'layout');
  return ok(await invitationsView([made.value]));
}

async function afterwards(act: Promise<Result<null>>): Promise<Result<null>> {
  const result = await act;
  if (result.ok) revalidatePath('/staff', 'layout');
  return result;
}

function planView({ entries, missing }: RosterPlan): PlanView {
  const count = (action: RosterEntry['action']): number =>
    entries.filter((entry) => entry.action === action).length;
  const removed = missing.filter((person) => person.isRemoved).length;
  return {
    counts: {
      add: count('add'),
      restore: count('restore'),
      change: count('change'),
      unchanged: count('unchanged'),
      removed,
    },
    entries: entries.filter((entry) => entry.action !== 'unchanged' || entry.kept.length > 0),
    missing,
  };
}

async function invitationsView(invitations: readonly Invitation[]): Promise<InvitationsView> {
  const origin = await siteOrigin();
  return {
    links: invitations.map(({ name, path }) => ({ name, url: origin + path })),
    csv: invitations.length > 0 ? invitationsCsv(invitations, origin) : '',
  };
}
