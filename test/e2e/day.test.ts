import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { dropDatabase, realServers, withDatabase } from '@tierline/testkit';
import { z } from 'zod';

const MAIN = fileURLToPath(new URL('../../deploy/local/dist/main.js', import.meta.url));
const TICKETS = 400;

const seconds = z.number().nonnegative();
const figures = z.object({
  seed: z.literal(5),
  speed: z.literal(2000),
  sent: z.int(),
  accounted: z.int(),
  lost: z.int(),
  tiers: z.array(
    z.object({
      tier: z.enum(['T1', 'T2', 'T3']),
      tickets: z.int(),
      share: z.number(),
      firstResponse: z.object({ p50: seconds, p90: seconds }),
      resolution: z.object({ p50: seconds, p90: seconds, p95: seconds }),
      withinTarget: z.number().min(0).max(1),
      utilisation: seconds,
      escalatedIn: z.int(),
      escalatedOut: z.int(),
      asked: z.int(),
      bounces: z.int(),
      handoffs: z.int(),
      onShift: seconds,
      open: z.int(),
    }),
  ),
});

describe('npm start -- --exit', function day() {
  this.timeout(90_000);

  it('replays a support day, accounts for every ticket, and writes the figures of its table', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'tierline-day-'));
    const { mongodbUri, redisUrl } = realServers();
    const mongoUri = withDatabase(mongodbUri, `day${Date.now()}`);
    const json = join(dir, 'figures.json');
    try {
      const args = [
        'start',
        '--exit',
        '--json',
        json,
        '--speed',
        '2000',
        '--seed',
        '5',
        '--tickets',
        String(TICKETS),
      ];
      const env = {
        ...process.env,
        MONGODB_URI: mongoUri,
        REDIS_URL: `${redisUrl}/7`,
        TIERLINE_DATA_DIR: dir,
      };
      // Rejects for any exit code but 0.
      const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...args], { env });
      assert.match(stdout, /^tier +tickets +share/m);
      for (const title of ['asked', 'bounces', 'to eng.', 'on shift'])
        assert.match(stdout, new RegExp(`^tier .* {2}${title.replace('.', '\\.')} `, 'm'));
      assert.match(stdout, /sent 400, accounted for 400, lost 0/);

      const { sent, accounted, lost, tiers } = figures.parse(JSON.parse(await readFile(json, 'utf8')));
      assert.deepEqual([sent, accounted, lost], [TICKETS, TICKETS, 0]);
      assert.deepEqual(
        tiers.map(({ tier }) => tier),
        ['T1', 'T2', 'T3'],
      );
      assert.equal(
        tiers.reduce((sum, { tickets }) => sum + tickets, 0),
        TICKETS,
      );
      for (const [index, expected] of [0.8, 0.15, 0.05].entries()) {
        const share = tiers[index]?.share ?? 0;
        const standardError = Math.sqrt((expected * (1 - expected)) / TICKETS);
        assert.ok(Math.abs(share - expected) < 3.5 * standardError, `${share} for ${expected}`);
      }
      // What went up from one tier came in on a higher one.
      const sum = (key: 'escalatedIn' | 'escalatedOut' | 'asked' | 'bounces' | 'handoffs') =>
        tiers.reduce((total, tier) => total + tier[key], 0);
      assert.equal(sum('escalatedIn'), sum('escalatedOut'));
      assert.ok(sum('escalatedIn') > 0);
      // Customers were asked, tickets came back, bugs went to engineering, and only by T3; people worked in shifts.
      for (const key of ['asked', 'bounces', 'handoffs'] as const) assert.ok(sum(key) > 0, key);
      assert.deepEqual([tiers[0]?.handoffs, tiers[1]?.handoffs], [0, 0]);
      for (const { onShift } of tiers) assert.ok(onShift > 0);
    } finally {
      await dropDatabase(mongoUri);
      await rm(dir, { recursive: true });
    }
  });
});
