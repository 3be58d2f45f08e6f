import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ScenarioError } from '@tierline/model';
import { loadPreset, loadScenario } from '@tierline/presets';

describe('a scenario file', () => {
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tierline-scenario-'));
  });
  after(async () => rm(dir, { recursive: true }));

  async function file(text: string): Promise<string> {
    const path = join(dir, 'mine.yaml');
    await writeFile(path, text);
    return path;
  }

  it('that extends a preset says only what is different', async () => {
    const { scenario, policyFile } = await loadScenario(
      await file('extends: saas\nload: { ticketsPerDay: 500 }\ntargets: []\n'),
    );
    const saas = await loadPreset('saas');
    assert.deepEqual(scenario, {
      ...saas.scenario,
      load: { ...saas.scenario.load, ticketsPerDay: 500 },
      targets: [],
    });
    assert.equal(policyFile, saas.policyFile);
  });

  it('that is not valid is refused with the path of what is wrong, and what to do', async () => {
    const refused = async (text: string, message: RegExp) =>
      assert.rejects(loadScenario(await file(text)), (error) => {
        assert.ok(error instanceof ScenarioError);
        assert.match(error.message, message);
        return true;
      });
    await refused('extends: saas\nload: { ticketsPerDay: -1 }', /load\.ticketsPerDay/);
    await refused('extends: saas\nload: { split: { T1: 0.9 } }', /load\.split: must add up to 1/);
    await refused('extends: saas\npolicy: nowhere.yaml', /there is no .*nowhere\.yaml/);
    await refused('load: { ticketsPerDay: 3 }', /policy: name a policy file/);
    await refused('extends: [', /mine\.yaml has problems/);
    await refused('- a', /must have fields/);
    await assert.rejects(loadScenario(join(dir, 'none.yaml')), /cannot be read/);
    await assert.rejects(loadScenario(await file('extends: nope')), /there is no preset nope/);
  });
});
