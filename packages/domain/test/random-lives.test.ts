import assert from 'node:assert/strict';

import {
  CLOCK_NAMES,
  type Command,
  decide,
  keptFor,
  onShift,
  REFUSAL_CODES,
  replay,
  statusOf,
  slotsTaken,
  teamOf,
  tierOf,
  type Ticket,
  type TicketEvent,
  type TicketEventKind,
} from '@tierline/domain';
import * as fc from 'fast-check';

import { changes, lifeIn, POLICIES } from './companies.ts';
import type { RandomStep } from './random-life.ts';
import { TOUCHES, touches } from './touches.ts';

/** The earliest moment of which something is still to be recorded, by the definition of warning, breach and step. */
function earliestTimer({ clocks, state }: Ticket): number | undefined {
  const moments = CLOCK_NAMES.flatMap((name) => {
    const clock = clocks[name];
    if (clock?.state === 'paused')
      return clock.spent >= clock.target && clock.breachedAt === undefined ? [clock.since] : [];
    if (clock?.state !== 'running') return [];
    const steps = (clock.stepsAt ?? []).filter(
      (_, index) => !clock.fired?.includes(clock.steps?.[index]?.name ?? ''),
    );
    if (clock.breachedAt !== undefined) return steps;
    return [
      ...steps,
      ...(clock.warnedAt === undefined ? [Math.min(clock.warnAt, clock.dueAt)] : [clock.dueAt]),
    ];
  });
  if (state.kind === 'solved') moments.push(state.closeAt);
  return moments.length === 0 ? undefined : Math.min(...moments);
}

describe('random lives', () => {
  it('try every kind of event and every refusal', () => {
    const lives = Object.values(POLICIES).flatMap((policy) =>
      fc.sample(lifeIn(policy), { numRuns: 3000, seed: 1 }),
    );
    const kinds = new Set(lives.flatMap(({ events }) => events.map(({ kind }) => kind)));
    const codes = new Set(
      lives.flatMap(({ steps }) =>
        steps.map(({ decision }) => (decision.kind === 'refused' ? decision.code : undefined)),
      ),
    );
    assert.deepEqual(
      Object.keys(TOUCHES).filter((kind) => !kinds.has(kind as TicketEventKind)),
      [],
    );
    assert.deepEqual(
      // Those are not of `decide`, but of `decideAt` or `splitOff`, or of longer lives.
      REFUSAL_CODES.filter(
        (code) =>
          !['stale-version', 'too-many-tags', 'help-limit', 'not-a-customer-message'].includes(code) &&
          !codes.has(code),
      ),
      [],
    );
  });
});

