'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { Problem } from '@/app/_data/form';
import { saveReviewAction } from './actions';

export interface Draft {
  readonly points: Readonly<Record<string, string>>;
  readonly comment: string;
  readonly unreasonable: boolean;
}

export interface DraftState {
  readonly draft: Draft;
  readonly change: (change: Partial<Draft>) => void;
  /** Saves at once; resolves to whether it worked. */
  readonly save: (complete: boolean) => Promise<boolean>;
  readonly problems: readonly Problem[];
  /** ISO 8601, of the last save from this page; null: none yet. */
  readonly savedAt: string | null;
  readonly isSaving: boolean;
  readonly isChanged: boolean;
  /** Somebody else has it, or it was saved elsewhere: nothing is saved by itself any more. */
  readonly isLost: boolean;
}

const PAUSE_MS = 1_500;

/**
 * A review as it is typed: an unfinished one is saved by itself after a pause, one save at a time, each built on the one
 * before. A finished one is only saved when asked to, since students may see it.
 */
export function useDraft(
  handinId: number,
  initial: Draft & { readonly savedAt: string | null; readonly isComplete: boolean },
): DraftState {
  const [draft, setDraft] = useState<Draft>(() => ({
    points: initial.points,
    comment: initial.comment,
    unreasonable: initial.unreasonable,
  }));
  const [state, setState] = useState({
    problems: [] as readonly Problem[],
    savedAt: null as string | null,
    isSaving: false,
    isChanged: false,
    isLost: false,
  });
  const basedOn = useRef(initial.savedAt);
  const latest = useRef<Draft>(draft);
  const turn = useRef<Promise<unknown>>(Promise.resolve());

  const saveNow = useCallback(
    async (complete: boolean): Promise<boolean> => {
      const sent = latest.current;
      setState((now) => ({ ...now, isSaving: true }));
      const input = { ...sent, points: { ...sent.points }, complete, basedOn: basedOn.current };
      const answer = await saveReviewAction(handinId, input).catch(() => null);
      if (answer?.ok) {
        basedOn.current = answer.value.savedAt;
        setState({
          problems: [],
          savedAt: answer.value.savedAt,
          isSaving: false,
          isChanged: latest.current !== sent,
          isLost: false,
        });
        return true;
      }
      const problems = answer?.problems ?? [{ code: 'no_answer', message: '' }];
      const isLost = problems.some(({ code }) => code === 'taken' || code === 'changed');
      setState((now) => ({ ...now, problems, isSaving: false, isLost }));
      return false;
    },
    [handinId],
  );
  const save = useCallback(
    (complete: boolean): Promise<boolean> => {
      const next = turn.current.then(() => saveNow(complete));
      turn.current = next;
      return next;
    },
    [saveNow],
  );
  const change = useCallback((part: Partial<Draft>): void => {
    latest.current = { ...latest.current, ...part };
    setDraft(latest.current);
    setState((now) => ({ ...now, isChanged: true }));
  }, []);

  const mayAutosave = state.isChanged && !state.isLost && !initial.isComplete;
  useEffect(() => {
    if (!mayAutosave) return undefined;
    const clock = setTimeout(() => void save(false), PAUSE_MS);
    return () => clearTimeout(clock);
  }, [mayAutosave, draft, save]);

  useEffect(() => {
    if (!state.isChanged) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [state.isChanged]);

  return { draft, change, save, ...state };
}
