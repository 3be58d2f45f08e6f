import assert from 'node:assert/strict';
import { createContext, Script } from 'node:vm';
import { gzipSync } from 'node:zlib';

import { compileOrganisation, readScenario, simulate } from '@tierline/model';
import { loadPreset, type Preset } from '@tierline/presets';
import { build } from 'esbuild';

const ROOT = new URL('../..', import.meta.url).pathname;

/** What a page would call: the data of a policy and of a scenario in, the text of a run out. */
const ENTRY = `
import { compileOrganisation, readScenario, simulate } from '@tierline/model';

globalThis.answer = (policy, scenario, options) =>
  JSON.stringify(simulate(compileOrganisation(readScenario(scenario, 'the page'), policy), options));
`;

/** Every distribution there is, and most of what may happen to a ticket. */
const VARIED = {
  load: { ticketsPerDay: 120, split: { T1: 0.75, T2: 0.15, T3: 0.1 }, busyness: { cv: 0.2 } },
  work: {
    handle: {
      T1: { meanMinutes: 12, cv: 0.8 },
      T2: { distribution: 'exponential', meanMinutes: 25 },
      T3: { distribution: 'erlang', meanMinutes: 40, phases: 2 },
    },
    findOut: {
      T1: { meanMinutes: 6, cv: 0.6 },
      T2: { distribution: 'hyperexponential', meanMinutes: 10, cv: 1.5 },
    },
    questions: { share: 0.12, reply: { meanMinutes: 45, cv: 1 } },
    reopens: { share: 0.1, after: { meanMinutes: 90, cv: 0.8 }, workShare: 0.4 },
    mistakes: { share: 0.03 },
    engineering: { share: 0.3, fix: { distribution: 'constant', meanMinutes: 90 } },
  },
  people: {
    groups: [
      { tier: 'T1', count: 4, calendar: 'early' },
      { tier: 'T2', count: 3, calendar: 'support' },
      { tier: 'T3', count: 2, calendar: 'support' },
    ],
  },
  customers: { patience: { waits: { distribution: 'exponential', meanMinutes: 300 } } },
  run: { days: 14, warmUpDays: 7 },
};

const OPTIONS = { seed: 7, replication: 3, hash: true };

/** All that it takes beside the language; every browser has it. */
const GLOBALS = { TextEncoder };

async function bundle(contents: string, minify = false): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    minify,
    format: 'iife',
    platform: 'browser',
    target: 'es2023',
    conditions: ['source'],
    logLevel: 'silent',
  });
  const [file] = outputFiles;
  assert.ok(file);
  return file.text;
}

describe('engine and model in a browser', function inBrowser() {
  this.timeout(30_000);
  let code = '';
  let saas: Preset;

  before(async () => {
    [code, saas] = await Promise.all([bundle(ENTRY), loadPreset('saas')]);
  });

  for (const [name, scenario] of [
    ['the reference organisation', () => ({ ...saas.scenario, run: { days: 14, warmUpDays: 7 } })],
    ['an organisation with every distribution', () => VARIED],
  ] as const)
    it(`simulate ${name} without anything of Node, and say what they say here to the last bit`, () => {
      // The policy comes compiled, since to read the file of one takes Node.
      const page = createContext({ ...GLOBALS });
      new Script(code).runInContext(page);
      Object.assign(page, { policy: saas.policy, scenario: scenario(), options: OPTIONS });
      const told: unknown = JSON.parse(
        String(new Script('answer(policy, scenario, options)').runInContext(page)),
      );
      const here = simulate(compileOrganisation(readScenario(scenario(), 'here'), saas.policy), OPTIONS);
      assert.ok(here.created > 1000);
      assert.deepEqual(told, JSON.parse(JSON.stringify(here)));
    });

  it('take less than a quarter of a megabyte over the network', async () => {
    const bytes = gzipSync(await bundle(ENTRY, true)).length;
    assert.ok(bytes > 10_000 && bytes < 250_000, `${bytes} bytes, minified and compressed`);
  });

  it('are refused by the bundler where they take a module of Node', async () => {
    await assert.rejects(bundle(`import 'node:crypto';${ENTRY}`), /Could not resolve "node:crypto"/);
  });
});
