import assert from 'node:assert/strict';

import { loadPreset } from '@tierline/presets';

import { drawDuration, pick, randomStream } from '../src/random-stream.ts';
import { workDraws } from '../src/work-draws.ts';

const take = (stream: () => number, count: number) => Array.from({ length: count }, stream);

describe('random streams', () => {
  it('are the same for the same seed and purpose, and differ by either', () => {
    const first = take(randomStream(1, 'arrivals'), 50);
    assert.deepEqual(take(randomStream(1, 'arrivals'), 50), first);
    assert.notDeepEqual(take(randomStream(2, 'arrivals'), 50), first);
    assert.notDeepEqual(take(randomStream(1, 'topic'), 50), first);
  });

  it('are uniform in [0, 1)', () => {
    const values = take(randomStream(3, 'test'), 100_000);
    assert.ok(values.every((value) => value >= 0 && value < 1));
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const count = values.filter((value) => Math.floor(value * 10) === tenth).length;
      assert.ok(Math.abs(count - 10_000) < 400, `${count} in tenth ${tenth}`);
    }
  });

  it('pick by weight and never what has none', () => {
    const stream = randomStream(4, 'test');
    const picked = Array.from({ length: 10_000 }, () => pick(stream, { a: 0, b: 3, c: 1 }));
    assert.ok(!picked.includes('a'));
    assert.ok(Math.abs(picked.filter((name) => name === 'b').length - 7_500) < 200);
    assert.throws(() => pick(stream, { a: 0 }), RangeError);
  });

  it('draw lengths of time of the mean and spread asked for', () => {
    const stream = randomStream(5, 'test');
    const length = { meanMinutes: 20, cv: 0.8 };
    const minutes = Array.from({ length: 100_000 }, () => drawDuration(stream, length) / 60_000);
    const mean = minutes.reduce((sum, one) => sum + one, 0) / minutes.length;
    const deviation = Math.sqrt(minutes.reduce((sum, one) => sum + (one - mean) ** 2, 0) / minutes.length);
    assert.ok(Math.abs(mean - 20) < 0.3, `${mean}`);
    assert.ok(Math.abs(deviation / mean - 0.8) < 0.03, `${deviation / mean}`);
    assert.equal(drawDuration(stream, { meanMinutes: 20, cv: 0 }), 20 * 60_000);
  });
});

describe('work draws', () => {
  it('belong to the ticket, whatever is asked first', async () => {
    const { work } = (await loadPreset('saas')).scenario;
    const draws = (key: string) => workDraws({ seed: 1, key, work });
    const one = draws('17');
    const late = [one.handle('T2'), one.findOut('T1'), one.handle('T2')];
    const other = draws('17');
    assert.deepEqual([other.findOut('T1'), other.handle('T2')], [late[1], late[0]]);
    assert.equal(late[2], late[0]);
    assert.notEqual(draws('18').handle('T2'), late[0]);
  });
});
