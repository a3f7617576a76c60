import { intAt, hashBytes, sameBytes } from '@/lib/prediction/bytes.core';

/** Byte strings laid end to end: entry i is `bytes[offsets[i] … offsets[i + 1] − gap)`. */
export interface PackedBytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly offsets: Int32Array;
  /** Bytes that stand between one entry and the next. */
  readonly gap: number;
}

/**
 * Finds packed byte strings by content: a hash table with open addressing and linear probing, at most half full. A slot is
 * two integers, the hash and the entry's number + 1 (0: free), so that a probe mostly touches one line of the cache.
 */
export class ByteTable {
  private readonly slots: Int32Array;
  private readonly mask: number;
  private longest = 0;

  constructor(
    private readonly packed: PackedBytes,
    capacity: number,
  ) {
    let size = 16;
    while (size < capacity * 2) size *= 2;
    this.slots = new Int32Array(size * 2);
    this.mask = size - 1;
  }

  /** Number of the entry that equals the bytes, or −1. */
  find(view: DataView, start: number, length: number): number {
    const { slots, mask, packed } = this;
    const { offsets, gap } = packed;
    if (length > this.longest) return -1;
    const hash = hashBytes(view, start, length);
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = intAt(slots, slot * 2 + 1) - 1;
      if (entry < 0) return -1;
      if (intAt(slots, slot * 2) !== hash) continue;
      const from = intAt(offsets, entry);
      if (intAt(offsets, entry + 1) - gap - from !== length) continue;
      if (sameBytes(view, start, packed.view, from, length)) return entry;
    }
  }

  /**
   * Guesses of the entries for `count` byte strings by their hashes alone; −1 where no entry has the hash, which is certain.
   * Looking many up at once lets the processor wait for all their places in memory together.
   */
  guess(hashes: Int32Array, count: number, guesses: Int32Array): void {
    const { slots, mask } = this;
    for (let i = 0; i < count; i++) {
      const hash = intAt(hashes, i);
      let slot = hash & mask;
      while (intAt(slots, slot * 2 + 1) !== 0 && intAt(slots, slot * 2) !== hash) slot = (slot + 1) & mask;
      guesses[i] = intAt(slots, slot * 2 + 1) - 1;
    }
  }

  /** Makes an entry findable that is not in the table yet. */
  insert(entry: number): void {
    const { slots, mask, packed } = this;
    const from = intAt(packed.offsets, entry);
    const length = intAt(packed.offsets, entry + 1) - packed.gap - from;
    const hash = hashBytes(packed.view, from, length);
    this.longest = Math.max(this.longest, length);
    let slot = hash & mask;
    while (intAt(slots, slot * 2 + 1) !== 0) slot = (slot + 1) & mask;
    slots[slot * 2] = hash;
    slots[slot * 2 + 1] = entry + 1;
  }
}
