import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const SOURCES = readdirSync(new URL('../src/', import.meta.url)).filter((name) => name.endsWith('.ts'));

/** What would make a run depend on when or where it is made. */
const IMPURE = [
  /\bDate\b/,
  /\bMath\.random\b/,
  /\bprocess\./,
  /\bset(?:Timeout|Interval|Immediate)\b/,
  /\bperformance\b/,
];

describe('the engine', () => {
  it('is compiled without the types of any platform', () => {
    const own = JSON.parse(read('../tsconfig.json')) as {
      readonly compilerOptions: { readonly types?: unknown };
    };
    assert.equal(own.compilerOptions.types, undefined);
  });

  for (const name of SOURCES) {
    it(`reads no clock, no randomness of its own and no platform in ${name}`, () => {
      const text = read(`../src/${name}`);
      assert.deepEqual(IMPURE.filter((pattern) => pattern.test(text)).map(String), []);
      const imported = [...text.matchAll(/\bfrom '([^']+)'/g)].map(([, from = '']) => from);
      assert.deepEqual(
        imported.filter((from) => !/^(?:\.\/[a-z-]+\.ts|@stdlib\/.*|@noble\/hashes\/.*)$/.test(from)),
        [],
      );
    });
  }
});
