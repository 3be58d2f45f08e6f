import assert from 'node:assert/strict';

import { ROUTES, viewOfEvent } from '@tierline/contracts';
import { ADA, aLife, INTO_ADAS_HANDS, MONDAY } from '@tierline/testkit';

describe('the view of an event', () => {
  const { events } = aLife([
    ...INTO_ADAS_HANDS,
    { kind: 'escalate', agentId: ADA, reason: 'needs-expertise', note: { seen: 's', tried: 't', why: 'w' } },
  ]);
  const views = events.map(viewOfEvent);

  it('is in the contract, for every event', () => {
    assert.deepEqual(ROUTES.listEvents.response.parse({ items: views }).items, views);
  });

  it('tells who did what, when', () => {
    assert.deepEqual(
      views.map(({ seq, kind, actor }) => [seq, kind, actor]),
      [
        [1, 'ticket.opened', { kind: 'requester', id: 'customer@example.com' }],
        [2, 'ticket.routed', { kind: 'system', id: 'router' }],
        [3, 'ticket.claimed', { kind: 'agent', id: 't1-ada' }],
        [4, 'ticket.escalated', { kind: 'agent', id: 't1-ada' }],
      ],
    );
    assert.equal(views[0]?.at, new Date(MONDAY).toISOString());
  });

  it("has the event's own facts and nothing twice", () => {
    assert.deepEqual(views[2]?.data, {
      holder: 't1-ada',
      slots: [0],
      why: { rule: 'rank' },
      contact: 't1-ada',
    });
    const { data } = views[3] ?? assert.fail();
    assert.deepEqual(Object.keys(data).toSorted(), ['clocks', 'from', 'note', 'reason', 'to']);
    assert.deepEqual(data['note'], { seen: 's', tried: 't', why: 'w' });
  });
});
