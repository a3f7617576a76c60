import { readNotebook } from '@/lib/handin/rendering/notebook.core';

/** Entry of a thread of the renderer: a notebook is megabytes of JSON. null: not a notebook. */
export default function notebook(text: string): ReturnType<typeof readNotebook> {
  return readNotebook(text);
}
