import assert from 'node:assert/strict';

import { instant, millis } from '@tierline/domain';
import { compressedClock, realClock } from '@tierline/platform';

const epoch = instant(Date.parse('2026-03-02T08:00:00Z'));

describe('clock', () => {
  it('is the wall clock in real time', () => {
    const clock = realClock();
    assert.ok(Math.abs(clock.now() - Date.now()) < 1_000);
    assert.equal(clock.wallSpan(millis(5_000)), 5_000);
    assert.equal(clock.domainSpan(5_000), 5_000);
    assert.equal(clock.wallUntil(instant(Date.now() - 1)), 0);
  });

  it('runs from its epoch at its speed', () => {
    const clock = compressedClock({ epoch, origin: Date.now() - 10_000, speed: 480 });
    const since = clock.now() - epoch;
    assert.ok(since >= 480 * 10_000 && since < 480 * 11_000, `${since}`);
    assert.ok(Math.abs(clock.wall() - Date.now()) < 1_000);
    assert.equal(clock.wallSpan(millis(3_600_000)), 7_500);
    assert.equal(clock.domainSpan(7_500), 3_600_000);
  });

  it('never says that a moment is nearer than it is, at any speed', () => {
    const real = Date.now;
    try {
      const origin = 1_780_000_000_123;
      for (const speed of [0.3, 1, 3, 7, 47.9, 480, 1_000 / 3]) {
        const clock = compressedClock({ epoch, origin, speed });
        for (let ahead = 1; ahead < 500; ahead += 1) {
          const at = instant(epoch + ahead);
          Date.now = () => origin;
          const wait = clock.wallUntil(at);
          Date.now = () => origin + wait;
          assert.ok(clock.now() >= at, `speed ${speed}, ${ahead} ms ahead: early`);
          Date.now = () => origin + wait - 2;
          assert.ok(clock.now() < at, `speed ${speed}, ${ahead} ms ahead: late`);
        }
      }
    } finally {
      Date.now = real;
    }
  });

  it('refuses a speed that is not positive', () => {
    for (const speed of [0, -1, Number.NaN, Infinity]) {
      assert.throws(() => compressedClock({ epoch, origin: 0, speed }), RangeError);
    }
  });
});
