/** Whether a text anywhere in the value has the character U+0000, which PostgreSQL stores in no text. */
export function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\u0000');
  if (Array.isArray(value)) return value.some(hasNul);
  if (value === null || typeof value !== 'object') return false;
  return Object.entries(value).some(([key, part]) => hasNul(key) || hasNul(part));
}
