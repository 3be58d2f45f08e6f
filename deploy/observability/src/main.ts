import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { generatedFiles, GENERATED_FOLDERS } from './generated-files.ts';

const ROOT = new URL('../../../', import.meta.url);

const { values } = parseArgs({ options: { runbooks: { type: 'string' } } });

const files = generatedFiles(values.runbooks);
for (const folder of GENERATED_FOLDERS) {
  const there = fileURLToPath(new URL(folder, ROOT));
  mkdirSync(there, { recursive: true });
  for (const name of readdirSync(there))
    if (!files.has(`${folder}${name}`)) rmSync(new URL(`${folder}${name}`, ROOT));
}
for (const [path, text] of files) {
  const there = fileURLToPath(new URL(path, ROOT));
  mkdirSync(dirname(there), { recursive: true });
  writeFileSync(there, text);
}
process.stdout.write(`${files.size} files written\n`);
