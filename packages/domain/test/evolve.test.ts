import assert from 'node:assert/strict';

import { replay } from '@tierline/domain';
import { aLife, INTO_ADAS_HANDS } from '@tierline/testkit';

describe('replay', () => {
  const { events, ticket } = aLife(INTO_ADAS_HANDS);

  it('makes the ticket of its events, and of each first part of them the ticket as it was', () => {
    assert.deepEqual(replay(events), ticket);
    assert.deepEqual(
      events.map((_, index) => replay(events.slice(0, index + 1)).state.kind),
      ['new', 'waiting', 'working'],
    );
  });

  it('refuses a history without its beginning', () => {
    assert.throws(() => replay([]), RangeError);
    assert.throws(() => replay(events.slice(1)), RangeError);
  });

  it('refuses a history with a gap, a repetition or another order', () => {
    const [opened, routed, claimed] = events;
    assert.ok(opened && routed && claimed);
    for (const broken of [
      [opened, claimed],
      [opened, routed, routed],
      [opened, claimed, routed],
      [{ ...opened, seq: 2 }],
    ]) {
      assert.throws(() => replay(broken), RangeError);
    }
  });
});
