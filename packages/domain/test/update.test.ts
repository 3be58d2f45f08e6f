import assert from 'node:assert/strict';

import {
  type Actor,
  type Command,
  decide,
  elapsed,
  instant,
  type Instant,
  type Policy,
  PRIORITIES,
  type Priority,
  type SlaClock,
  type Ticket,
  type TicketEvent,
  ticketId,
  type WantedUpdate,
} from '@tierline/domain';
import { ADA, aLife, aPolicy, aRequest, INTO_ADAS_HANDS, MONDAY } from '@tierline/testkit';
import * as fc from 'fast-check';

import { inOfficeHours } from './office-policy.ts';

const asUsual = aPolicy().policy;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const after = (time: number): Instant => instant(MONDAY + time);
const CUSTOMER_WRITES: Command = {
  kind: 'reply',
  author: { kind: 'requester', id: 'customer@example.com' },
  visibility: 'public',
  body: 'Words.',
  ask: false,
};
const ASKS: Command = { ...CUSTOMER_WRITES, author: { kind: 'agent', id: ADA }, ask: true };
const update = (changes: WantedUpdate): Command => ({ kind: 'update', agentId: ADA, changes });
const priority = (to: Priority): Command => update({ priority: to });

/** A ticket in Ada's hands, two minutes old, with these done at their times since it was opened. */
function life(
  steps: readonly (readonly [number, Command])[],
  { policy = asUsual, first = 'normal' }: { policy?: Policy; first?: Priority } = {},
): { readonly ticket: Ticket; readonly events: readonly TicketEvent[] } {
  return steps.reduce(
    (so, [time, command]) => {
      const decision = decide(so.ticket, command, after(time), policy);
      assert.ok(decision.kind === 'decided', `${command.kind} was refused`);
      return { ticket: decision.ticket, events: [...so.events, ...decision.events] };
    },
    aLife(INTO_ADAS_HANDS, { policy, request: aRequest({ priority: first }) }),
  );
}

const dueAfter = (clock: SlaClock | undefined) =>
  clock?.state === 'running' ? clock.dueAt - MONDAY : clock?.state;
const recorded = (events: readonly TicketEvent[]) =>
  events.flatMap((event) => ('clock' in event ? [`${event.clock} ${event.kind.slice(4)}`] : []));

