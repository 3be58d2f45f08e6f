import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');

/** The cells of each row below the head of the table. */
const rows = read('docs/features.md')
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .slice(2)
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );

describe('docs/features.md', () => {
  it('has a row for everything that help desks are compared by', () => {
    assert.ok(rows.length >= 41, `${rows.length} rows`);
  });

  for (const [feature = '', answer = '', shown = ''] of rows) {
    it(`says of "${feature}" what a test shows`, () => {
      const tests = [...shown.matchAll(/`([^`]+\.test\.ts)`: "((?:[^"]|"(?!; |$))*)"/g)];
      assert.match(answer, /^(yes|part|no)\b/);
      if (answer.startsWith('no')) return assert.equal(shown, '-');
      assert.ok(tests.length > 0, `no test is named for "${answer}"`);
      for (const [, file = '', title = ''] of tests) {
        const titles = read(file).replaceAll("\\'", "'");
        assert.ok(
          titles.includes(`('${title}'`) || titles.includes(`("${title}"`),
          `${file} has no test "${title}"`,
        );
      }
    });
  }
});