for (const [company, policy] of Object.entries(POLICIES)) {
  const life = lifeIn(policy);
  const again = ({ before, command, now, policy: inForce }: RandomStep, ticket: Ticket = before) =>
    decide(ticket, command, now, inForce);

  describe(`whatever happens to a ticket of ${company}`, () => {
    it('is what its events make when they are replayed, also after they were stored as JSON', () => {
      fc.assert(
        fc.property(life, ({ ticket, events }) => {
          assert.deepEqual(replay(events), ticket);
          assert.deepEqual(
            replay(JSON.parse(JSON.stringify(events)) as TicketEvent[]),
            JSON.parse(JSON.stringify(ticket)),
          );
        }),
      );
    });

    it('numbers its events without a gap, in the order of time', () => {
      fc.assert(
        fc.property(life, ({ ticket, events }) => {
          assert.deepEqual(
            events.map(({ seq }) => seq),
            events.map((_, index) => index + 1),
          );
          assert.equal(ticket.seq, events.length);
          for (const [index, { at }] of events.entries()) assert.ok(at >= (events[index - 1]?.at ?? 0));
        }),
      );
    });

    it('has a lane and a rank exactly while it waits, and a next timer that is the earliest', () => {
      fc.assert(
        fc.property(life, ({ events }) => {
          for (const { after } of changes(events)) {
            assert.equal('lane' in after, after.state.kind === 'waiting');
            assert.equal('rank' in after, after.state.kind === 'waiting');
            assert.equal(after.nextTimer, earliestTimer(after));
          }
        }),
      );
    });

    it("is only in a state of the policy's own that is of its category, and waits for whom that says", () => {
      fc.assert(
        fc.property(life, ({ events }) => {
          for (const { after } of changes(events)) {
            if (after.customState === undefined) continue;
            const custom = policy.states.find(({ name }) => name === after.customState);
            assert.ok(custom);
            assert.equal(custom.category, statusOf(after.state));
            if (custom.category === 'on-hold' && after.state.kind === 'on-hold')
              assert.equal(after.state.waitsFor, custom.waitsFor);
          }
        }),
      );
    });

    it('leaves nothing due behind, whatever was decided', () => {
      fc.assert(
        fc.property(life, ({ steps }) => {
          for (const { decision, now } of steps)
            if (decision.kind === 'decided') assert.ok((decision.ticket.nextTimer ?? Infinity) > now);
        }),
      );
    });

    it('is only in hands that have room for it, of its tier and team, skilled, on shift and there', () => {
      fc.assert(
        fc.property(life, ({ steps }) => {
          for (const { before, command, decision, now } of steps) {
            if ((command.kind !== 'claim' && command.kind !== 'push') || decision.kind !== 'decided')
              continue;
            const { state, tier, team, sharedWith = [], needs = {}, effort } = decision.ticket;
            const agent = policy.agents.get(command.agentId);
            assert.ok(state.kind === 'working' && agent);
            assert.deepEqual([state.holder, tier], [agent.id, tierOf(agent, now)]);
            assert.equal(state.slots.length, slotsTaken({ ...(effort && { effort }) }, agent));
            for (const slot of state.slots)
              assert.ok(slot >= 0 && slot < agent.capacity && !command.occupied.includes(slot));
            const own = teamOf(agent, now, policy)?.id;
            assert.ok(team === undefined || [team, ...sharedWith].some((one) => one === own));
            for (const [skill, level] of Object.entries(needs))
              assert.ok((agent.skills[skill] ?? 0) >= level);
            assert.ok(onShift(agent, now, policy));
            assert.ok([undefined, agent.id].includes(keptFor(before, now, policy)));
            if (command.kind === 'push') assert.equal(command.presence, 'available');
          }
        }),
      );
    });

    it('records a warning and a breach at most once per clock, the warning first, neither too early', () => {
      fc.assert(
        fc.property(life, ({ events }) => {
          const recorded = new Set<string>();
          for (const event of events) {
            // A promise that begins anew was never warned of, and another target may make one hold that was broken.
            if ('clocks' in event) {
              for (const [name, clock] of Object.entries(event.clocks)) {
                if (clock.warnedAt === undefined) recorded.delete(`${name} sla.warned`);
                if (clock.breachedAt === undefined) recorded.delete(`${name} sla.breached`);
              }
            }
            // The promise of a merged ticket that was due sooner was warned of, or broken, there.
            if (event.kind === 'ticket.absorbed') {
              for (const name of Object.keys(event.clocks)) {
                recorded.delete(`${name} sla.warned`);
                recorded.delete(`${name} sla.breached`);
              }
            }
            if (event.kind !== 'sla.warned' && event.kind !== 'sla.breached') continue;
            const name = `${event.clock} ${event.kind}`;
            assert.ok(!recorded.has(name), `${name} twice`);
            assert.ok(!recorded.has(`${event.clock} sla.breached`), `${name} after the breach`);
            assert.ok(event.dueAt <= event.at);
            recorded.add(name);
          }
        }),
      );
    });

    it('does each step of a ladder once for each time that it is promised, in order, never early', () => {
      fc.assert(
        fc.property(life, ({ events }) => {
          const done = new Set<string>();
          for (const event of events) {
            if (event.kind !== 'sla.stepped') continue;
            const step = `${event.clock} ${event.cycle} ${event.step}`;
            assert.ok(!done.has(step), `${step} twice`);
            assert.ok(event.dueAt <= event.at);
            assert.equal(event.late === true, event.at - event.dueAt > 60_000);
            assert.ok(event.skipped !== true || event.do.length === 0);
            done.add(step);
          }
        }),
      );
    });

    it('missed a promise exactly when its breach was recorded', () => {
      fc.assert(
        fc.property(life, ({ events }) => {
          for (const { after } of changes(events)) {
            for (const name of CLOCK_NAMES) {
              const clock = after.clocks[name];
              if (clock?.state !== 'stopped' || clock.outcome === 'cancelled') continue;
              assert.equal(clock.outcome, clock.breachedAt === undefined ? 'met' : 'missed', name);
            }
          }
        }),
      );
    });

    it('never un-spends time', () => {
      fc.assert(
        fc.property(life, ({ events }) => {
          for (const { event, before, after } of changes(events)) {
            // A promise taken over from a merged ticket brings what was spent there.
            if (event.kind === 'ticket.absorbed') continue;
            assert.ok(Number(after.clocks.resolution?.spent) >= Number(before.clocks.resolution?.spent));
            for (const stay of after.stays)
              assert.ok(stay.worked >= 0 && stay.worked <= (stay.leftAt ?? Infinity) - stay.enteredAt);
          }
        }),
      );
    });

    it('has the same promises whether something that has nothing to do with them comes before or after', () => {
      const note: Command = {
        kind: 'reply',
        author: { kind: 'engineer', id: 'dev' },
        visibility: 'internal',
        body: 'Words.',
        ask: false,
      };
      const after = (ticket: Ticket, commands: readonly Command[], { now, policy: inForce }: RandomStep) =>
        commands.reduce<Ticket | undefined>((so, command) => {
          const decision = so && decide(so, command, now, inForce);
          return decision?.kind === 'decided' ? decision.ticket : undefined;
        }, ticket);
      fc.assert(
        fc.property(life, ({ steps }) => {
          for (const step of steps) {
            const one = after(step.before, [note, step.command], step);
            const other = after(step.before, [step.command, note], step);
            if (one && other) assert.deepEqual(one.clocks, other.clocks);
          }
        }),
      );
    });

    it('never gets more time for the customer by a merge', () => {
      fc.assert(
        fc.property(life, ({ events }) => {
          for (const { event, before, after } of changes(events)) {
            if (event.kind !== 'ticket.absorbed') continue;
            for (const name of ['firstResponse', 'resolution'] as const) {
              const [old, now] = [before.clocks[name], after.clocks[name]];
              assert.equal(now?.state, old?.state);
              if (old?.state === 'running' && now?.state === 'running') assert.ok(now.dueAt <= old.dueAt);
            }
          }
        }),
      );
    });

    it('ends when it is merged: nothing is timed, in hands or in a queue, and it never comes back', () => {
      fc.assert(
        fc.property(life, ({ events }) => {
          for (const { after } of changes(events)) {
            if (after.mergedInto === undefined) continue;
            assert.deepEqual(
              [after.state.kind, after.rank, after.nextTimer],
              ['closed', undefined, undefined],
            );
            for (const name of CLOCK_NAMES) assert.notEqual(after.clocks[name]?.state, 'running');
          }
        }),
      );
    });

    it('keeps the parts that an event leaves alone as the same objects', () => {
      fc.assert(
        fc.property(life, ({ events }) => {
          for (const { event, before, after } of changes(events)) {
            const touched = touches(event);
            const old: Readonly<Record<string, unknown>> = { ...before };
            for (const [key, value] of Object.entries(after)) {
              if (!touched.includes(key)) assert.ok(value === old[key], `${event.kind} made another ${key}`);
            }
            for (const name of CLOCK_NAMES) {
              const named =
                'clock' in event ? event.clock === name : 'clocks' in event && name in event.clocks;
              if (!named)
                assert.ok(
                  after.clocks[name] === before.clocks[name],
                  `${event.kind} made another ${name} clock`,
                );
            }
          }
        }),
      );
    });

    it('is decided the same by the same arguments, and twice is nothing for a timer and for the router', () => {
      fc.assert(
        fc.property(life, ({ steps }) => {
          for (const step of steps) {
            const { command, decision } = step;
            assert.deepEqual(again(step), decision);
            if (decision.kind === 'refused' || (command.kind !== 'timer' && command.kind !== 'route'))
              continue;
            assert.deepEqual(again(step, decision.ticket), { ...decision, events: [] });
          }
        }),
      );
    });
  });
}
