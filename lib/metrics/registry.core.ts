import { accuracy } from '@/lib/metrics/accuracy.core';
import { averagePrecision } from '@/lib/metrics/average-precision.core';
import { balancedAccuracy } from '@/lib/metrics/balanced-accuracy.core';
import { brierScoreLoss } from '@/lib/metrics/brier-score-loss.core';
import { customMetric, CUSTOM } from '@/lib/metrics/custom.core';
import { cohenKappa } from '@/lib/metrics/cohen-kappa.core';
import { dice } from '@/lib/metrics/dice.core';
import { f1 } from '@/lib/metrics/f1.core';
import { iou } from '@/lib/metrics/iou.core';
import { levenshtein } from '@/lib/metrics/levenshtein.core';
import { logLoss } from '@/lib/metrics/log-loss.core';
import { mae } from '@/lib/metrics/mae.core';
import { mapAtK } from '@/lib/metrics/map-at-k.core';
import { mape } from '@/lib/metrics/mape.core';
import { matthewsCorrcoef } from '@/lib/metrics/matthews-corrcoef.core';
import { mcrmse } from '@/lib/metrics/mcrmse.core';
import { medianAbsoluteError } from '@/lib/metrics/median-absolute-error.core';
import { parseArguments } from '@/lib/metrics/metric-arguments.core';
import type { BoundMetric, Metric, MetricArguments } from '@/lib/metrics/metric.types';
import { mse } from '@/lib/metrics/mse.core';
import { ndcgAtK } from '@/lib/metrics/ndcg-at-k.core';
import { normalizedLevenshtein } from '@/lib/metrics/normalized-levenshtein.core';
import { pearson } from '@/lib/metrics/pearson.core';
import { precision } from '@/lib/metrics/precision.core';
import { quadraticWeightedKappa } from '@/lib/metrics/quadratic-weighted-kappa.core';
import { r2 } from '@/lib/metrics/r2.core';
import { recall } from '@/lib/metrics/recall.core';
import { rmse } from '@/lib/metrics/rmse.core';
import { rmsle } from '@/lib/metrics/rmsle.core';
import { rocAuc } from '@/lib/metrics/roc-auc.core';
import { smape } from '@/lib/metrics/smape.core';
import { spearman } from '@/lib/metrics/spearman.core';
import { suggestNames } from '@/lib/metrics/suggest.core';
import { topKAccuracy } from '@/lib/metrics/top-k-accuracy.core';
import { wer } from '@/lib/metrics/wer.core';
import { ok, refuse, type Result } from '@/lib/platform/result';

export { compareScores, isBetter } from '@/lib/metrics/compare-scores.core';

/** Every metric a competition can name; those of one family stand together. */
export const METRICS: readonly Metric[] = [
  accuracy,
  balancedAccuracy,
  topKAccuracy,
  ...[f1, precision, recall].flatMap(({ micro, macro, weighted, binary }) => [
    micro,
    macro,
    weighted,
    binary,
  ]),
  matthewsCorrcoef,
  cohenKappa,
  quadraticWeightedKappa,
  rocAuc,
  averagePrecision,
  logLoss,
  brierScoreLoss,
  mapAtK,
  ndcgAtK,
  rmse,
  mse,
  mae,
  medianAbsoluteError,
  rmsle,
  mape,
  smape,
  r2,
  pearson,
  spearman,
  mcrmse,
  levenshtein,
  normalizedLevenshtein,
  wer,
  iou,
  dice,
].map(finiteOrNaN);

const BY_NAME: ReadonlyMap<string, Metric> = new Map(METRICS.map((metric) => [metric.name, metric]));

/**
 * Reads a metric spec: `name`, or `name:key=value,key=value`, e.g. `map_at_k:k=5`. The `spec` of the result is in one
 * form for one meaning: no blanks, all arguments written out, defaults included, in the order the metric lists them.
 * Refuses an unknown name (with the names it may have meant) and everything `parseArguments` refuses.
 */
export function parseMetricSpec(spec: string): Result<BoundMetric> {
  const colon = spec.indexOf(':');
  const name = (colon < 0 ? spec : spec.slice(0, colon)).trim();
  const metric = name === CUSTOM ? customMetric(spec) : BY_NAME.get(name);
  if (metric === undefined) return unknownMetric(name);
  const args = parseArguments(metric, colon < 0 ? null : spec.slice(colon + 1));
  return args.ok ? ok({ spec: canonicalSpec(metric, args.value), metric, args: args.value }) : args;
}

/**
 * A spec for people: the metric's title, with the arguments that were chosen, e.g. `MAP@k (k=5)`. A spec that is not one
 * of ours is returned as it is.
 */
export function metricTitle(spec: string): string {
  const parsed = parseMetricSpec(spec);
  if (!parsed.ok) return spec;
  const { metric, args } = parsed.value;
  if (metric.name === CUSTOM) return metric.title;
  const chosen = metric.parameters.filter((each) => args[each.name] !== each.default);
  if (chosen.length === 0) return metric.title;
  return `${metric.title} (${chosen.map(({ name }) => `${name}=${args[name]}`).join(', ')})`;
}

function canonicalSpec(metric: Metric, args: MetricArguments): string {
  const parts = metric.parameters.map(({ name }) => `${name}=${args[name]}`);
  return parts.length === 0 ? metric.name : `${metric.name}:${parts.join(',')}`;
}

function unknownMetric(name: string): Result<never> {
  const suggestions = suggestNames(name, [...BY_NAME.keys()]);
  const hint = suggestions.length === 0 ? '' : ` Did you mean ${suggestions.join(', ')}?`;
  return refuse({
    code: 'metric_unknown',
    message: `There is no metric "${name}".${hint}`,
    field: 'metric',
    value: name.slice(0, 100),
  });
}

/** Keeps the promise of `Metric.score`: undefined for no rows, and never an infinity (huge values can overflow). */
function finiteOrNaN(metric: Metric): Metric {
  return {
    ...metric,
    score: (truth, prediction, rows, args) => {
      if (rows.length === 0) return NaN;
      const score = metric.score(truth, prediction, rows, args);
      return Number.isFinite(score) ? score : NaN;
    },
  };
}
