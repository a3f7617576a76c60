import { plainBytes, textOf, viewOf } from '@/lib/prediction/bytes.core';
import { countOfBadCells } from '@/lib/prediction/cell-rules.core';
import { LabelSink, sinkFor, type ColumnSink } from '@/lib/prediction/column-sinks.core';
import { badByte, foreignEncoding, textStart } from '@/lib/prediction/encoding.core';
import { readFastRows } from '@/lib/prediction/fast-rows.core';
import { MARK_ELSEWHERE, writeMarkedCodes, type FastRows, type Marks } from '@/lib/prediction/plain-row.core';
import {
  COLUMNS_MAX,
  headerFits,
  headerTooLong,
  namesOf,
  placeColumns,
  type ColumnPlaces,
} from '@/lib/prediction/header.core';
import { IdProblems } from '@/lib/prediction/id-problems.core';
import { LabelDictionary } from '@/lib/prediction/label-dictionary.core';
import { ProblemList, shown } from '@/lib/prediction/problem-list.core';
import type { CompiledSolution, Prediction, PredictionFormat } from '@/lib/prediction/prediction.types';
import { RowReader } from '@/lib/prediction/row-reader.core';
import { rowProblem } from '@/lib/prediction/row-problems.core';
import { ok, refuse, type Result } from '@/lib/platform/result';

/** After this many rows in a row that the fast path could not read, it is not tried again. */
const FAST_MISSES_MAX = 32;

/**
 * Reads a prediction file (CSV in UTF-8, see docs/prediction-files.md) and aligns it to the solution: row i of every column
 * is the prediction for the solution's i-th id, whatever the order of the rows in the file. Refuses with up to ten problems
 * by line, counted in all where there are more. Never throws, whatever the bytes; time and memory grow with the
 * number of bytes.
 */
export function parsePrediction(
  fileBytes: Uint8Array,
  solution: CompiledSolution,
  format: PredictionFormat = solution.format,
): Result<Prediction> {
  const bytes = plainBytes(fileBytes);
  const foreign = foreignEncoding(bytes);
  if (foreign) return refuse(foreign);
  if (!headerFits(bytes)) return refuse(headerTooLong());
  const header = new RowReader(bytes, textStart(bytes), COLUMNS_MAX);
  if (!header.next()) return refuse({ code: 'file_empty', message: 'The file is empty.' });
  const places = placeColumns(namesOf(header), [format.idColumn, ...format.targetColumns], false);
  if (!places.ok) {
    const bad = badByte(bytes, 0, 1);
    return bad ? refuse(bad) : places;
  }
  return new PredictionParser(bytes, solution, format, places.value, header).run();
}

