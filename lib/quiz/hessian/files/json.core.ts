import { ok, type Result } from '@/lib/platform/result';
import { bad, type Contents, type Tensor } from '@/lib/quiz/hessian/files/tensors.core';

/** What parsed JSON holds: numbers, lists of numbers, lists of such lists, and words. */
export function contentsOfJson(json: unknown): Result<Contents> {
  if (typeof json !== 'object' || json === null) return bad('is not a JSON object.');
  const [tensors, words] = [new Map<string, Tensor>(), new Map<string, string>()];
  for (const [name, value] of Object.entries(json)) {
    if (typeof value === 'string') words.set(name, value);
    const tensor = tensorOf(value);
    if (tensor) tensors.set(name, tensor);
  }
  return ok({ tensors, words });
}

/** Null for what is no number, no list of numbers and no list of lists of the same length. */
function tensorOf(value: unknown): Tensor | null {
  if (typeof value === 'number') return { shape: [], values: Float64Array.of(value) };
  if (!Array.isArray(value)) return null;
  if (isNumbers(value)) return { shape: [value.length], values: Float64Array.from(value) };
  const rows = value as readonly unknown[];
  const length = Array.isArray(rows[0]) ? rows[0].length : 0;
  if (!rows.every((row): row is number[] => isNumbers(row) && row.length === length)) return null;
  return { shape: [rows.length, length], values: Float64Array.from(rows.flat()) };
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'number');
}
