import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

import { generatedFiles, GENERATED_FOLDERS } from '../src/generated-files.ts';

const root = new URL('../../../', import.meta.url);

describe('the files made of the catalogue', () => {
  it('are what `pnpm observability` writes, and nothing else is beside them', () => {
    const files = generatedFiles();
    const there = GENERATED_FOLDERS.flatMap((folder) =>
      readdirSync(new URL(folder, root)).map((name) => `${folder}${name}`),
    );
    assert.deepEqual(there.toSorted(), [...files.keys()].toSorted());
    for (const [path, text] of files) assert.equal(readFileSync(new URL(path, root), 'utf8'), text, path);
  });

  it('link to runbooks wherever they are kept', () => {
    const text = [...generatedFiles('https://wiki.example/runbooks').values()].join('\n');
    assert.match(text, /runbook_url: https:\/\/wiki\.example\/runbooks\/truth\.md#outboxstuck\n/);
    assert.doesNotMatch(text, /github\.com/);
  });
});
