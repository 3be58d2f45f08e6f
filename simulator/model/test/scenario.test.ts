import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { parseScenario, ScenarioError } from '@tierline/model';

const SAAS = new URL('../../presets/saas/scenario.yaml', import.meta.url);

describe('scenario', () => {
  it('names every problem with its path', async () => {
    const text = (await readFile(SAAS, 'utf8'))
      .replace('T1: 0.80, T2: 0.15', 'T1: 0.85, T2: 0.15')
      .replace("'09': 1.20", "'9': 1.20")
      .replace('meanMinutes: 14.5', 'meanMinutes: -1')
      .replace('overtimeMinutes', 'overTimeMinutes');
    assert.throws(
      () => parseScenario(text, 'saas/scenario.yaml'),
      (error) => {
        assert.ok(error instanceof ScenarioError);
        for (const path of ['load.split', 'load.hours', 'work.handle.T1.meanMinutes', 'overTimeMinutes'])
          assert.match(error.message, new RegExp(path), path);
        assert.match(error.message, /^saas\/scenario.yaml has problems:/);
        return true;
      },
    );
  });

  it('that is no YAML is refused', () => {
    assert.throws(() => parseScenario('load: [', 'x'), ScenarioError);
    assert.throws(() => parseScenario('', 'x'), /the file: /);
  });
});
