/** A notebook's cell; its id is the same in every student's. */
export type Cell = object;

export function markdown(id: string, source: readonly string[]): Cell {
  return { cell_type: 'markdown', id, metadata: {}, source: lines(source) };
}

export function code(id: string, source: readonly string[]): Cell {
  return { cell_type: 'code', id, metadata: {}, execution_count: null, outputs: [], source: lines(source) };
}

/** The .ipynb of these cells, without outputs. */
export function notebookOf(cells: readonly Cell[]): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } },
    cells,
  });
}

/** Numbers as the float32 values they are, so that none is rounded on its way through text: base64 of little-endian bytes. */
export function float32Base64(values: readonly number[]): string {
  return Buffer.from(Float32Array.from(values).buffer).toString('base64');
}

/** As notebooks keep text: every line but the last ends in a line break. */
function lines(all: readonly string[]): string[] {
  return all.map((line, index) => (index < all.length - 1 ? `${line}\n` : line));
}
