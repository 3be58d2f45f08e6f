/** Prints a result: in words, or with --json as one JSON document. */
export function print(result: unknown, json: boolean | undefined, words: () => string): void {
  process.stdout.write(`${json === true ? JSON.stringify(result, undefined, 2) : words()}\n`);
}

/** Says how far something is, on one line that is written over; nothing where nobody watches. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`);
}

/** Says on stderr how far something is that may take long: on one line where somebody watches, else a line at a time. */
export function tellProgress(text: string): void {
  if (process.stderr.isTTY) progress(text);
  else process.stderr.write(`${text}\n`);
}

/** Rows with their columns aligned. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
