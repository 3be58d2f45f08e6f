import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const json = (path: string): Record<string, Record<string, unknown> | undefined> =>
  JSON.parse(read(path)) as Record<string, Record<string, unknown> | undefined>;

const SOURCES = readdirSync(new URL('../src/', import.meta.url)).filter((name) => name.endsWith('.ts'));

/** What would make the rules depend on when, where or how often they run. */
const IMPURE = [
  /\bDate\b/,
  /\bMath\.random\b/,
  /\bprocess\b/,
  /\bset(?:Timeout|Interval|Immediate)\b/,
  /\bconsole\b/,
  /\bfetch\b/,
  /\bTemporal\.Now\b/,
  /\bperformance\b/,
  /\bcrypto\b/,
  /\bglobalThis\b/,
];

describe('the domain', () => {
  it('is compiled without the types of any platform', () => {
    const own = json('../tsconfig.json')['compilerOptions'];
    const base = json('../../../tsconfig.base.json')['compilerOptions'];
    assert.deepEqual(own?.['types'] ?? base?.['types'], []);
    assert.deepEqual(own?.['lib'] ?? base?.['lib'], ['es2023', 'esnext.disposable']);
  });

  it('depends on a Temporal implementation and on nothing else', () => {
    assert.deepEqual(Object.keys(json('../package.json')['dependencies'] ?? {}), ['temporal-polyfill']);
  });

  for (const name of SOURCES) {
    it(`reads no clock, no randomness and no environment in ${name}`, () => {
      const text = read(`../src/${name}`);
      assert.deepEqual(IMPURE.filter((pattern) => pattern.test(text)).map(String), []);
      const imported = [...text.matchAll(/\bfrom '([^']+)'/g)].map(([, from = '']) => from);
      assert.deepEqual(
        imported.filter((from) => !/^\.\/[a-z-]+\.ts$/.test(from) && from !== 'temporal-polyfill'),
        [],
      );
    });
  }
});
