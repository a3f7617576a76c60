/** Texts by their keys, the ones used last kept, within so many characters altogether. */
export class TextCache<Value> {
  private readonly known = new Map<string, { readonly value: Value; readonly chars: number }>();
  private chars = 0;

  constructor(
    private readonly charsMax: number,
    private readonly charsOf: (value: Value) => number,
  ) {}

  get(key: string): Value | undefined {
    const found = this.known.get(key);
    if (!found) return undefined;
    this.known.delete(key);
    this.known.set(key, found);
    return found.value;
  }

  /** A value larger than an eighth of the whole is not kept: it would push out too many others. */
  set(key: string, value: Value): void {
    const chars = this.charsOf(value) + key.length;
    this.forget(key);
    if (chars > this.charsMax / 8) return;
    this.known.set(key, { value, chars });
    this.chars += chars;
    for (const oldest of this.known.keys()) {
      if (this.chars <= this.charsMax) break;
      this.forget(oldest);
    }
  }

  private forget(key: string): void {
    this.chars -= this.known.get(key)?.chars ?? 0;
    this.known.delete(key);
  }
}
