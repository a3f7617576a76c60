import { isScalar, type Document } from 'yaml';
import type { Problem } from '@/lib/platform/result';

/** For a value that should be text and that YAML takes for something else: how to write it as text; '' where that is not so. */
export function quotingHint(document: Document, at: readonly PropertyKey[]): string {
  const node = document.getIn(at, true);
  if (!isScalar(node) || typeof node.value === 'string') return '';
  const source = node.source ?? String(node.value);
  return ` Without quotation marks YAML takes ${source} for ${kindOf(node.value)}; if it is text, write "${source}".`;
}

/**
 * Labels that are numbers to YAML and would be compared as other text than stands there: `1.0` as `1`, `007` as `7`. Which of
 * the two the solution has is for the author to say.
 */
export function unquotedLabels(document: Document): readonly Omit<Problem, 'file' | 'line'>[] {
  const labels = document.getIn(['competition', 'labels']);
  const count = (labels as { readonly items?: readonly unknown[] } | undefined)?.items?.length ?? 0;
  return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const node = document.getIn(['competition', 'labels', index], true);
    if (!isScalar(node) || typeof node.value !== 'number') return [];
    const source = node.source ?? '';
    const read = String(node.value);
    if (source === read) return [];
    const message = `${source} is read as the number ${read}. Write the label as it stands in the solution: "${source}" or "${read}".`;
    return [{ code: 'bad_value', field: `competition.labels.${index}`, value: source, message }];
  });
}

function kindOf(value: unknown): string {
  if (typeof value === 'boolean') return 'a truth value';
  if (typeof value === 'number' || typeof value === 'bigint') return 'a number';
  return value === null ? 'nothing' : 'something else';
}
