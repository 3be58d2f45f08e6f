import assert from 'node:assert/strict';

import {
  type AgentId,
  agentId,
  type Command,
  compileRule,
  decide,
  instant,
  type Instant,
  laneOf,
  type Policy,
  serves,
  teamId,
  type Ticket,
  tierOf,
} from '@tierline/domain';
import { ADA, aLife, aPolicy, aRequest, CLEO, MONDAY, TEAMS } from '@tierline/testkit';
import * as fc from 'fast-check';

import { readLane } from '../src/lane.ts';
import { BEN, claim, CUSTOMER, outcome, reply, ROUTER } from './states.ts';

const MINUTE = 60_000;
const GUS = agentId('t1-gus');
const HAL = agentId('t1-hal');
const IVY = agentId('t1-ivy');
const BILLING = teamId('billing');
const FRONT = teamId('front');

const loaded = aPolicy(TEAMS).policy;
const policy: Policy = {
  ...loaded,
  routing: [
    ...loaded.routing,
    compileRule({
      name: 'invoices',
      when: { text: ['invoice'] },
      tier: 'T1',
      team: BILLING,
      needs: { books: 2 },
      effort: 2,
    }),
  ],
};
const ROUTE: Command = { kind: 'route', by: ROUTER };
const SHARE: Command = { kind: 'share', by: ROUTER };
const INVOICE = aRequest({ subject: 'An invoice' });
/** Monday evening, when the office is closed. */
const EVENING = instant(MONDAY + 8 * 60 * MINUTE);

const minute = (minutes: number): Instant => instant(MONDAY + minutes * MINUTE);

function routed(options: { readonly request?: typeof INVOICE; readonly at?: Instant } = {}): Ticket {
  return aLife([ROUTE], { policy, ...options }).ticket;
}

/** Ada had it, asked, and the customer answered in the fourth minute. */
const returned: Ticket = aLife(
  [ROUTE, claim(ADA), reply({ kind: 'agent', id: ADA }, { ask: true }), reply(CUSTOMER)],
  { policy },
).ticket;

function push(agent: AgentId, presence: 'available' | 'away' | 'offline' = 'available'): Command {
  return { kind: 'push', agentId: agent, occupied: [], presence, alternatives: 3, by: ROUTER };
}

/** What becomes of a command, two minutes after Monday began unless said otherwise. */
function tried(ticket: Ticket, command: Command, at = minute(2)): string {
  // The last event: what fell due until then is recorded before.
  return (
    outcome(decide(ticket, command, at, policy))
      .split(' + ')
      .at(-1) ?? ''
  );
}

describe('a team', () => {
  it('gets the tickets that a rule sends to it, the first of a tier all others', () => {
    assert.deepEqual([routed().team, routed({ request: INVOICE }).team], [FRONT, BILLING]);
    assert.equal(routed({ request: aRequest({ subject: 'Our webhook fails' }) }).team, undefined);
  });

  it('alone may take what waits for it', () => {
    assert.equal(tried(routed(), claim(GUS)), 'wrong-team');
    assert.equal(tried(routed(), claim(BEN)), 'ticket.claimed');
  });

  it('shares by overflow what has waited long enough, once', () => {
    assert.equal(tried(routed(), SHARE, minute(20)), 'nothing');
    const shared = decide(routed(), SHARE, minute(21), policy);
    assert.ok(shared.kind === 'decided');
    assert.deepEqual(shared.ticket.sharedWith, [BILLING]);
    assert.equal(tried(shared.ticket, SHARE, minute(22)), 'nothing');
    assert.equal(tried(shared.ticket, claim(GUS), minute(22)), 'ticket.claimed');
    assert.equal(tried(shared.ticket, claim(BEN), minute(22)), 'ticket.claimed');
  });

  it('shares at once with its after-hours team while it is closed', () => {
    assert.deepEqual(routed({ request: INVOICE, at: EVENING }).sharedWith, [FRONT]);
    assert.equal(routed({ request: INVOICE }).sharedWith, undefined);
  });

  it('that the policy no longer has holds nothing back', () => {
    const without = { ...policy, teams: new Map() };
    const decision = decide(routed(), claim(GUS), minute(2), without);
    assert.equal(outcome(decision), 'ticket.claimed');
  });
});

describe('skills', () => {
  it('are needed at their level', () => {
    const needs = (books: number): Ticket => ({ ...routed(), team: BILLING, needs: { books } });
    assert.equal(tried(needs(2), claim(GUS)), 'ticket.claimed');
    assert.equal(tried(needs(3), claim(GUS)), 'lacks-skill');
    assert.equal(tried({ ...needs(1), team: FRONT }, claim(ADA)), 'lacks-skill');
  });

  it('that nobody on the next tier has are not asked for there', () => {
    const { ticket } = aLife(
      [
        ROUTE,
        claim(GUS),
        { kind: 'escalate', agentId: GUS, reason: 'bug', note: { seen: 'a', tried: 'b', why: 'c' } },
      ],
      { policy, request: INVOICE },
    );
    assert.deepEqual([ticket.needs, ticket.team], [undefined, undefined]);
  });

  it('and teams make lanes that are read as they were written', () => {
    const word = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,8}$/);
    const team = word.map(teamId);
    fc.assert(
      fc.property(
        team,
        fc.uniqueArray(team),
        fc.dictionary(word, fc.integer({ min: 1, max: 9 })),
        (first, more, needs) => {
          const lane = laneOf({ team: first, sharedWith: more, needs });
          assert.deepEqual(readLane(lane), { teams: [first, ...more], needs: { ...needs } });
        },
      ),
    );
    assert.equal(laneOf({ needs: { b: 1, a: 2 } }), laneOf({ needs: { a: 2, b: 1 } }));
  });

  it('decide with the team which lanes an agent serves, as they decide a claim', () => {
    for (const request of [INVOICE, aRequest()]) {
      const ticket = routed({ request });
      for (const agent of policy.agents.values()) {
        if (tierOf(agent, minute(2)) !== ticket.tier) continue;
        assert.equal(
          serves(agent, ticket.lane ?? '', minute(2), policy),
          tried(ticket, claim(agent.id)) === 'ticket.claimed',
          `${agent.id} ${ticket.lane}`,
        );
      }
    }
  });
});

