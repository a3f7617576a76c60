import { z } from 'zod';
import { competitionByName, type NamedCompetition } from '@/lib/kaggle/competitions';
import type { Viewer } from '@/lib/identity/viewer';
import { ok, refuse, type Result } from '@/lib/platform/result';

/** What a method answers with: JSON, a place to go to, or a small file. */
export type Answer =
  | { readonly kind: 'json'; readonly value: object }
  /** Works by itself; `name`, a file's name, is the last part of the address. */
  | { readonly kind: 'redirect'; readonly ticket: string; readonly name: string }
  | { readonly kind: 'zip'; readonly bytes: Buffer; readonly fileName: string };

export interface Asking {
  readonly viewer: Viewer;
  /** Scheme and host of this site as the client reached it. */
  readonly origin: string;
}

export interface Method<Input> {
  readonly schema: z.ZodType<Input>;
  /** Whether a token that may only read may call it. */
  readonly reads: boolean;
  run(asking: Asking, input: Input): Promise<Result<Answer>>;
}

export type Methods = Readonly<Record<string, Method<unknown>>>;

export function method<Input>(definition: Method<Input>): Method<unknown> {
  return definition as Method<unknown>;
}

export const json = (value: object): Result<Answer> => ok({ kind: 'json', value });

/** Fields at their default are left out by clients, and newer clients send fields we don't know: both are fine. */
export const named = z.object({ competitionName: z.string().max(2_000).default('') });

const wholeNumber = z.coerce.number().int();
/** Clients write nothing, an empty text or `None` where they have no value. */
const absent = z.enum(['', 'None', 'null']).transform(() => undefined);

export const paging = {
  pageSize: absent.or(wholeNumber).optional(),
  pageToken: absent.or(z.string().max(100)).optional(),
  page: absent.or(wholeNumber).optional(),
  isUnpaged: z.boolean().optional(),
};

/** A text of at most `max` characters; empty where it is left out. */
export const text = (max = 2_000) => z.string().max(max).default('');
/** The number of a submission, a team or a topic; 0 where it is left out. */
export const reference = wholeNumber.min(0).max(2_147_483_647).default(0);

export async function onCompetition(
  { viewer }: Asking,
  input: { readonly competitionName: string },
  act: (competition: NamedCompetition) => Promise<Result<Answer>>,
): Promise<Result<Answer>> {
  if (input.competitionName.trim() === '')
    return refuse({
      code: 'bad_field',
      message:
        'No competition was named: add -c <name>. `kaggle competitions list` shows the names of yours.',
    });
  const found = await competitionByName(viewer, input.competitionName);
  return found.ok ? act(found.value) : found;
}

/** An enum travels by name: with or without its prefix, in any case and spelling; anything else is the default. */
export function enumOf<T extends string>(value: string, prefix: string, all: readonly T[], fallback: T): T {
  const plain = (each: string): string => each.toUpperCase().replaceAll('_', '');
  const bare = plain(value.toUpperCase().replace(prefix, ''));
  return all.find((each) => plain(each) === bare) ?? fallback;
}
