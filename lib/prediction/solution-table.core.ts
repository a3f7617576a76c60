import { randomSplit } from '@/lib/competition/splits.core';
import type { CellKind, Column } from '@/lib/metrics/metric.types';
import { isCanonicalInteger, plainBytes, textOf, viewOf } from '@/lib/prediction/bytes.core';
import { countOfBadCells } from '@/lib/prediction/cell-rules.core';
import { sinkFor, type ColumnSink } from '@/lib/prediction/column-sinks.core';
import { badByte, foreignEncoding, textStart } from '@/lib/prediction/encoding.core';
import {
  COLUMNS_MAX,
  headerFits,
  headerTooLong,
  namesOf,
  placeColumns,
  type ColumnPlaces,
} from '@/lib/prediction/header.core';
import { IdCollector, IdIndex } from '@/lib/prediction/id-index.core';
import { LabelDictionary } from '@/lib/prediction/label-dictionary.core';
import {
  USAGE_IGNORED,
  USAGE_PRIVATE,
  USAGE_PUBLIC,
  type CompiledSolution,
  type PredictionFormat,
  type SolutionOptions,
} from '@/lib/prediction/prediction.types';
import { ProblemList, shown } from '@/lib/prediction/problem-list.core';
import { rowProblem } from '@/lib/prediction/row-problems.core';
import { RowReader } from '@/lib/prediction/row-reader.core';
import { ok, refuse, type Problem, type Result } from '@/lib/platform/result';

const USAGES: ReadonlyMap<string, number> = new Map([
  ['public', USAGE_PUBLIC],
  ['private', USAGE_PRIVATE],
  ['ignored', USAGE_IGNORED],
]);

/** Place of the column that says to which split a row belongs, `Usage` in any case; −1 where there is none. */
export function usagePlace(names: readonly string[]): number {
  return names.findIndex((name) => name.trim().toLowerCase() === 'usage');
}

/**
 * Reads a solution: id column, target columns, and either a Usage column (Public, Private or Ignored, in any case) or a
 * split made from the rule of the options. Other columns are allowed (groups, for example). Labels that are all whole
 * numbers make the targets integer labels, others string labels. Refuses with up to ten problems by line.
 */
export function compileSolution(fileBytes: Uint8Array, options: SolutionOptions): Result<CompiledSolution> {
  const bytes = plainBytes(fileBytes);
  const foreign = foreignEncoding(bytes) ?? badByte(bytes, 0, 1);
  if (foreign) return refuse(foreign);
  if (!headerFits(bytes)) return refuse(headerTooLong());
  const reader = new RowReader(bytes, textStart(bytes), COLUMNS_MAX);
  if (!reader.next()) return refuse({ code: 'file_empty', message: 'The solution is empty.' });
  const names = namesOf(reader);
  const places = placeColumns(names, [options.idColumn, ...options.targetColumns], true);
  if (!places.ok) return places;
  // Extra columns of a solution may have no name and hold anything.
  return new SolutionReader(reader, { ...places.value, unnamed: [] }, options).compile();
}

class SolutionReader {
  private readonly problems = new ProblemList();
  private readonly ids: IdCollector;
  private readonly lines: number[] = [];
  private readonly usages: number[] = [];
  private readonly classes: string[] = [];
  private readonly sinks: readonly ColumnSink[];
  private readonly cell: CellKind;
  private readonly usageAt: number;
  private readonly classAt: number;

  constructor(
    private readonly reader: RowReader,
    private readonly places: ColumnPlaces,
    private readonly options: SolutionOptions,
  ) {
    this.cell = options.truthCells[0] ?? 'string_label';
    if (isLabel(this.cell)) this.cell = 'string_label';
    const rules = { kind: this.cell, known: null, closed: false };
    this.sinks = options.targetColumns.map(() => sinkFor(rules, 1024));
    this.ids = new IdCollector(1024);
    this.usageAt = usagePlace(places.names);
    this.classAt = this.splitColumn();
  }

