import assert from 'node:assert/strict';

import { realTicketing } from '@tierline/testkit';

import { openServers } from '../bench/servers.ts';
import { quickSizes } from '../bench/sla-options.ts';
import { fire } from '../bench/sla-run.ts';
import { firstPolicy, seedFar } from '../bench/sla-tickets.ts';

/** Loose: a machine that is busy with other things is no failure, hanging behind by minutes is one. */
const MOST_P99_MS = 20_000;
const MOST_BYTES = 5000;

describe('timers under load', () => {
  it('are recorded once each and not before their time, by two processes that share them', async () => {
    const loaded = firstPolicy();
    const sizes = quickSizes(2);
    await using real = await realTicketing(loaded);
    const servers = await openServers(process.env);
    await seedFar(real.ticketing.database, loaded, sizes.open);
    const { faults, lateness, memory } = await fire(real, {
      ...sizes,
      serversCpu: servers.cpuSeconds,
      log: () => undefined,
    });
    await servers.close();
    assert.deepEqual(faults, { missing: 0, twice: 0, early: 0 });
    for (const { load, visible, recorded } of lateness) {
      assert.ok(visible.p99 < MOST_P99_MS, `${JSON.stringify(load)}: p99 ${visible.p99} ms`);
      // A reader sees what was recorded, and not before.
      assert.ok(visible.p50 >= recorded.p50);
    }
    const { full, empty } = memory;
    assert.ok((full.bytes - empty.bytes) / full.timers < MOST_BYTES);
  });
});
