import assert from 'node:assert/strict';

import { instant } from '@tierline/domain';
import { arrivalProfile, momentOf } from '@tierline/model';

const at = (time: string) => instant(Date.parse(time));
const monday = { opens: at('2026-03-02T08:00:00Z'), closes: at('2026-03-02T18:00:00Z') };
const tuesday = { opens: at('2026-03-03T08:30:00Z'), closes: at('2026-03-03T18:00:00Z') };

describe('arrivals', () => {
  it('fall in each hour by its weight, and never in an hour of none', () => {
    const profile = arrivalProfile({ '08': 1, '10': 3, '23': 1 }, [monday]);
    const byHour = new Map<number, number>();
    for (let n = 0; n < 5_000; n += 1) {
      const hour = new Date(momentOf(profile, n / 5_000)).getUTCHours();
      byHour.set(hour, (byHour.get(hour) ?? 0) + 1);
    }
    assert.deepEqual(
      [...byHour],
      [
        [8, 1_000],
        [10, 3_000],
        [23, 1_000],
      ],
    );
  });

  it('are flat within the hour', () => {
    const profile = arrivalProfile({ '09': 2 }, [monday]);
    assert.equal(momentOf(profile, 0), at('2026-03-02T09:00:00Z'));
    assert.equal(momentOf(profile, 0.25), at('2026-03-02T09:15:00Z'));
    assert.equal(momentOf(profile, 0.5), at('2026-03-02T09:30:00Z'));
  });

  it('begin with the opening and leave the hours before it to the night after', () => {
    const profile = arrivalProfile({ '07': 1, '08': 2, '09': 1 }, [tuesday]);
    assert.equal(profile.total, 4);
    assert.equal(momentOf(profile, 0), tuesday.opens);
    assert.equal(momentOf(profile, 1 / 4), at('2026-03-03T09:00:00Z'));
    assert.equal(momentOf(profile, 2 / 4), at('2026-03-04T07:00:00Z'));
    assert.equal(momentOf(profile, 1), at('2026-03-04T08:30:00Z'));
  });

  it('spread over the days by their weights', () => {
    const profile = arrivalProfile({ '09': 1 }, [monday, tuesday]);
    const first = Array.from({ length: 700 }, (_, n) => momentOf(profile, n / 700)).filter(
      (moment) => moment < tuesday.opens,
    );
    assert.equal(first.length, 350);
  });

  it('never go back as the share grows', () => {
    const profile = arrivalProfile({ '08': 0.3, '11': 2, '12': 0.01 }, [monday, tuesday]);
    let last = -Infinity;
    for (let u = 0; u < 1; u += 0.001) {
      const moment = momentOf(profile, u);
      assert.ok(moment >= last);
      last = moment;
    }
  });

  it('refuse days on which nothing would come in', () => {
    assert.throws(() => arrivalProfile({ '09': 0 }, [monday]), RangeError);
    assert.throws(() => arrivalProfile({ '09': 1 }, []), RangeError);
  });
});
