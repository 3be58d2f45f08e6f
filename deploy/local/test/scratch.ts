import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary directory that is removed after the enclosing suite. */
export function scratchDir(): { readonly path: () => string } {
  let dir = '';
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tierline-test-'));
  });
  after(async () => rm(dir, { recursive: true, force: true }));
  return { path: () => dir };
}

/** A program that prints this when asked for its version. */
export async function program(file: string, answer: string): Promise<string> {
  await writeFile(file, `#!/bin/sh\necho '${answer}'\n`, { mode: 0o755 });
  return file;
}

/** The variable's value; `npm test` sets it. */
export function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set; run the tests with npm test`);
  return value;
}