describe('another priority', () => {
  it('gives the customer its targets, of which the time since the opening is spent', () => {
    const { ticket } = life([[HOUR / 2, priority('high')]]);
    assert.deepEqual(
      [dueAfter(ticket.clocks.firstResponse), dueAfter(ticket.clocks.resolution)],
      [HOUR, 8 * HOUR],
    );
  });

  it("leaves the tier's own target alone", () => {
    const { ticket: before } = life([]);
    const { ticket } = life([[HOUR / 2, priority('urgent')]]);
    assert.deepEqual(ticket.clocks.tier, before.clocks.tier);
  });

  it('does not forget an earlier pause', () => {
    const { ticket } = life([
      [HOUR / 4, ASKS],
      [20 * HOUR, CUSTOMER_WRITES],
      [21 * HOUR, priority('high')],
    ]);
    // A quarter of an hour, then an hour, of eight.
    assert.equal(dueAfter(ticket.clocks.resolution), 21 * HOUR + 8 * HOUR - 1.25 * HOUR);
  });

  it('during a pause leaves it paused, and what is left begins to run when it ends', () => {
    const { ticket: paused } = life([
      [HOUR / 4, ASKS],
      [10 * HOUR, priority('urgent')],
    ]);
    assert.equal(paused.clocks.resolution?.state, 'paused');
    const { ticket } = life([
      [HOUR / 4, ASKS],
      [10 * HOUR, priority('urgent')],
      [20 * HOUR, CUSTOMER_WRITES],
    ]);
    assert.equal(dueAfter(ticket.clocks.resolution), 20 * HOUR + 4 * HOUR - HOUR / 4);
  });

  it('whose target is spent already breaks the promise at that moment, and says so at once', () => {
    const { ticket, events } = life([[6 * HOUR, priority('urgent')]], { first: 'low' });
    const at = after(6 * HOUR);
    assert.equal(ticket.clocks.resolution?.breachedAt, at);
    assert.deepEqual(
      events
        .filter((event) => event.kind === 'sla.breached' && event.clock !== 'tier')
        .map((event) => event.at),
      [at, at],
    );
  });

  it('makes a promise hold that the former one broke, which can be warned of and broken again', () => {
    const { ticket, events } = life(
      [
        [HOUR, priority('low')],
        [10 * HOUR, { kind: 'timer' }],
      ],
      { first: 'urgent' },
    );
    assert.deepEqual(
      recorded(events).filter((line) => line.startsWith('first')),
      ['firstResponse warned', 'firstResponse breached', 'firstResponse warned', 'firstResponse breached'],
    );
    assert.equal(ticket.clocks.firstResponse?.breachedAt, after(8 * HOUR) + 2 * HOUR);
  });

  it('used up during a pause breaks the promise at once: it cannot be kept any more', () => {
    const { ticket: other } = aLife([], { at: MONDAY });
    const incident = {
      ...other,
      id: ticketId('111111111111111111111111'),
      incident: { lastUpdate: 0, spread: 0 },
    };
    const by: Actor = { kind: 'system', name: 'router' };
    const solved: Command = {
      kind: 'reach',
      incident: incident.id,
      updates: [{ seq: 1, by: ADA, effect: 'solve' }],
      upTo: 1,
      by,
    };
    const { ticket, events } = life([
      [5 * HOUR, { kind: 'attach', agentId: ADA, incident, wait: true }],
      [6 * HOUR, priority('urgent')],
      [7 * HOUR, solved],
    ]);
    assert.equal(ticket.state.kind, 'solved');
    const { resolution } = ticket.clocks;
    assert.ok(resolution?.state === 'stopped' && resolution.outcome === 'missed');
    assert.equal(resolution.breachedAt, after(6 * HOUR));
    assert.equal(recorded(events).filter((what) => what === 'resolution breached').length, 1);
  });

  it('leaves a promise that was kept as it was', () => {
    const { ticket: before } = life([[5 * MINUTE, { ...ASKS, ask: false }]]);
    const { ticket } = life([
      [5 * MINUTE, { ...ASKS, ask: false }],
      [6 * HOUR, priority('urgent')],
    ]);
    assert.deepEqual(ticket.clocks.firstResponse, before.clocks.firstResponse);
  });

  it('ranks a waiting ticket anew at once', () => {
    const waiting = aLife(INTO_ADAS_HANDS.slice(0, 1)).ticket;
    const raised = decide(waiting, priority('urgent'), after(2 * MINUTE), asUsual);
    assert.ok(raised.kind === 'decided' && raised.ticket.rank !== undefined && waiting.rank !== undefined);
    // Due a quarter of an hour after the opening, and two hours ahead of that.
    assert.equal(raised.ticket.rank, MONDAY + HOUR / 4 - 2 * HOUR);
    const lowered = decide(raised.ticket, priority('low'), after(3 * MINUTE), asUsual);
    assert.ok(lowered.kind === 'decided' && (lowered.ticket.rank ?? 0) > waiting.rank - HOUR);
    assert.equal(lowered.ticket.headStart, 0);
  });

  for (const [company, policy] of Object.entries({
    'always open': asUsual,
    'open in office hours': inOfficeHours(asUsual),
  })) {
    const steps = fc.array(
      fc.tuple(
        fc.nat(30 * HOUR),
        fc.oneof(
          fc.constantFrom(...PRIORITIES).map(priority),
          fc.constantFrom<Command>(
            ASKS,
            CUSTOMER_WRITES,
            { kind: 'resume', agentId: ADA },
            { kind: 'claim', agentId: ADA, occupied: [] },
            { kind: 'timer' },
          ),
        ),
      ),
      { maxLength: 12 },
    );

    it(`spends and pauses exactly as if it had stayed, however often it changes (a company that is ${company})`, () => {
      fc.assert(
        fc.property(steps, (script) => {
          let now: Instant = after(2 * MINUTE);
          let changing = aLife(INTO_ADAS_HANDS, { policy }).ticket;
          let staying = changing;
          for (const [waited, command] of script) {
            now = instant(now + waited);
            const changed = decide(changing, command, now, policy);
            if (changed.kind === 'decided') changing = changed.ticket;
            const stayed = command.kind === 'update' ? undefined : decide(staying, command, now, policy);
            if (stayed?.kind === 'decided') staying = stayed.ticket;
          }
          for (const name of ['firstResponse', 'resolution'] as const) {
            const [one, other] = [changing.clocks[name], staying.clocks[name]];
            assert.ok(one && other);
            assert.deepEqual([one.state, spent(one, now, policy)], [other.state, spent(other, now, policy)]);
            const now2 = one.state === 'running' && one.breachedAt === undefined ? one : undefined;
            const target = policy.sla[0]?.priorities[changing.priority][name]?.target;
            if (one.state !== 'stopped') assert.equal(one.target, target);
            if (now2) assert.equal(spent(now2, now2.dueAt, policy), target);
          }
        }),
      );
    });
  }
});

