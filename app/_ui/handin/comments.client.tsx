'use client';

import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';
import type { CommentInput, LineComment } from '@/lib/review/review.types';

/** What saving or deleting answers; the messages are for people. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly { readonly message: string }[] };

export interface CommentActs {
  readonly save: (input: CommentInput) => Promise<Answer<LineComment>>;
  readonly remove: (id: string) => Promise<Answer<null>>;
}

interface Comments {
  readonly comments: readonly LineComment[];
  /** null: they are only read. */
  readonly acts: CommentActs | null;
}

const Context = createContext<Comments>({ comments: [], acts: null });

/** Holds the line comments of one hand-in for the code below it; with `acts`, they can be written. */
export function CommentsProvider({
  initial,
  acts,
  children,
}: {
  readonly initial: readonly LineComment[];
  readonly acts?: CommentActs;
  readonly children: ReactNode;
}) {
  const [comments, setComments] = useState(initial);
  const save = useCallback(
    async (input: CommentInput): Promise<Answer<LineComment>> => {
      const answer = acts ? await acts.save(input) : noActs;
      if (answer.ok)
        setComments((all) => [...all.filter((each) => each.id !== answer.value.id), answer.value]);
      return answer;
    },
    [acts],
  );
  const remove = useCallback(
    async (id: string): Promise<Answer<null>> => {
      const answer = acts ? await acts.remove(id) : noActs;
      if (answer.ok) setComments((all) => all.filter((each) => each.id !== id));
      return answer;
    },
    [acts],
  );
  const value = useMemo(
    () => ({ comments, acts: acts ? { save, remove } : null }),
    [comments, acts, save, remove],
  );
  return <Context value={value}>{children}</Context>;
}

const noActs = { ok: false, problems: [] } as const;

export function useComments(): Comments {
  return use(Context);
}
