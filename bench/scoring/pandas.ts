import { spawnSync } from 'node:child_process';

const PYTHON = '/usr/bin/python3';

/** Timed inside Python, after the imports and with the solution already read, as our side has it compiled. */
const SCRIPT = `
import json, sys, time
try:
    import pandas
    from sklearn.metrics import accuracy_score
except ImportError as error:
    print(json.dumps({"missing": str(error)}))
    sys.exit(0)
solution_path, file_path, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
solution = pandas.read_csv(solution_path)
taken = []
for _ in range(times):
    start = time.perf_counter()
    prediction = pandas.read_csv(file_path)
    merged = solution.merge(prediction, on="Id", suffixes=("", "_predicted"), validate="one_to_one")
    assert len(merged) == len(solution)
    scores = {}
    for usage in ("Public", "Private"):
        part = merged[merged["Usage"] == usage]
        scores[usage.lower()] = accuracy_score(part["Class"], part["Class_predicted"])
    taken.append((time.perf_counter() - start) * 1000)
print(json.dumps({"ms": taken, **scores}))
`;

export type PandasRun =
  { readonly ms: number[]; readonly public: number; readonly private: number } | { readonly missing: string };

/** Scores a file with pandas and scikit-learn, several times; says what is missing where they can't be used. */
export function runPandas(solutionPath: string, filePath: string, times: number): PandasRun {
  const run = spawnSync(PYTHON, ['-c', SCRIPT, solutionPath, filePath, String(times)], { encoding: 'utf8' });
  if (run.error) return { missing: `${PYTHON}: ${run.error.message}` };
  if (run.status !== 0) throw new Error(`pandas failed:\n${run.stderr}`);
  return JSON.parse(run.stdout) as PandasRun;
}