class PredictionParser {
  private readonly view: DataView;
  private readonly reader: RowReader;
  private readonly marks: Marks;
  private readonly sinks: readonly ColumnSink[];
  private readonly problems = new ProblemList();
  private readonly idProblems: IdProblems;
  private readonly fast: FastRows | null;
  private expected = 0;
  private found = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly solution: CompiledSolution,
    private readonly format: PredictionFormat,
    private readonly places: ColumnPlaces,
    header: RowReader,
  ) {
    const { ids, rows } = solution;
    this.view = viewOf(bytes);
    this.reader = new RowReader(bytes, header.position, places.names.length);
    this.reader.nextLine = header.nextLine;
    this.marks = new Uint8Array(rows);
    this.sinks = sinksFor(solution, format);
    this.idProblems = new IdProblems(ids, format.idColumn, this.problems);
    this.fast = this.prepareFast();
  }

  run(): Result<Prediction> {
    const bad = this.readRows();
    if (bad) return bad;
    this.idProblems.finish(this.marks, this.found);
    if (!this.problems.isEmpty) return this.problems.refused();
    const { rows } = this.solution;
    const [sink] = this.sinks;
    if (this.fast && sink instanceof LabelSink) writeMarkedCodes(this.marks, sink.codes);
    return ok({ columns: this.sinks.map((sink) => sink.column(rows)), rows });
  }

  private readRows(): Result<never> | null {
    let misses = 0;
    let checked = false;
    for (;;) {
      if (this.fast && misses < FAST_MISSES_MAX) misses = this.readFast(this.fast) ? 0 : misses + 1;
      if (!checked) {
        // What the fast path has read equals bytes of the solution; the rest has to be looked at.
        checked = true;
        const bad = badByte(this.bytes, this.reader.position, this.reader.nextLine);
        if (bad) return refuse(bad);
      }
      if (!this.reader.next()) return null;
      this.takeRow();
    }
  }

  /** The fast path is for the commonest file: two columns in the usual order, one of labels. */
  private prepareFast(): FastRows | null {
    const { bytes, view, marks, places, sinks } = this;
    const { ids } = this.solution;
    const [sink] = sinks;
    const usual = places.names.length === 2 && places.id === 0 && places.targets[0] === 1;
    if (!usual || !ids.plain || !(sink instanceof LabelSink) || !sink.rules.known) return null;
    const { shortCodes } = sink.rules.known;
    const start = { position: 0, expected: 0, rowsRead: 0, wrongGuesses: 0 };
    return { bytes, view, ids, marks, shortCodes, ...start };
  }

  /** Whether any row was read. */
  private readFast(fast: FastRows): boolean {
    fast.position = this.reader.position;
    fast.expected = this.expected;
    fast.rowsRead = 0;
    readFastRows(fast);
    this.reader.position = fast.position;
    this.reader.nextLine += fast.rowsRead;
    this.expected = fast.expected;
    this.found += fast.rowsRead;
    return fast.rowsRead > 0;
  }

  private takeRow(): void {
    const { reader, places } = this;
    if (reader.isBlank) return;
    const problem = rowProblem(reader, places, this.format);
    if (problem) {
      this.problems.add(problem.code, problem.inWords, problem.make);
      return;
    }
    const row = this.rowOfId();
    if (row < 0) return;
    if (this.marks[row] !== 0) this.idProblems.addRepeated(row, reader.line);
    else this.found++;
    this.marks[row] = MARK_ELSEWHERE;
    this.expected = row + 1;
    for (let i = 0; i < this.sinks.length; i++) this.takeCell(row, i);
  }

  /** Row of the solution that the current row's id names; −1, with the problem noted, where there is none. */
  private rowOfId(): number {
    const { reader, places } = this;
    const source = reader.source(places.id);
    const start = reader.start(places.id);
    const end = reader.end(places.id);
    const row = this.solution.ids.find(source, this.viewFor(source), start, end - start);
    if (row < 0) this.idProblems.addUnknown(textOf(source, start, Math.min(end, start + 500)), reader.line);
    return row;
  }

  private takeCell(row: number, target: number): void {
    const { reader } = this;
    const cell = this.places.targets[target] as number;
    const source = reader.source(cell);
    const [start, end] = [reader.start(cell), reader.end(cell)];
    const fault = this.sinks[target]?.accept(row, source, this.viewFor(source), start, end);
    if (!fault) return;
    const field = this.format.targetColumns[target] ?? '';
    this.problems.add(fault.code, countOfBadCells(this.format.cell), () => {
      const value = shown(textOf(source, start, Math.min(end, start + 200)));
      const { line } = reader;
      return {
        code: fault.code,
        message: `row ${line}: ${field} "${value}" ${fault.is}`,
        line,
        field,
        value,
      };
    });
  }

  private viewFor(source: Uint8Array): DataView {
    return source === this.bytes ? this.view : viewOf(source);
  }
}

function sinksFor(solution: CompiledSolution, format: PredictionFormat): ColumnSink[] {
  return format.targetColumns.map((_, index) => {
    const known = solution.dictionaries[index] ?? null;
    const allowed = format.labels;
    if (known === null || allowed === null)
      return sinkFor({ kind: format.cell, known, closed: false }, solution.rows);
    const dictionary = allowed === solution.format.labels ? known : withLabels(known, allowed);
    return sinkFor({ kind: format.cell, known: dictionary, closed: true }, solution.rows);
  });
}

function withLabels(known: LabelDictionary, allowed: readonly string[]): LabelDictionary {
  return new LabelDictionary([...new Set([...known.labels, ...allowed])]);
}
