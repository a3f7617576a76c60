import type { ScoreOptions } from '@/lib/bin/cli';
import { print, printJson, problemLine } from '@/lib/bin/cli-output';
import { scoreOffline } from '@/lib/scoring/score-offline';

/** Prints `{"public","private","rows","problems"}`; ends with 1 and the problems for a bad file. */
export async function scoreCommand(options: ScoreOptions): Promise<void> {
  const target = options.target?.split(',');
  const result = await scoreOffline({
    solution: options.solution,
    submission: options.submission,
    metric: options.metric,
    metricFile: options.metricFile,
    id: options.id,
    target: target && (target.length === 1 ? target[0] : target),
  });
  if (result.ok) {
    const { public: open, private: hidden, rows } = result.value;
    if (options.json) printJson({ public: open, private: hidden, rows, problems: [] });
    else print(`public ${open ?? 'undefined'}\nprivate ${hidden ?? 'none'}\nrows ${rows}`);
    return;
  }
  process.exitCode = 1;
  if (options.json) printJson({ public: null, private: null, rows: null, problems: result.problems });
  else for (const problem of result.problems) process.stderr.write(`${problemLine(problem)}\n`);
}
