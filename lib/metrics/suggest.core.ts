import { EditDistance } from '@/lib/metrics/edit-distance.core';
import { codePoints } from '@/lib/metrics/sequence.core';

/** Names people type for a metric that share few letters with ours. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  auc: 'roc_auc',
  qwk: 'quadratic_weighted_kappa',
  mcc: 'matthews_corrcoef',
  cross_entropy: 'log_loss',
  jaccard: 'iou',
  edit_distance: 'levenshtein',
  mean_squared_error: 'mse',
  mean_absolute_error: 'mae',
  root_mean_squared_error: 'rmse',
};

/** Up to `most` of the known names that an unknown one may have meant, the likeliest first; may be empty. */
export function suggestNames(unknown: string, known: readonly string[], most = 3): string[] {
  const wanted = unknown
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/gu, '_');
  const edits = new EditDistance();
  const symbols = codePoints(wanted);
  const nearEnough = Math.max(2, Math.floor(symbols.length / 3));
  const distanceOf = (name: string) => {
    if (OTHER_NAMES[wanted] === name || name === wanted) return 0;
    if (wanted.length > 1 && name.startsWith(wanted)) return 1;
    return edits.distance(symbols, codePoints(name));
  };
  return known
    .map((name) => ({ name, distance: distanceOf(name) }))
    .filter(({ distance }) => distance <= nearEnough)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map(({ name }) => name);
}
