import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';

import { millis } from '@tierline/domain';
import { clockOfServices, progressInWords } from '@tierline/replay';

const EPOCH = Date.parse('2026-01-05T08:00:00Z');

describe('the clock of the services', () => {
  it('is what the quickest answer says', async () => {
    const started = Date.now();
    let asked = 0;
    const clock = await clockOfServices({
      readClock: async () => {
        asked += 1;
        const now = EPOCH + (Date.now() - started) * 600;
        // Slow answers, of which nobody knows how old they are.
        if (asked !== 3) await setTimeout(60);
        return { now: new Date(now).toISOString(), speed: 600 };
      },
    });
    assert.equal(clock.speed, 600);
    // Within a few real milliseconds.
    assert.ok(Math.abs(clock.now() - (EPOCH + (Date.now() - started) * 600)) < 600 * 8);
  });
});

describe('progress in words', () => {
  it('says how far the replayed time is, and what became of the tickets', () => {
    assert.equal(
      progressInWords({
        phase: 'working hours',
        replayed: millis(5_400_000),
        total: millis(43_200_000),
        sent: 60,
        solved: 41,
        open: 19,
      }),
      'tierline: working hours 1:30 of 12:00 (12 %): 60 sent, 41 solved, 19 open',
    );
  });
});
