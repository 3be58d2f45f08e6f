import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ScenarioError } from '@tierline/model';
import { loadPreset, loadScenario, PresetError } from '@tierline/presets';

describe('a scenario of your own', () => {
  let dir: string;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tierline-scenario-'));
  });

  after(() => rm(dir, { recursive: true, force: true }));

  const write = async (name: string, text: string): Promise<string> => {
    const file = join(dir, name);
    await writeFile(file, text);
    return file;
  };

  it('says only what differs from the preset that it extends', async () => {
    const file = await write(
      'more.yaml',
      'extends: saas\nload: { ticketsPerDay: 500, hours: { "07": 1 } }\n',
    );
    const [own, saas] = [await loadScenario(file), await loadPreset('saas')];
    assert.equal(own.name, 'more');
    assert.equal(own.policyFile, saas.policyFile);
    assert.deepEqual(own.scenario, {
      ...saas.scenario,
      load: { ...saas.scenario.load, ticketsPerDay: 500, hours: { ...saas.scenario.load.hours, '07': 1 } },
    });
  });

  it('replaces lists', async () => {
    const target = 'all.costPerWeek <= 30000';
    const { scenario } = await loadScenario(
      await write('list.yaml', `extends: saas\ntargets: ['${target}']\n`),
    );
    assert.deepEqual(scenario.targets, ['all.costPerWeek <= 30000']);
  });

  it('removes with null what the preset says', async () => {
    const text = 'extends: saas\nwork: { handle: { T3: { distribution: exponential, cv: null } } }\n';
    const { scenario } = await loadScenario(await write('null.yaml', text));
    assert.deepEqual(scenario.work.handle.T3, { distribution: 'exponential', meanMinutes: 42 });
  });

  it('extends a preset that extends another one', async () => {
    const file = await write(
      'chain.yaml',
      'extends: two-tier\nwork: { handle: { T3: { meanMinutes: 20 } } }\n',
    );
    const { scenario, policyFile } = await loadScenario(file);
    assert.deepEqual(scenario.work.handle.T3, { meanMinutes: 20, cv: 1 });
    assert.equal(scenario.load.obvious.T2, 0.65);
    assert.equal(policyFile, (await loadPreset('two-tier')).policyFile);
  });

  it('takes the policy that it names, else the one beside it, else that of its preset', async () => {
    const { policyFile } = await loadPreset('small-team');
    const named = await loadScenario(await write('named.yaml', `extends: saas\npolicy: ${policyFile}\n`));
    assert.equal(named.policyFile, policyFile);
    await mkdir(join(dir, 'mine'));
    const beside = await write('mine/tierline.yaml', await readFile(policyFile, 'utf8'));
    const mine = await loadScenario(await write('mine/scenario.yaml', 'extends: saas\n'));
    assert.deepEqual([mine.name, mine.policyFile], ['mine', beside]);
  });

  const refused: readonly (readonly [string, string, RegExp])[] = [
    [
      'a preset that is not there',
      'extends: sass\n',
      /extends: there is no preset "sass"; name one of .*saas/,
    ],
    ['a policy that is not there', 'extends: saas\npolicy: no.yaml\n', /policy: there is no .*no\.yaml/],
    ['a policy that is no path', 'extends: saas\npolicy: { max: 1 }\n', /policy: must be the path/],
    ['a list', '- 1\n', /the file: must be a map/],
    ['what is no YAML', 'load: [\n', /is no YAML/],
  ];
  for (const [what, text, message] of refused)
    it(`is refused for ${what}, with what to do`, async () => {
      const file = await write('refused.yaml', text);
      await assert.rejects(loadScenario(file), (error) => {
        assert.ok(error instanceof PresetError);
        assert.match(error.message, message);
        assert.ok(error.message.startsWith(file));
        return true;
      });
    });

  it('without policy or preset is refused with what to do', async () => {
    const text =
      'load: { ticketsPerDay: 10 }\nwork: { handle: {T1: {meanMinutes: 5, cv: 1}, T2: {meanMinutes: 5, cv: 1}, T3: {meanMinutes: 5, cv: 1}} }\n';
    await assert.rejects(
      loadScenario(await write('bare.yaml', text)),
      /policy: missing; name a tierline\.yaml/,
    );
  });

  it('that is not there is refused', async () => {
    await assert.rejects(loadScenario(join(dir, 'none.yaml')), /none\.yaml cannot be read/);
  });

  it('names every problem of the whole by its path', async () => {
    const file = await write('wrong.yaml', 'extends: saas\nload: { ticketsPerDay: -1 }\n');
    await assert.rejects(
      loadScenario(file),
      (error) => error instanceof ScenarioError && /load\.ticketsPerDay/.test(error.message),
    );
  });
});