  compile(): Result<CompiledSolution> {
    const columnProblem = this.splitProblem();
    if (columnProblem) return refuse(columnProblem);
    const format: PredictionFormat = { ...this.options, cell: this.cell };
    while (this.reader.next()) if (!this.reader.isBlank) this.takeRow(format);
    if (this.lines.length === 0 && this.problems.isEmpty)
      return refuse({ code: 'solution_empty', message: 'The solution has a header but no rows.' });
    if (!this.problems.isEmpty) return this.problems.refused();
    const ids = new IdIndex(this.ids.pack());
    for (const row of ids.fill()) this.addRepeated(ids, row);
    const truth = this.truth();
    this.checkLabels(truth);
    if (!this.problems.isEmpty) return this.problems.refused();
    const usage = this.usage();
    return ok({
      rows: ids.rows,
      ids,
      truth,
      dictionaries: truth.map((column) =>
        column.kind === 'label' ? this.dictionaryOf(column.labels) : null,
      ),
      usage,
      publicRows: rowsOf(usage, USAGE_PUBLIC),
      privateRows: rowsOf(usage, USAGE_PRIVATE),
      format: this.formatFor(truth),
    });
  }

  private takeRow(format: PredictionFormat): void {
    const { reader, places, problems } = this;
    const problem = rowProblem(reader, places, format);
    if (problem) {
      problems.add(problem.code, problem.inWords, problem.make);
      return;
    }
    const row = this.lines.push(reader.line) - 1;
    const source = reader.source(places.id);
    const [start, end] = [reader.start(places.id), reader.end(places.id)];
    if (start === end) this.tell('id_empty', places.id, 'is empty; every row needs an id', ROWS_WITHOUT_ID);
    this.ids.add(source, start, end);
    this.sinks.forEach((sink, target) => this.takeTarget(sink, row, target));
    if (this.usageAt >= 0) this.takeUsage();
    if (this.classAt >= 0) this.classes.push(this.text(this.classAt));
  }

  private takeTarget(sink: ColumnSink, row: number, target: number): void {
    const { reader } = this;
    const place = this.places.targets[target] as number;
    const source = reader.source(place);
    const fault = sink.accept(row, source, viewOf(source), reader.start(place), reader.end(place));
    if (fault) this.tell(fault.code, place, fault.is, countOfBadCells(this.cell));
  }

  private takeUsage(): void {
    const usage = USAGES.get(this.text(this.usageAt).trim().toLowerCase());
    if (usage === undefined)
      this.tell('usage_unknown', this.usageAt, 'is not Public, Private or Ignored', USAGES_UNKNOWN);
    this.usages.push(usage ?? USAGE_IGNORED);
  }

  private tell(code: string, place: number, is: string, inWords: (count: number) => string): void {
    const { line } = this.reader;
    const field = this.places.names[place] ?? '';
    this.problems.add(code, inWords, () => {
      const value = shown(this.text(place));
      return { code, message: `row ${line}: ${field} "${value}" ${is}`, line, field, value };
    });
  }

  private text(place: number): string {
    const { reader } = this;
    return textOf(reader.source(place), reader.start(place), reader.end(place));
  }

  private addRepeated(ids: IdIndex, row: number): void {
    const line = this.lines[row] ?? 0;
    const value = shown(ids.idOf(row));
    this.problems.add('ids_duplicate', REPEATED_IDS, () => ({
      code: 'ids_duplicate',
      message: `row ${line}: ${this.options.idColumn} "${value}" was there before`,
      line,
      field: this.options.idColumn,
      value,
    }));
  }

  /** The columns as read; labels that are all whole numbers become integer labels. */
  private truth(): Column[] {
    const columns = this.sinks.map((sink) => sink.column(this.lines.length));
    const numeric = columns.every((column) => column.kind !== 'label' || column.labels.every(isInteger));
    return columns.map((column) => (column.kind === 'label' ? { ...column, numeric } : column));
  }

