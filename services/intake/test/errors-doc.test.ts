import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { PROBLEM_CODES } from '@tierline/contracts';

import { PROBLEM_KINDS } from '../src/problems.ts';

const ROOT = join(import.meta.dirname, '../../..');

const rows = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim().replaceAll('`', '')),
  );

/** Every test of the rules, the services and what spans them. */
function tests(): string {
  const inside = (folder: string) =>
    readdirSync(join(ROOT, folder), { withFileTypes: true })
      .filter((entry) => entry.isFile() || (entry.isDirectory() && entry.name !== 'node_modules'))
      .map(({ name }) => join(folder, name));
  const folders = [...inside('packages'), ...inside('services')].map((folder) => join(folder, 'test'));
  return [...folders, ...inside('test')]
    .filter((folder) => statSync(join(ROOT, folder), { throwIfNoEntry: false })?.isDirectory())
    .flatMap(inside)
    .filter((file) => file.endsWith('.test.ts') && !file.endsWith('errors-doc.test.ts'))
    .map((file) => readFileSync(join(ROOT, file), 'utf8'))
    .join('\n');
}

describe('docs/errors.md', () => {
  it('has every code that the API answers with, its status and what it means, and no other', () => {
    assert.deepEqual(
      rows.map(([code, status, title]) => [code, Number(status), title]),
      Object.entries(PROBLEM_KINDS).map(([code, [status, title]]) => [code, status, title]),
    );
  });

  it('says what to do about each', () => {
    for (const [code, , , remedy = ''] of rows) assert.ok(remedy.length > 5, code);
  });

  it('names only what a test has seen', () => {
    const text = tests();
    const unseen = PROBLEM_CODES.filter((code) => !new RegExp(`['"\`]${code}['"\`]`).test(text));
    assert.deepEqual(unseen, []);
  });
});
