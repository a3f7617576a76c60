/**
 * A text as a CSV cell that no spreadsheet takes for a formula: one that begins with = + - @, a tab or a carriage return gets
 * a leading apostrophe (A66; OWASP, "CSV Injection"). Plain numbers, such as -0.5, stay as they are.
 */
export function csvSafe(value: string): string {
  if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)) return value;
  return /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
}
