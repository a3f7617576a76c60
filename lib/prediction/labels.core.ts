/** Labels as codes: those of the truth first, in order; a label only the prediction has gets the next code. */
export class LabelCodes {
  private readonly codes = new Map<string, number>();
  private readonly list: string[];
  private readonly known: number;

  constructor(truthLabels: readonly string[]) {
    this.list = [...truthLabels];
    this.known = this.list.length;
    this.list.forEach((label, code) => this.codes.set(label, code));
  }

  codeOf(label: string): number {
    const found = this.codes.get(label);
    if (found !== undefined) return found;
    const code = this.list.length;
    this.list.push(label);
    this.codes.set(label, code);
    return code;
  }

  get labels(): readonly string[] {
    return this.list;
  }

  /** How many of them the truth has. */
  get truthCount(): number {
    return this.known;
  }
}

/** An integer written the one way integers are written: `7`, `-1`; not `07`, `+7`, `7.0`, `-0`. */
export const CANONICAL_INTEGER = /^(0|-?[1-9]\d{0,14})$/;
