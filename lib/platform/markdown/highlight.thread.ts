import { highlightSource } from '@/lib/platform/markdown/highlight';

export interface HighlightTask {
  /** Lines ended by line feeds. */
  readonly source: string;
  readonly language: string;
}

// The first source of a thread waits for its grammar; that is not to count against somebody's.
await highlightSource('x = 1', 'python');

/** Entry of a thread of the renderer. */
export default function highlight({ source, language }: HighlightTask): Promise<readonly string[]> {
  return highlightSource(source, language);
}