describe('effort', () => {
  it('is what the rule says, else the most of priority and tier, and takes as many slots', () => {
    assert.equal(routed({ request: INVOICE }).effort, 2);
    assert.equal(routed({ request: aRequest({ priority: 'urgent' }) }).effort, 2);
    assert.equal(routed().effort, undefined);
    const { ticket } = aLife([ROUTE, claim(GUS, [1])], { policy, request: INVOICE });
    assert.ok(ticket.state.kind === 'working');
    assert.deepEqual(ticket.state.slots, [0, 2]);
    assert.equal(tried(routed({ request: INVOICE }), claim(GUS, [0, 1])), 'at-capacity');
  });

  it('above all that an agent has takes all of it', () => {
    const heavy: Ticket = { ...routed(), effort: 9 };
    assert.equal(tried(heavy, claim(ADA)), 'ticket.claimed');
    assert.equal(tried(heavy, claim(ADA, [0])), 'at-capacity');
  });
});

describe('a shift', () => {
  it('that is over is no time to be given tickets, and by policy none to take them', () => {
    const ticket = routed({ request: INVOICE, at: EVENING });
    const at = instant(EVENING + 2 * MINUTE);
    assert.equal(tried(ticket, push(GUS), at), 'off-shift');
    assert.equal(tried(ticket, claim(GUS), at), 'off-shift');
    const lax: Policy = { ...policy, assignment: { ...policy.assignment, claimOffShift: 'allow' } };
    assert.equal(outcome(decide(ticket, claim(GUS), at, lax)), 'ticket.claimed');
    assert.equal(outcome(decide(ticket, push(GUS), at, lax)), 'off-shift');
  });
});

describe('what is given', () => {
  it('is given only to who is available, and says why', () => {
    const ticket = routed({ request: INVOICE });
    assert.equal(tried(ticket, push(GUS, 'away')), 'not-available');
    assert.equal(tried(ticket, push(GUS, 'offline')), 'not-available');
    const given = decide(ticket, push(GUS), minute(2), policy);
    assert.ok(given.kind === 'decided');
    const [event] = given.events;
    assert.ok(event?.kind === 'ticket.claimed');
    assert.deepEqual([event.why, event.actor], [{ rule: 'push', alternatives: 3 }, ROUTER]);
  });
});

describe('a ticket that comes back', () => {
  it('is kept for the agent who had it for a while, then anybody may have it', () => {
    assert.equal(tried(returned, claim(BEN), minute(33)), 'kept-for-another');
    assert.equal(tried(returned, claim(ADA), minute(33)), 'ticket.claimed');
    assert.equal(tried(returned, claim(BEN), minute(34)), 'ticket.claimed');
  });

  it('is not kept for somebody who has left or works on another tier', () => {
    const of = (preferred: AgentId): Ticket => ({
      ...returned,
      state: { kind: 'waiting', since: EVENING, preferred },
    });
    const evening = instant(EVENING + 2 * MINUTE);
    assert.equal(tried(of(ADA), claim(BEN), evening), 'kept-for-another');
    const later = instant(Date.parse('2026-03-02T18:01:00Z'));
    assert.equal(tried(of(IVY), claim(BEN), later), 'ticket.claimed');
    assert.equal(tried(of(CLEO), claim(BEN), later), 'ticket.claimed');
  });

  it('says that it went to who knows it', () => {
    const decision = decide(returned, claim(ADA), minute(5), policy);
    assert.ok(decision.kind === 'decided' && decision.events[0]?.kind === 'ticket.claimed');
    assert.deepEqual(decision.events[0].why, { rule: 'sticky' });
  });
});

describe('a promotion', () => {
  const tuesday = instant(Date.parse('2026-03-03T00:00:00Z'));

  it('is a dated change of role: the tier before it stays what it was', () => {
    const hal = policy.agents.get(HAL);
    assert.ok(hal);
    assert.deepEqual(
      [tierOf(hal, MONDAY), tierOf(hal, instant(tuesday - 1)), tierOf(hal, tuesday)],
      ['T1', 'T1', 'T2'],
    );
  });

  it('decides which tickets the agent may take', () => {
    assert.equal(tried(routed(), claim(HAL)), 'ticket.claimed');
    assert.equal(tried(routed(), claim(HAL), tuesday), 'wrong-tier');
    const hard = routed({ request: aRequest({ subject: 'Our webhook fails' }) });
    assert.equal(tried(hard, claim(HAL)), 'wrong-tier');
    assert.equal(tried(hard, claim(HAL), tuesday), 'ticket.claimed');
  });
});

describe('an agent who has left', () => {
  it('takes nothing any more', () => {
    assert.equal(tried(routed(), claim(IVY)), 'ticket.claimed');
    assert.equal(tried(routed(), claim(IVY), instant(Date.parse('2026-03-02T18:00:00Z'))), 'unknown-agent');
  });
});

describe('an old log', () => {
  it('without teams, needs and effort makes a ticket that anybody of its tier may take', () => {
    const { ticket } = aLife([ROUTE], { policy: aPolicy().policy });
    assert.deepEqual([ticket.lane, ticket.team, ticket.effort], [':', undefined, undefined]);
    assert.equal(tried(ticket, claim(GUS)), 'ticket.claimed');
  });
});