function spent(clock: SlaClock, now: Instant, policy: Policy): number {
  const calendar = policy.calendars.get(clock.calendar) ?? assert.fail();
  return clock.spent + (clock.state === 'running' ? elapsed(calendar, clock.since, now) : 0);
}

describe('an update', () => {
  const request = aRequest({ plan: 'pro', tags: ['vip', 'beta'], fields: { region: 'eu', seats: 3 } });
  const before = aLife([], { request }).ticket;
  function changesOf(changes: WantedUpdate) {
    const decision = decide(before, update(changes), after(MINUTE), asUsual);
    assert.ok(decision.kind === 'decided');
    const [event] = decision.events;
    return { ticket: decision.ticket, changes: event?.kind === 'ticket.updated' ? event.changes : undefined };
  }

  it('records what each thing was and is, and only what became different', () => {
    const { ticket, changes } = changesOf({
      subject: 'Another',
      priority: 'normal',
      plan: null,
      tags: { add: ['beta', 'late', 'late'], remove: ['vip', 'never'] },
      fields: { region: 'us', seats: 3, trial: true },
    });
    assert.deepEqual(changes, {
      subject: { from: before.subject, to: 'Another' },
      plan: { from: 'pro' },
      tags: { from: ['vip', 'beta'], to: ['beta', 'late'] },
      fields: { region: { from: 'eu', to: 'us' }, trial: { to: true } },
    });
    assert.deepEqual(
      [ticket.subject, ticket.plan, ticket.tags, ticket.fields],
      ['Another', undefined, ['beta', 'late'], { region: 'us', seats: 3, trial: true }],
    );
    assert.ok(!('plan' in ticket));
  });

  it('that takes every field away leaves none', () => {
    const { ticket, changes } = changesOf({ fields: { region: null, seats: null } });
    assert.deepEqual(changes, { fields: { region: { from: 'eu' }, seats: { from: 3 } } });
    assert.ok(!('fields' in ticket));
  });

  it('that changes nothing is nothing', () => {
    const same = { subject: before.subject, plan: 'pro', tags: { add: ['vip'] }, fields: { trial: null } };
    const decision = decide(before, update(same), after(MINUTE), asUsual);
    assert.deepEqual(decision, { kind: 'decided', ticket: before, events: [] });
  });

  it('leaves a ticket with a hundred tags at most', () => {
    const many = Array.from({ length: 99 }, (_, index) => `t${index}`);
    const decision = decide(before, update({ tags: { add: many } }), after(MINUTE), asUsual);
    assert.ok(decision.kind === 'refused' && decision.code === 'too-many-tags');
  });
});

describe('a field that is required to solve', () => {
  const policy: Policy = {
    ...asUsual,
    fields: [{ name: 'cause', label: 'Cause', type: { kind: 'text', maxLength: 40 }, required: 'solve' }],
  };
  const solve: Command = { kind: 'solve', agentId: ADA };

  it('keeps a ticket open until it has a value', () => {
    const { ticket } = aLife(INTO_ADAS_HANDS, { policy });
    const refused = decide(ticket, solve, after(HOUR / 2), policy);
    assert.ok(
      refused.kind === 'refused' && refused.code === 'missing-fields' && /cause/.test(refused.message),
    );
    const { ticket: known } = life([[HOUR / 2, update({ fields: { cause: false } })]], { policy });
    assert.equal(decide(known, solve, after(HOUR / 2), policy).kind, 'decided');
  });
});
