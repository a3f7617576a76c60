const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Controls that change the order in which a line is read (Unicode UAX 9), and others without a shape: never left unseen in code. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** A text as HTML, every character escaped. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? '');
}

/** The same, with characters without a shape spelled out, e.g. `U+202E`. */
export function escapeCode(text: string): string {
  return escapeHtml(text).replace(
    UNSEEN,
    (char) =>
      `<mark class="unseen">U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}</mark>`,
  );
}

/** A source that is shown as it was written, cut after so many characters. */
export function plainHtml(source: string, charsMax: number): string {
  const cut = source.length > charsMax ? `${source.slice(0, charsMax)} …` : source;
  return `<pre class="plain-text">${escapeHtml(cut)}</pre>`;
}
