import assert from 'node:assert/strict';

import {
  type ClockName,
  type Command,
  decide,
  instant,
  type Instant,
  type Ticket,
  type TicketEvent,
} from '@tierline/domain';
import { ADA, aLife, aPolicy, CLEO, INTO_ADAS_HANDS, MONDAY } from '@tierline/testkit';

import { inOfficeHours } from './office-policy.ts';

const { policy } = aPolicy();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOTE = { seen: 'an error', tried: 'a restart', why: 'needs logs' };

const TIMER: Command = { kind: 'timer' };
const SAYS_ADA = {
  kind: 'reply',
  author: { kind: 'agent', id: ADA },
  visibility: 'public',
  body: 'Words.',
  ask: false,
} as const;
const ASKS: Command = { ...SAYS_ADA, ask: true };
const CUSTOMER_WRITES: Command = { ...SAYS_ADA, author: { kind: 'requester', id: 'customer@example.com' } };
const SOLVES: Command = { kind: 'solve', agentId: ADA };

const after = (time: number): Instant => instant(MONDAY + time);

/** A ticket in Ada's hands, two minutes old, with these done at their times since it was opened. */
function life(...steps: readonly (readonly [number, Command])[]): {
  readonly ticket: Ticket;
  readonly events: readonly TicketEvent[];
} {
  return steps.reduce(
    (so, [time, command]) => {
      const decision = decide(so.ticket, command, after(time), policy);
      assert.ok(decision.kind === 'decided', command.kind);
      return { ticket: decision.ticket, events: [...so.events, ...decision.events] };
    },
    aLife(INTO_ADAS_HANDS, { policy }),
  );
}

function clock(ticket: Ticket, name: ClockName) {
  const one = ticket.clocks[name];
  assert.ok(one, `no clock ${name}`);
  return one;
}

const stateOf = (ticket: Ticket, name: ClockName) => {
  const one = clock(ticket, name);
  return one.state === 'stopped' ? one.outcome : one.state;
};

/** Which warnings and breaches were recorded, in order. */
const slaEvents = (events: readonly TicketEvent[]) =>
  events.flatMap((event) => ('clock' in event ? [`${event.clock} ${event.kind.slice(4)}`] : []));

