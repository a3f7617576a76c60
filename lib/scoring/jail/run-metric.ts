import variant from '@jitl/quickjs-singlefile-mjs-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
} from 'quickjs-emscripten-core';
import { HARNESS, rowMaker } from '@/lib/scoring/jail/harness.core';
import type { JailAnswer, JailFailure, JailTask } from '@/lib/scoring/jail/jail.types';

const STACK_BYTES_MAX = 256 * 1024;
const BYTES_PER_MB = 1024 * 1024;
const ANSWER_CHARS_MAX = 4_000;

/**
 * Describes a metric, or scores the splits given, in an engine of its own (QuickJS, compiled to WebAssembly) that has the
 * language and nothing else: no file, network, clock to wait on, process or module to import.
 */
export async function runMetric(task: JailTask, splits: readonly string[]): Promise<JailAnswer> {
  const engine = await newQuickJSWASMModuleFromVariant(variant);
  const runtime = engine.newRuntime();
  const deadline = Date.now() + task.timeMsMax;
  runtime.setMemoryLimit(task.memoryMbMax * BYTES_PER_MB);
  runtime.setMaxStackSize(STACK_BYTES_MAX);
  runtime.setInterruptHandler(() => Date.now() > deadline);
  // Nothing is taken down after the answer: the process ends with it.
  return new Run(runtime, runtime.newContext(), () => Date.now() > deadline).answer(task, splits);
}

class Run {
  constructor(
    private readonly runtime: QuickJSRuntime,
    private readonly context: QuickJSContext,
    private readonly isLate: () => boolean,
  ) {}

  answer(task: JailTask, splits: readonly string[]): JailAnswer {
    const harness = this.context.unwrapResult(this.context.evalCode(HARNESS, 'harness'));
    const makeRow = this.context.unwrapResult(this.context.evalCode(rowMaker(task.columns), 'rows'));
    const part = (name: string): QuickJSHandle => this.context.getProp(harness, name);
    const metric = this.load(task.source, part('threw'));
    if (!('handle' in metric)) return metric;
    const described = this.call(part('describe'), [metric.handle]);
    if (typeof described === 'number') return failure('threw');
    if (described.kind !== 'described' || splits.length === 0) return described;
    const scores: number[] = [];
    for (const cells of splits) {
      const width = this.context.newNumber(task.columns.length);
      const score = this.call(part('score'), [metric.handle, makeRow, width, this.context.newString(cells)]);
      if (typeof score !== 'number') return score;
      scores.push(score);
    }
    return { kind: 'scored', scores };
  }

  private load(source: string, threw: QuickJSHandle): JailAnswer | { readonly handle: QuickJSHandle } {
    const loaded = this.context.evalCode(source, 'metric.mjs', { type: 'module' });
    const settled = loaded.error ? { error: loaded.error } : this.settle(loaded.value);
    if ('value' in settled) return { handle: settled.value };
    if (!settled.error || this.isLate()) return failure('timeout');
    const answer = this.call(threw, [settled.error]);
    return typeof answer === 'number' ? failure('threw') : answer;
  }

  /** Calls a function of the harness, which gives a number or the text of an answer. */
  private call(act: QuickJSHandle, given: readonly QuickJSHandle[]): number | JailAnswer {
    const called = this.context.callFunction(act, this.context.undefined, ...given);
    const settled = called.error ? { error: called.error } : this.settle(called.value);
    if (!('value' in settled)) return failure(this.isLate() || !settled.error ? 'timeout' : 'out_of_memory');
    if (this.context.typeof(settled.value) === 'number') return this.context.getNumber(settled.value);
    const text = this.context.getString(settled.value);
    return text.length > ANSWER_CHARS_MAX ? failure('threw') : (JSON.parse(text) as JailAnswer);
  }

  /** The value itself, or what a promise becomes once nothing is left to do; neither: it waits for what never comes. */
  private settle(value: QuickJSHandle): { value: QuickJSHandle } | { error: QuickJSHandle | null } {
    const done = this.runtime.executePendingJobs();
    if (done.error) return { error: done.error };
    const state = this.context.getPromiseState(value);
    if (state.type === 'fulfilled') return { value: state.notAPromise ? value : state.value };
    return { error: state.type === 'rejected' ? state.error : null };
  }
}

function failure(kind: JailFailure): JailAnswer {
  return { kind: 'failed', failure: kind, message: 'The metric failed in a way that it could not say.' };
}
