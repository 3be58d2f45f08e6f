import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { changes, lifeIn, POLICIES } from './companies.ts';

for (const [company, policy] of Object.entries(POLICIES)) {
  const life = lifeIn(policy);

  describe(`wherever a ticket of ${company} goes, it`, () => {
    it("is worked on, waits or is paused at every moment of a stay, and each hour worked is somebody's", () => {
      fc.assert(
        fc.property(life, ({ events }) => {
          for (const { after } of changes(events)) {
            for (const stay of after.stays) {
              const counted = stay.worked + stay.waited + stay.paused;
              // While a stay lasts, its times reach to the last change of state.
              assert.equal(counted, (stay.leftAt ?? after.state.since) - stay.enteredAt);
              assert.equal(
                stay.by.reduce((sum, { worked }) => sum + worked, 0),
                stay.worked,
              );
              assert.equal(stay.leftAt === undefined, stay.leftBy === undefined);
            }
          }
        }),
      );
    });

    it('has a stay that is not over exactly while it is on a tier to be worked on', () => {
      fc.assert(
        fc.property(life, ({ events }) => {
          for (const { after } of changes(events)) {
            const lasting = after.stays.filter(({ leftAt }) => leftAt === undefined);
            const onTier = !['new', 'solved', 'closed'].includes(after.state.kind);
            assert.deepEqual(
              lasting.map(({ tier }) => tier),
              onTier ? [after.tier] : [],
            );
            assert.ok(lasting.length === 0 || lasting[0] === after.stays.at(-1));
          }
        }),
      );
    });

    it("missed a tier's target exactly when the breach was recorded during the stay", () => {
      fc.assert(
        fc.property(life, ({ events, ticket }) => {
          // By the number of the stay. Another target may make one hold that was broken.
          const broken = new Set<number>();
          const mistaken = new Set<number>();
          for (const { event, after } of changes(events)) {
            const stay = after.stays.length - 1;
            if (event.kind === 'ticket.reopened' && event.mistake === true) {
              mistaken.add(stay - 1);
              if (broken.has(stay - 1)) broken.add(stay);
            }
            if (event.kind === 'sla.breached' && event.clock === 'tier') broken.add(stay);
            else if ('clocks' in event && event.clocks.tier && event.clocks.tier.breachedAt === undefined)
              if (after.stays[stay]?.leftAt === undefined) broken.delete(stay);
          }
          for (const [index, { leftAt, leftBy, target }] of ticket.stays.entries()) {
            if (leftAt === undefined) continue;
            const breached = broken.has(index);
            const otherwise = leftBy?.kind === 'closed' ? 'cancelled' : 'met';
            // What a solution that was taken back decided goes on in the stay after it.
            assert.equal(target, mistaken.has(index) ? 'cancelled' : breached ? 'missed' : otherwise);
          }
        }),
      );
    });

    it('is passed on by agents no more often than the policy allows, and bounces at most once for each time', () => {
      fc.assert(
        fc.property(life, ({ events }) => {
          const { max, maxReassignments } = policy.escalation;
          for (const { event, before, after } of changes(events)) {
            if (event.actor.kind !== 'manager') {
              assert.ok(after.moves === before.moves || after.moves <= max);
              assert.ok(
                after.reassignments === before.reassignments || after.reassignments <= maxReassignments,
              );
            }
            assert.ok(after.bounces <= after.moves + after.reassignments);
          }
        }),
      );
    });

    it('has a contact from its first claim on, who changes only when handed over', () => {
      fc.assert(
        fc.property(life, ({ events }) => {
          for (const { event, before, after } of changes(events)) {
            if (event.kind === 'ticket.claimed') assert.notEqual(after.contact, undefined);
            if (before.contact !== undefined && event.kind !== 'ticket.contact-changed')
              assert.equal(after.contact, before.contact);
          }
        }),
      );
    });

    it('stays where it is, with its clocks, when others are asked for help', () => {
      fc.assert(
        fc.property(life, ({ events }) => {
          for (const { event, before, after } of changes(events)) {
            if (!event.kind.startsWith('help.')) continue;
            const { help: _a, seq: _b, ...left } = before;
            const { help: _c, seq: _d, ...right } = after;
            assert.deepEqual(right, left);
          }
        }),
      );
    });
  });
}
