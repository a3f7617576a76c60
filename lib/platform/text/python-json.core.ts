/**
 * JSON as Python writes it: `NaN`, `Infinity` and `-Infinity`, which no JSON has and notebooks hold (papermill's parameters, data
 * of plotly), are read as null. Throws for what is not JSON otherwise.
 */
export function parsePythonJson(text: string): unknown {
  const plain = text.replace(/^\ufeff/, '');
  try {
    return JSON.parse(plain) as unknown;
  } catch {
    // Strings are passed over whole, so that the words within them stay.
    const strict = plain.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (found) =>
      found.startsWith('"') ? found : 'null',
    );
    return JSON.parse(strict) as unknown;
  }
}
