import { viewOf } from '@/lib/prediction/bytes.core';
import type { Marks } from '@/lib/prediction/plain-row.core';
import type { IdIndex } from '@/lib/prediction/id-index.core';
import { shown, type ProblemList } from '@/lib/prediction/problem-list.core';
import type { Problem } from '@/lib/platform/result';

const FEW = 5;

/** Gathers what is wrong with the ids of a file, for the messages at its end. */
export class IdProblems {
  private readonly repeated: Occurrence[] = [];
  private repeatedCount = 0;
  private readonly strangers: Occurrence[] = [];
  private strangersCount = 0;

  constructor(
    private readonly ids: IdIndex,
    private readonly idColumn: string,
    private readonly problems: ProblemList,
  ) {}

  addRepeated(row: number, line: number): void {
    if (this.repeatedCount++ < FEW) this.repeated.push({ id: this.ids.idOf(row), line });
  }

  /** An id the solution doesn't have. One that a spreadsheet seems to have changed is told by its line. */
  addUnknown(id: string, line: number): void {
    const damage = damageOf(id, this.ids);
    if (damage === null) {
      if (this.strangersCount++ < FEW) this.strangers.push({ id: shown(id), line });
      return;
    }
    this.problems.add(
      damage.code,
      (count) => `${count} ${count === 1 ? 'id' : 'ids'} changed on the way`,
      () => ({
        code: damage.code,
        message: `row ${line}: ${this.idColumn} "${shown(id)}" ${damage.is}`,
        line,
        field: this.idColumn,
        value: shown(id),
      }),
    );
  }

  /** Adds one problem for all repeated, one for all extra and one for all missing ids, with counts and the first few. */
  finish(seen: Marks, found: number): void {
    const { repeated, strangers, idColumn } = this;
    if (repeated.length > 0)
      this.tell({
        code: 'ids_duplicate',
        message: `${counted(this.repeatedCount, 'row repeats', 'rows repeat')} an id that was there before: ${list(repeated, this.repeatedCount)}`,
        ...whereOf(repeated),
        field: idColumn,
      });
    if (strangers.length > 0)
      this.tell({
        code: 'ids_extra',
        message: `${counted(this.strangersCount, 'id is', 'ids are')} not in the test set: ${list(strangers, this.strangersCount)}`,
        ...whereOf(strangers),
        field: idColumn,
      });
    const missing = this.ids.rows - found;
    if (missing > 0)
      this.tell({
        code: 'ids_missing',
        message: `${counted(missing, 'id is', 'ids are')} missing: ${this.firstUnseen(seen, missing)}`,
        field: idColumn,
      });
  }

  private tell(problem: Problem): void {
    this.problems.add(
      problem.code,
      () => problem.message.split(':')[0] ?? '',
      () => problem,
    );
  }

  private firstUnseen(seen: Marks, missing: number): string {
    const first: string[] = [];
    for (let row = 0; row < this.ids.rows && first.length < FEW; row++) {
      if (seen[row] === 0) first.push(`"${shown(this.ids.idOf(row))}"`);
    }
    return first.join(', ') + (missing > FEW ? ', …' : '');
  }
}

interface Occurrence {
  readonly id: string;
  readonly line: number;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function list(occurrences: readonly Occurrence[], count: number): string {
  const items = occurrences.map(({ id, line }) => `"${shown(id)}" (row ${line})`);
  return items.join(', ') + (count > occurrences.length ? ', …' : '');
}

function whereOf(occurrences: readonly Occurrence[]): { line?: number; value?: string } {
  const [first] = occurrences;
  return first ? { line: first.line, value: shown(first.id) } : {};
}

interface Damage {
  readonly code: string;
  /** Completes `Id "…" …`. */
  readonly is: string;
}

/** What a program did to an id on the way, where its form tells. */
function damageOf(id: string, ids: IdIndex): Damage | null {
  if (id === '') return { code: 'id_empty', is: 'is empty' };
  if (id.length > 400) return null;
  if (/^((grand )?totals?|sum|average|mean|count|總計|合計|小計|总计|合计)$/i.test(id.trim()))
    return { code: 'id_total', is: 'is a line of totals, not an id; delete that line' };
  const trimmed = id.trim();
  if (trimmed !== id && has(ids, trimmed))
    return { code: 'id_blanks', is: `has a blank before or after it; the id is "${trimmed}"` };
  if (/^[+-]?\d+(\.\d*)?e[+-]?\d+$/i.test(id))
    return {
      code: 'id_spreadsheet',
      is: 'is not an id; a spreadsheet seems to have turned it into scientific notation. Write the file again from your program, without opening it in a spreadsheet',
    };
  const whole = /^([+-]?\d+)\.0*$/.exec(id)?.[1];
  if (whole !== undefined && has(ids, whole))
    return {
      code: 'id_decimal',
      is: `is not an id; it is written as a decimal number, the id is "${whole}"`,
    };
  const padded = paddedId(id, ids);
  if (padded !== null)
    return {
      code: 'id_spreadsheet',
      is: `is not an id; the id is "${shown(padded)}". A spreadsheet seems to have removed the leading zeros`,
    };
  const bare = id.replace(/^(-?)0+(?=\d)/, '$1');
  if (bare !== id && has(ids, bare))
    return { code: 'id_zeros', is: `is not an id; write it without leading zeros: "${bare}"` };
  return null;
}

/** The id that digits stand for which have lost the zeros in front of them; null where there is none. */
function paddedId(id: string, ids: IdIndex): string | null {
  if (!/^\d+$/.test(id)) return null;
  const lengths = new Set([ids.idOf(0).length, ids.idOf(ids.rows - 1).length]);
  for (const length of lengths) {
    const padded = id.padStart(length, '0');
    if (length > id.length && length < 100 && has(ids, padded)) return padded;
  }
  return null;
}

function has(ids: IdIndex, id: string): boolean {
  const bytes = new TextEncoder().encode(id);
  return ids.find(bytes, viewOf(bytes), 0, bytes.length) >= 0;
}