  private checkLabels(truth: readonly Column[]): void {
    const allowed = this.options.labels && new Set(this.options.labels);
    if (!allowed) return;
    truth.forEach((column, target) => {
      if (column.kind !== 'label') return;
      const field = this.options.targetColumns[target] ?? '';
      for (const label of column.labels.filter((each) => !allowed.has(each))) {
        const value = shown(label);
        const message = `${field} "${value}" is not in the list of the competition's labels`;
        this.problems.add('label_unknown', LABELS_UNKNOWN, () => ({
          code: 'label_unknown',
          message,
          field,
          value,
        }));
      }
    });
  }

  private dictionaryOf(labels: readonly string[]): LabelDictionary {
    return new LabelDictionary([...new Set([...labels, ...(this.options.labels ?? [])])]);
  }

  private formatFor(truth: readonly Column[]): PredictionFormat {
    const { idColumn, targetColumns, labels } = this.options;
    const wanted = this.options.cells[0] ?? this.cell;
    const numeric = truth[0]?.kind === 'label' && truth[0].numeric;
    const cell = !isLabel(wanted) ? wanted : numeric ? 'integer_label' : 'string_label';
    return { idColumn, targetColumns, labels, cell };
  }

  private splitColumn(): number {
    const { split } = this.options;
    if (this.usageAt >= 0 || split === null || split === 'all_public' || split.by === 'random') return -1;
    const first = split.by === 'stratified' ? this.options.targetColumns[0] : undefined;
    return this.places.names.indexOf(split.column ?? first ?? '');
  }

  private splitProblem(): Problem | null {
    const { split } = this.options;
    if (this.usageAt >= 0 || split === 'all_public') return null;
    if (split === null)
      return {
        code: 'usage_missing',
        message:
          'row 1: the solution has no Usage column (Public, Private or Ignored), and no split is set for the competition',
        line: 1,
        field: 'Usage',
      };
    if (split.by === 'random' || this.classAt >= 0) return null;
    const column = split.column ?? '';
    const message =
      column === ''
        ? 'A split by groups needs the name of the column that holds the groups.'
        : `row 1: the split is by the column ${column}, which the solution doesn't have`;
    return { code: 'split_column_missing', message, line: 1, field: 'split.column', value: shown(column) };
  }

  private usage(): Uint8Array {
    const rows = this.lines.length;
    const { split } = this.options;
    if (this.usageAt >= 0) return Uint8Array.from(this.usages);
    if (split === null || split === 'all_public') return new Uint8Array(rows).fill(USAGE_PUBLIC);
    return randomSplit(split, rows, this.classAt >= 0 ? codesOf(this.classes) : null);
  }
}

const ROWS_WITHOUT_ID = (count: number) => `${count} rows without an id`;
const USAGES_UNKNOWN = (count: number) => `${count} values of Usage that are not Public, Private or Ignored`;
const REPEATED_IDS = (count: number) => `${count} rows repeat an id`;
const LABELS_UNKNOWN = (count: number) => `${count} labels are not in the competition's list`;

function isLabel(kind: CellKind): boolean {
  return kind === 'integer_label' || kind === 'string_label';
}

function isInteger(label: string): boolean {
  const bytes = new TextEncoder().encode(label);
  return isCanonicalInteger(bytes, 0, bytes.length);
}

function rowsOf(usage: Uint8Array, wanted: number): Int32Array {
  const rows = new Int32Array(usage.length);
  let count = 0;
  for (let row = 0; row < usage.length; row++) if (usage[row] === wanted) rows[count++] = row;
  return rows.slice(0, count);
}

/** Texts as codes from 0, in the order of their first appearance. */
function codesOf(texts: readonly string[]): Int32Array {
  const codes = new Map<string, number>();
  return Int32Array.from(texts, (text) => {
    const known = codes.get(text);
    if (known !== undefined) return known;
    codes.set(text, codes.size);
    return codes.size - 1;
  });
}
