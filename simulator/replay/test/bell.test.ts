import assert from 'node:assert/strict';

import { createBell } from '../src/bell.ts';

const NEVER = new AbortController().signal;
const LONG = 60_000;

describe('bell', () => {
  it('calls one at a time, whoever has waited longest, of its own tier', async () => {
    const bell = createBell();
    const called: string[] = [];
    const waits = (['T1', 'T2', 'T1'] as const).map(async (tier, index) => {
      await bell.wait(tier, LONG, NEVER);
      called.push(`${tier} ${index}`);
    });
    bell.ring('T1');
    await waits[0];
    assert.deepEqual(called, ['T1 0']);
    bell.ring('T1');
    bell.ring('T2');
    await Promise.all(waits);
    assert.deepEqual(called.toSorted(), ['T1 0', 'T1 2', 'T2 1']);
  });

  it('ends a wait when its time is over, and rings for somebody else then', async () => {
    const bell = createBell();
    const second = bell.wait('T1', 1, NEVER).then(async () => bell.wait('T1', LONG, NEVER));
    await bell.wait('T1', 5, NEVER);
    bell.ring('T1');
    await second;
  });

  it('counts rings, so that whoever looked in vain knows of one meanwhile', () => {
    const bell = createBell();
    bell.ring('T3');
    bell.ring('T3');
    assert.deepEqual([bell.rings('T1'), bell.rings('T3')], [0, 2]);
  });

  it('lets nobody wait when the signal aborts', async () => {
    const stop = new AbortController();
    const waiting = createBell().wait('T1', LONG, stop.signal);
    stop.abort();
    await assert.rejects(waiting, { name: 'AbortError' });
  });
});
