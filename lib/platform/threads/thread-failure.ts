/** Why a thread gave no answer. The task may be tried again; other tasks are not affected. */
export type ThreadFailureReason = 'timeout' | 'out_of_memory' | 'crash' | 'busy';

export class ThreadFailure extends Error {
  constructor(
    readonly reason: ThreadFailureReason,
    options: ErrorOptions = {},
  ) {
    super(MESSAGES[reason], options);
    this.name = 'ThreadFailure';
  }
}

const MESSAGES: Readonly<Record<ThreadFailureReason, string>> = {
  timeout: 'a task of a thread took too long and was stopped',
  out_of_memory: 'a task of a thread took too much memory and was stopped',
  crash: 'a thread failed in its task',
  busy: 'no thread was free in time',
};

/** The reason in what a thread ended with. */
export function reasonOf(error: unknown): ThreadFailureReason {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'out_of_memory' : 'crash';
}
