import assert from 'node:assert/strict';

import {
  agentId,
  compareTiers,
  instant,
  millis,
  statusOf,
  tierAbove,
  ticketId,
  TIERS,
} from '@tierline/domain';
import { ADA, aLife, INTO_ADAS_HANDS, MONDAY } from '@tierline/testkit';

describe('units and names', () => {
  it('make moments and lengths of time of whole milliseconds only', () => {
    for (const make of [instant, millis]) {
      assert.equal(make(-1), -1);
      for (const wrong of [Number.NaN, Infinity, 0.5, 2 ** 53])
        assert.throws(() => make(wrong), RangeError, String(wrong));
    }
  });

  it('make ticket ids of 24 lower-case hexadecimal digits only', () => {
    assert.equal(ticketId('0123456789abcdef01234567'), '0123456789abcdef01234567');
    for (const wrong of [
      '',
      '0123',
      '0123456789ABCDEF01234567',
      '0123456789abcdef01234567\n',
      'g123456789abcdef01234567',
    ]) {
      assert.throws(() => ticketId(wrong), RangeError, JSON.stringify(wrong));
    }
  });

  it('make agent ids of lower-case letters, digits and hyphens only', () => {
    assert.equal(agentId('t1-ada'), 't1-ada');
    for (const wrong of ['', '-ada', 'Ada', 'a b', 'a.b', '$ne', 'ada\n', 'a'.repeat(64)])
      assert.throws(() => agentId(wrong), RangeError, JSON.stringify(wrong));
  });

  it('order the tiers', () => {
    assert.deepEqual(TIERS.map(tierAbove), ['T2', 'T3', undefined]);
    assert.deepEqual(
      [compareTiers('T1', 'T3') < 0, compareTiers('T3', 'T2') > 0, compareTiers('T2', 'T2')],
      [true, true, 0],
    );
  });

  it('call a ticket open while it waits for an agent or is in the hands of one', () => {
    const statuses = [[], INTO_ADAS_HANDS.slice(0, 1), INTO_ADAS_HANDS].map((commands) =>
      statusOf(aLife(commands).ticket.state),
    );
    assert.deepEqual(statuses, ['new', 'open', 'open']);
    assert.equal(statusOf({ kind: 'pending', since: MONDAY, preferred: ADA }), 'pending');
    assert.equal(statusOf({ kind: 'solved', since: MONDAY, by: ADA, closeAt: MONDAY }), 'solved');
  });
});
