import { describe, expect, test } from 'vitest';
import { METRICS, metricTitle, parseMetricSpec } from '@/lib/metrics/registry.core';
import { allRows, real, scorer, specOf } from './support/columns';

function problemsOf(spec: string) {
  const parsed = parseMetricSpec(spec);
  return parsed.ok ? [] : parsed.problems.map(({ code, message }) => `${code}: ${message}`);
}

function canonical(spec: string) {
  const parsed = parseMetricSpec(spec);
  return parsed.ok ? parsed.value.spec : parsed.problems;
}

describe('the list of metrics', () => {
  test('has a name once, in snake case', () => {
    const names = METRICS.map((metric) => metric.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
  });

  test('gives NaN for a split without rows, whatever the metric', () => {
    for (const metric of METRICS) {
      const spec = specOf(
        metric.name,
        Object.fromEntries(metric.parameters.map((each) => [each.name, each.default ?? 3])),
      );
      expect(scorer(spec)([], [], new Int32Array(0)), metric.name).toBeNaN();
    }
  });

  test('turns an overflow into NaN, never an infinite score', () => {
    expect(scorer('mse')([real([1e200, 0])], [real([-1e200, 0])], allRows(2))).toBeNaN();
  });
});

describe('a metric spec', () => {
  test('is a name alone where the metric has no parameters', () => {
    expect(canonical('accuracy')).toBe('accuracy');
    expect(canonical('  roc_auc ')).toBe('roc_auc');
  });

  test('takes arguments and writes them in one form, defaults included', () => {
    expect(canonical('map_at_k:k=5')).toBe('map_at_k:k=5');
    expect(canonical('map_at_k: k = 05 ')).toBe('map_at_k:k=5');
    expect(canonical('f1_binary')).toBe('f1_binary:pos_label=1');
    expect(canonical('f1_binary:pos_label=a=b')).toBe('f1_binary:pos_label=a=b');
    expect(canonical('levenshtein:unit=word')).toBe('levenshtein:unit=word');
  });

  test('of an unknown metric is refused with the names it may have meant', () => {
    expect(problemsOf('acuracy')).toEqual([
      'metric_unknown: There is no metric "acuracy". Did you mean accuracy?',
    ]);
    expect(problemsOf('AUC')).toEqual(['metric_unknown: There is no metric "AUC". Did you mean roc_auc?']);
    expect(problemsOf('LogLoss')).toEqual([
      'metric_unknown: There is no metric "LogLoss". Did you mean log_loss?',
    ]);
    expect(problemsOf('f1')[0]).toContain('f1_binary, f1_macro, f1_micro');
    expect(problemsOf('something else')).toEqual(['metric_unknown: There is no metric "something else".']);
    expect(problemsOf('')[0]).toContain('metric_unknown');
  });

  test('without a parameter that has no default is refused with an example', () => {
    expect(problemsOf('map_at_k')).toEqual([
      'metric_parameter_missing: map_at_k needs k (how many places of the ranking count): map_at_k:k=5',
    ]);
  });

  test('with an unknown, repeated or malformed argument is refused', () => {
    expect(problemsOf('accuracy:k=5')).toEqual([
      'metric_parameter_unknown: accuracy has no parameter k. accuracy has no parameters.',
    ]);
    expect(problemsOf('f1_binary:pos_lable=2')[0]).toContain('Did you mean pos_label?');
    expect(problemsOf('map_at_k:k=5,k=6')).toEqual([
      'metric_parameter_repeated: Parameter k is given twice.',
    ]);
    expect(problemsOf('f1_binary:pos_label')).toEqual([
      'metric_spec_malformed: "pos_label" is not of the form key=value.',
    ]);
    expect(problemsOf('f1_binary:')).toEqual(['metric_spec_malformed: "" is not of the form key=value.']);
  });

  test.each(['0', '-1', '1.5', 'five', '', '1e1', 'Infinity', '9'.repeat(400)])(
    'with k=%s is refused once',
    (k) => {
      const problems = problemsOf(`ndcg_at_k:k=${k}`);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain(
        'metric_parameter_invalid: Parameter k has to be an integer of at least 1',
      );
    },
  );

  test('with a word that is not among the choices is refused with the choices', () => {
    expect(problemsOf('levenshtein:unit=byte')).toEqual([
      'metric_parameter_invalid: Parameter unit has to be one of character, word, not "byte".',
    ]);
  });
});

test('the title of a spec names the chosen arguments, and an unknown spec stays as it is', () => {
  expect(metricTitle('accuracy')).toBe('Accuracy');
  expect(metricTitle('map_at_k:k=5')).toBe('MAP@k (k=5)');
  expect(metricTitle('f1_binary:pos_label=1')).toBe('F1 (binary)');
  expect(metricTitle("a course's own")).toBe("a course's own");
});