describe('the promises of a ticket', () => {
  it("to the customer run from the opening, the tier's from the routing", () => {
    const { ticket } = aLife(INTO_ADAS_HANDS.slice(0, 1), { policy });
    assert.deepEqual(
      [clock(ticket, 'firstResponse'), clock(ticket, 'resolution'), clock(ticket, 'tier')].map(
        (one) => one.state === 'running' && one.dueAt - MONDAY,
      ),
      [4 * HOUR, 24 * HOUR, HOUR + MINUTE],
    );
    assert.equal(ticket.nextTimer, after(45 * MINUTE + MINUTE));
  });

  it('of a first response is met by the first public answer of an agent', () => {
    const { ticket } = life([5 * MINUTE, SAYS_ADA]);
    assert.deepEqual([stateOf(ticket, 'firstResponse'), ticket.firstRespondedAt], ['met', after(5 * MINUTE)]);
    assert.deepEqual([stateOf(ticket, 'resolution'), stateOf(ticket, 'tier')], ['running', 'running']);
  });

  it('of a first response keeps its outcome when more answers follow', () => {
    const { ticket } = life([5 * MINUTE, SAYS_ADA], [5 * HOUR, SAYS_ADA]);
    assert.deepEqual(
      [stateOf(ticket, 'firstResponse'), ticket.firstRespondedAt, clock(ticket, 'firstResponse').spent],
      ['met', after(5 * MINUTE), 5 * MINUTE],
    );
  });

  it('of a first response is not met by an internal note, an engineer or the customer', () => {
    const { ticket } = life(
      [5 * MINUTE, { ...SAYS_ADA, visibility: 'internal' }],
      [6 * MINUTE, { ...SAYS_ADA, visibility: 'internal', author: { kind: 'engineer', id: 'dev' } }],
      [7 * MINUTE, CUSTOMER_WRITES],
    );
    assert.deepEqual(
      [stateOf(ticket, 'firstResponse'), ticket.firstRespondedAt, ticket.messages],
      ['running', undefined, 3],
    );
  });

  it('of a first response is missed when the answer comes at the moment it is due', () => {
    assert.equal(stateOf(life([4 * HOUR - 1, SAYS_ADA]).ticket, 'firstResponse'), 'met');
    const { ticket, events } = life([4 * HOUR, SAYS_ADA]);
    assert.equal(stateOf(ticket, 'firstResponse'), 'missed');
    assert.deepEqual(slaEvents(events), [
      'tier warned',
      'tier breached',
      'firstResponse warned',
      'firstResponse breached',
    ]);
  });

  it('of a first response is cancelled, not met, when the ticket is solved without an answer', () => {
    const { ticket } = life([5 * MINUTE, SOLVES]);
    assert.deepEqual(
      [
        stateOf(ticket, 'firstResponse'),
        ticket.firstRespondedAt,
        stateOf(ticket, 'resolution'),
        stateOf(ticket, 'tier'),
        // Nothing but the closing is timed any more.
        ticket.nextTimer,
      ],
      ['cancelled', undefined, 'met', 'met', after(5 * MINUTE + policy.life.closeAfter)],
    );
  });

  it('are all met when the ticket is solved in time with an answer', () => {
    const { ticket } = life([5 * MINUTE, { kind: 'solve', agentId: ADA, answer: 'Done.' }]);
    assert.deepEqual(
      [stateOf(ticket, 'firstResponse'), stateOf(ticket, 'resolution'), stateOf(ticket, 'tier')],
      ['met', 'met', 'met'],
    );
    assert.deepEqual([ticket.firstRespondedAt, ticket.solvedAt], [after(5 * MINUTE), after(5 * MINUTE)]);
  });

  it('pause while the ticket waits for the customer, and run on afterwards', () => {
    const asked = life([10 * MINUTE, ASKS]).ticket;
    assert.deepEqual(
      [
        stateOf(asked, 'firstResponse'),
        stateOf(asked, 'resolution'),
        stateOf(asked, 'tier'),
        asked.nextTimer,
      ],
      ['met', 'paused', 'paused', undefined],
    );
    const { ticket, events } = life([10 * MINUTE, ASKS], [48 * HOUR, CUSTOMER_WRITES]);
    assert.deepEqual(slaEvents(events), []);
    const resolution = clock(ticket, 'resolution');
    assert.ok(resolution.state === 'running');
    assert.deepEqual([resolution.spent, resolution.dueAt], [10 * MINUTE, after(72 * HOUR - 10 * MINUTE)]);
    assert.equal(clock(ticket, 'tier').spent, 9 * MINUTE);
  });

  it('run on with what was spent when the ticket is re-opened, with a fresh tier clock', () => {
    const { ticket } = life(
      [10 * MINUTE, { kind: 'solve', agentId: ADA, answer: 'Done.' }],
      [20 * HOUR, CUSTOMER_WRITES],
    );
    const resolution = clock(ticket, 'resolution');
    const tier = clock(ticket, 'tier');
    assert.ok(resolution.state === 'running' && tier.state === 'running');
    assert.deepEqual([resolution.spent, resolution.dueAt], [10 * MINUTE, after(44 * HOUR - 10 * MINUTE)]);
    assert.deepEqual([tier.spent, tier.dueAt], [0, after(21 * HOUR)]);
    assert.deepEqual(
      [stateOf(ticket, 'firstResponse'), ticket.solvedAt, ticket.reopens],
      ['met', undefined, 1],
    );
    assert.deepEqual(
      ticket.stays.map((stay) => [stay.enteredAt, stay.leftAt]),
      [
        [after(MINUTE), after(10 * MINUTE)],
        [after(20 * HOUR), undefined],
      ],
    );
  });

  it("to the customer run on through an escalation, the tier's is fresh", () => {
    const before = life().ticket;
    const { ticket } = life([
      30 * MINUTE,
      { kind: 'escalate', agentId: ADA, reason: 'needs-expertise', note: NOTE },
    ]);
    assert.deepEqual(ticket.clocks.firstResponse, before.clocks.firstResponse);
    assert.deepEqual(ticket.clocks.resolution, before.clocks.resolution);
    const tier = clock(ticket, 'tier');
    assert.ok(tier.state === 'running');
    assert.deepEqual([tier.target, tier.spent, tier.dueAt], [4 * HOUR, 0, after(4.5 * HOUR)]);
  });

  it('record time in hand and time in the queue for each stay on a tier', () => {
    const { ticket } = life(
      [10 * MINUTE, { kind: 'escalate', agentId: ADA, reason: 'needs-expertise', note: NOTE }],
      [15 * MINUTE, { kind: 'claim', agentId: CLEO, occupied: [] }],
      [40 * MINUTE, { kind: 'solve', agentId: CLEO }],
    );
    assert.deepEqual(
      ticket.stays.map(({ tier, enteredAt, leftAt, worked, waited }) => [
        tier,
        enteredAt,
        leftAt,
        worked,
        waited,
      ]),
      [
        ['T1', after(MINUTE), after(10 * MINUTE), 8 * MINUTE, MINUTE],
        ['T2', after(10 * MINUTE), after(40 * MINUTE), 25 * MINUTE, 5 * MINUTE],
      ],
    );
  });

  it('warn at their share of the target, then breach, each once', () => {
    const { ticket, events } = life(
      [46 * MINUTE - 1, TIMER],
      [46 * MINUTE, TIMER],
      [46 * MINUTE, TIMER],
      [61 * MINUTE, TIMER],
      [61 * MINUTE, TIMER],
      [2 * HOUR, TIMER],
    );
    assert.deepEqual(slaEvents(events), ['tier warned', 'tier breached']);
    assert.deepEqual(
      [clock(ticket, 'tier').warnedAt, clock(ticket, 'tier').breachedAt, ticket.nextTimer],
      [after(46 * MINUTE), after(61 * MINUTE), after(3 * HOUR)],
    );
  });

  it('leave nothing to do for a timer that fires twice', () => {
    const { ticket } = life([61 * MINUTE, TIMER]);
    assert.deepEqual(decide(ticket, TIMER, after(61 * MINUTE), policy), {
      kind: 'decided',
      ticket,
      events: [],
    });
  });

  it('that fell due are recorded in order before a command that comes late, by the clockwork', () => {
    const { events } = life([25 * HOUR, CUSTOMER_WRITES]);
    const late = events.slice(3);
    assert.deepEqual(
      late.map((event) =>
        'clock' in event ? [event.kind, event.clock, event.dueAt - MONDAY, event.actor] : event.kind,
      ),
      [
        ['sla.warned', 'tier', 46 * MINUTE, { kind: 'system', name: 'clockwork' }],
        ['sla.breached', 'tier', 61 * MINUTE, { kind: 'system', name: 'clockwork' }],
        ['sla.warned', 'firstResponse', 3 * HOUR, { kind: 'system', name: 'clockwork' }],
        ['sla.breached', 'firstResponse', 4 * HOUR, { kind: 'system', name: 'clockwork' }],
        ['sla.warned', 'resolution', 18 * HOUR, { kind: 'system', name: 'clockwork' }],
        ['sla.breached', 'resolution', 24 * HOUR, { kind: 'system', name: 'clockwork' }],
        'message.added',
      ],
    );
    assert.deepEqual(
      late.map(({ seq, at }) => [seq, at]),
      late.map((_, index) => [4 + index, after(25 * HOUR)]),
    );
  });

  it('are not recorded twice when a breached ticket is re-opened', () => {
    const { events } = life([25 * HOUR, SOLVES], [26 * HOUR, CUSTOMER_WRITES], [60 * HOUR, TIMER]);
    assert.deepEqual(
      slaEvents(events).filter((event) => event.startsWith('resolution')),
      ['resolution warned', 'resolution breached'],
    );
    assert.deepEqual(
      slaEvents(events).filter((event) => event.startsWith('tier')),
      ['tier warned', 'tier breached', 'tier warned', 'tier breached'],
    );
  });

  it('count on the calendar of the resolution once nobody knows their own any more', () => {
    const { ticket } = aLife(INTO_ADAS_HANDS, { policy: inOfficeHours(policy) });
    const calendars = new Map([...policy.calendars].filter(([name]) => name !== 'office'));
    const later = decide(ticket, ASKS, after(HOUR), { ...policy, calendars });
    assert.ok(later.kind === 'decided');
    assert.deepEqual(
      [stateOf(later.ticket, 'firstResponse'), clock(later.ticket, 'resolution').spent],
      ['met', HOUR],
    );
  });
});
