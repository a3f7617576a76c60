import { ByteTable, type PackedBytes } from '@/lib/prediction/byte-table.core';
import { DIGIT_0, PADDING, viewOf } from '@/lib/prediction/bytes.core';

/** Labels of one or two digits can be read with one look at two bytes. */
const SHORT_LABEL = 2;
/** The fast path keeps a code in a byte with room for two more meanings. */
const SHORT_CODE_MAX = 253;
const ASCII_DIGITS = /^\d+$/;

/** Ten digits, times the bytes of ASCII; small enough to stay in the fastest cache. */
const SHORT_PLACES = 10 * 128;

/** Place in `shortCodes` of an ASCII digit and an ASCII byte after it. */
export function shortLabelPlace(digit: number, next: number): number {
  return (digit - DIGIT_0) * 128 + next;
}

/** Labels found by the bytes of a cell: label i has the code i. Never changed after it was made. */
export class LabelDictionary {
  private readonly table: ByteTable;
  /**
   * For the fast path, by the two bytes at which a label begins, at `shortLabelPlace` of them: `code · 4 + length` where they
   * are a label of two digits, or one of one digit and the line feed or carriage return after it; −1 otherwise.
   */
  readonly shortCodes: Int32Array;

  constructor(readonly labels: readonly string[]) {
    const packed = packLabels(labels);
    this.table = new ByteTable(packed, labels.length);
    labels.forEach((_, code) => this.table.insert(code));
    this.shortCodes = shortCodesOf(labels);
  }

  /** Code of the label that these bytes are, or −1. */
  find(view: DataView, start: number, length: number): number {
    return this.table.find(view, start, length);
  }
}

function packLabels(labels: readonly string[]): PackedBytes {
  const encoder = new TextEncoder();
  const encoded = labels.map((label) => encoder.encode(label));
  const offsets = new Int32Array(labels.length + 1);
  encoded.forEach((each, code) => (offsets[code + 1] = (offsets[code] as number) + each.length));
  const bytes = new Uint8Array((offsets[labels.length] as number) + PADDING);
  encoded.forEach((each, code) => bytes.set(each, offsets[code]));
  return { bytes, view: viewOf(bytes), offsets, gap: 0 };
}

function shortCodesOf(labels: readonly string[]): Int32Array {
  const codes = new Int32Array(SHORT_PLACES).fill(-1);
  labels.forEach((label, code) => {
    if (code > SHORT_CODE_MAX || label.length > SHORT_LABEL || !ASCII_DIGITS.test(label)) return;
    for (const end of ['\n', '\r']) {
      const text = label + end;
      codes[shortLabelPlace(text.charCodeAt(0), text.charCodeAt(1))] = code * 4 + label.length;
    }
  });
  return codes;
}
