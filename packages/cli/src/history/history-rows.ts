import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';

import { CsvError, parse } from 'csv-parse';

import { UsageError } from '../failure.ts';

/** A row of a file of tickets: its line, from 1, and its cells by the name of their column; or what is wrong with it. */
export type HistoryRow =
  | { readonly line: number; readonly cells: ReadonlyMap<string, string> }
  | { readonly line: number; readonly problem: string };

/** A file whose columns are told apart by one of these. */
const DELIMITERS = [',', ';', '\t'];

/**
 * The rows of a file, one after the other: CSV whose first line names the columns (told apart by comma, semicolon or tab), or
 * where its name ends in .ndjson or .jsonl a JSON object a line. Names of columns count without case, spaces and underscores;
 * empty cells are left out. Throws UsageError where it cannot be read.
 */
export async function* historyRows(file: string): AsyncGenerator<HistoryRow> {
  const delimiter = await delimiterOf(file);
  yield* /\.(ndjson|jsonl)$/i.test(file) ? jsonRows(file) : csvRows(file, delimiter);
}

async function* csvRows(file: string, delimiter: string): AsyncGenerator<HistoryRow> {
  const rows = createReadStream(file, 'utf8').pipe(
    parse({ delimiter, bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true }),
  );
  let names: readonly string[] | undefined;
  let last = 0;
  try {
    for await (const row of rows as AsyncIterable<{ record: readonly string[]; info: { lines: number } }>) {
      const { record } = row;
      last = row.info.lines;
      const line = last - record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
      if (names === undefined) {
        names = record.map(nameOf);
        continue;
      }
      if (record.length !== names.length) {
        yield {
          line,
          problem: `has ${record.length} cells where the first line names ${names.length} columns`,
        };
        continue;
      }
      const columns = names;
      yield { line, cells: cellsOf(record.map((value, index) => [columns[index] ?? '', value])) };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    yield { line: last + 1, problem: error.message };
  }
}

async function* jsonRows(file: string): AsyncGenerator<HistoryRow> {
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    line += 1;
    if (text.trim() === '') continue;
    const data = jsonOf(text);
    if (typeof data !== 'object' || data === null || Array.isArray(data)) {
      yield { line, problem: 'is no JSON object' };
      continue;
    }
    yield {
      line,
      cells: cellsOf(
        Object.entries(data).map(([name, value]) => [nameOf(name), value === null ? '' : String(value)]),
      ),
    };
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function cellsOf(entries: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  return new Map(entries.filter(([, value]) => value !== ''));
}

function nameOf(column: string): string {
  return column.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** Of the first line, whichever it has most of. */
async function delimiterOf(file: string): Promise<string> {
  try {
    await using handle = await open(file);
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(65_536) });
    const [first = ''] = buffer.subarray(0, bytesRead).toString('utf8').split('\n', 1);
    const counts = DELIMITERS.map((one) => first.split(one).length);
    return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
