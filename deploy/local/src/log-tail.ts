import { readFile } from 'node:fs/promises';

/** The last lines of a log file, indented to be quoted in an error; says so when there are none. */
export async function logTail(file: string, lines = 15): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const tail = text
    .trimEnd()
    .split('\n')
    .slice(-lines)
    .filter((line) => line !== '');
  if (tail.length === 0) return `  (${file} is empty)`;
  return [...tail.map((line) => `  ${line.slice(0, 400)}`), `  (from ${file})`].join('\n');
}
