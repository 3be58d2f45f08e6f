import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';

import { instant } from '@tierline/domain';
import { loadPreset } from '@tierline/presets';

import { CLI, tierline } from '../command-line.ts';
import { type RealSystem, realSystem } from '../real-system.ts';
import { runCommandsOf } from './doc-commands.ts';

/** An hour in a second. */
const SPEED = 3600;
const HOUR = 3_600_000;
/** The desk opens three seconds after the services are there; who comes too late is there the next day. */
const BEFORE_OPENING = 3 * HOUR;
const START_MS = 6_000;

describe('tierline replay', function cli() {
  this.timeout(90_000);
  let real: RealSystem;
  let env: Readonly<Record<string, string>>;

  before(async () => {
    const { dayStart } = await loadPreset('saas');
    const monday = dayStart(instant(Date.parse('2026-01-04T00:00:00Z')));
    real = await realSystem('replay-cli', async () => ({
      clock: { epoch: monday - BEFORE_OPENING, origin: Date.now() + START_MS, speed: SPEED },
    }));
    env = { TIERLINE_URL: real.system.apiUrl, TIERLINE_KEY: real.system.adminKey };
  });
  after(() => real[Symbol.asyncDispose]());

  it('replays a day on the clock of the services and prints what is predicted of it, as docs/replay.md says', async () => {
    const printed = await runCommandsOf('docs/replay.md', { atLeast: 1, env });
    assert.match(printed, /^tier +tickets +share +first resp\. p50/m);
    assert.match(printed, /preset saas, seed 7, speed 3600x, 2026-01-0\dT08:00:00/);
    assert.match(printed, /sent 40, accounted for 40, lost 0/);
    assert.match(printed, /^figure +replay +what-if +95 % interval/m);
    assert.match(
      printed,
      /^utilisation on T1 +[\d.]+\s% +[\d.]+\s% +[\d.]+\s% to [\d.]+\s% +(inside|outside|OUTSIDE)/m,
    );
    assert.match(
      printed,
      /^The replay (lies|does NOT lie) within what the simulation predicts of it: \d+ of \d+ figures/m,
    );
  });

  it('that is interrupted prints what was done until then, marked, and exits with 130', async () => {
    const child = spawn(process.execPath, [CLI, 'replay', '--preset', 'saas', '-o', 'json'], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      if (/working hours .*: [1-9]\d* sent/.test(stderr)) child.kill('SIGINT');
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.equal(code, 130, stderr);
    const { partial, sent, unsent, lost, comparison, tiers } = JSON.parse(stdout);
    assert.deepEqual([partial, lost, comparison, tiers.length], [true, 0, undefined, 3]);
    assert.ok(sent > 0 && sent + unsent === 400, `${sent} and ${unsent}`);
  });

  it('says what is wrong with what it is asked', async () => {
    const neither = await tierline(['replay'], env);
    assert.equal(neither.code, 2);
    assert.match(neither.stderr, /name a scenario file or --preset/);
    const nobody = await tierline(['replay', '--preset', 'saas', '--url', 'http://127.0.0.1:1']);
    assert.equal(nobody.code, 2);
    assert.match(nobody.stderr, /Is the API running/);
    const stranger = await tierline(['replay', '--preset', 'saas'], { ...env, TIERLINE_KEY: 'tl_nobody' });
    assert.equal(stranger.code, 1);
  });
});
