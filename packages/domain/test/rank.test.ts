import assert from 'node:assert/strict';

import { type Instant, instant, millis, type Policy, type TicketRequest } from '@tierline/domain';
import { aLife, aPolicy, aRequest, INTO_ADAS_HANDS, MONDAY } from '@tierline/testkit';

const { policy } = aPolicy();
const MINUTE = 60_000;

/** The rank of a ticket that waits in its first queue. */
function rank(
  fields: Partial<TicketRequest> = {},
  at: Instant = MONDAY,
  under: Policy = policy,
): number | undefined {
  return aLife(INTO_ADAS_HANDS.slice(0, 1), { request: aRequest(fields), policy: under, at }).ticket.rank;
}

describe('rank', () => {
  it('is the earliest promise of the ticket', () => {
    // The tier's target of an hour runs from the routing, a minute after the ticket was opened.
    assert.equal(rank(), MONDAY + 61 * MINUTE);
    assert.equal(rank({ description: 'single sign-on fails' }), MONDAY + 240 * MINUTE);
  });

  it('brings a promise forward by what the priority is worth', () => {
    assert.equal(rank({ priority: 'high' }), MONDAY + 60 * MINUTE - 30 * MINUTE);
    assert.equal(rank({ priority: 'urgent' }), MONDAY + 15 * MINUTE - 120 * MINUTE);
  });

  it('puts the older of two like tickets first', () => {
    assert.ok(Number(rank({}, MONDAY)) < Number(rank({}, instant(MONDAY + 1))));
  });

  it('puts an old ticket before a new one of a higher priority in the end', () => {
    assert.ok(
      Number(rank({ priority: 'low' }, MONDAY)) <
        Number(rank({ priority: 'urgent' }, instant(MONDAY + 4 * 60 * MINUTE))),
    );
  });

  it('keeps the head start that the policy gave when the ticket was opened', () => {
    const opened = aLife([], { request: aRequest({ priority: 'high' }), policy });
    assert.equal(opened.ticket.headStart, millis(30 * MINUTE));
    assert.equal(opened.ticket.rank, undefined);
  });
});
