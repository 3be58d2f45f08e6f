import assert from 'node:assert/strict';

import {
  type Command,
  decide,
  instant,
  type Policy,
  type PromiseEffect,
  promiseEffects,
  type Ticket,
} from '@tierline/domain';
import { ADA, aLife, aPolicy, INTO_ADAS_HANDS, LADDERS, MONDAY } from '@tierline/testkit';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const { policy } = aPolicy();

const ASKS: Command = {
  kind: 'reply',
  author: { kind: 'agent', id: ADA },
  visibility: 'public',
  body: 'Which version?',
  ask: true,
};
const TIMER: Command = { kind: 'timer' };

/** A ticket in Ada's hands since two minutes after it was opened, with these done so long after. */
function inHand(...steps: readonly (readonly [number, Command])[]): Ticket {
  return steps.reduce((ticket, [time, command]) => {
    const decision = decide(ticket, command, instant(MONDAY + time), policy);
    assert.ok(decision.kind === 'decided');
    return decision.ticket;
  }, aLife(INTO_ADAS_HANDS, { policy }).ticket);
}

const PROMISES = `
promises:
  calendar: always
  warnAfter: 0.75
  priorities:
    low: { firstResponse: 8h, resolution: 48h }
    normal: { firstResponse: 4h, resolution: 24h }
    high: { firstResponse: 1h, resolution: 8h, headStart: 30m }
    urgent: { firstResponse: 15m, resolution: 4h, headStart: 2h }
tiers:
  T1: { target: 1h }
  T2: { target: 4h }
  T3: { target: 24h }
`;

/** The policy with other words in some places of its promises, in force later. */
function edited(...changes: readonly (readonly [string, string])[]): Policy {
  const promises = changes.reduce((so, [from, to]) => {
    assert.ok(so.includes(from), from);
    return so.replaceAll(from, to);
  }, PROMISES);
  return aPolicy('', { promises, number: 1 }).policy;
}

/** The effects by clock, in a word or two. */
function inBrief(effects: readonly PromiseEffect[]): Record<string, string> {
  return Object.fromEntries(
    effects.map((effect) => {
      if (effect.kind === 'cancelled') return [effect.clock, 'cancelled'];
      const { due, breach } = effect;
      if (breach === undefined) return [effect.clock, due];
      return [
        effect.clock,
        `${due}, ${breach.kind === 'new' ? `over by ${breach.over / MINUTE} min` : 'kept'}`,
      ];
    }),
  );
}

describe('what another policy would make of the promises of an open ticket', () => {
  const NORMAL = 'normal: { firstResponse: 4h, resolution: 24h }';
  for (const [what, after, changes, effects] of [
    ['the same', HOUR / 2, [], {}],
    ['the same in other words', HOUR / 2, [['4h, resolution: 24h', '240m, resolution: 1440m']], {}],
    ['other priorities only', HOUR / 2, [['low: { firstResponse: 8h', 'low: { firstResponse: 2h']], {}],
    [
      'a shorter target',
      HOUR,
      [['4h, resolution: 24h', '2h, resolution: 24h']],
      { firstResponse: 'earlier' },
    ],
    [
      'longer targets',
      HOUR / 2,
      [
        [NORMAL, 'normal: { firstResponse: 5h, resolution: 30h }'],
        ['T1: { target: 1h }', 'T1: { target: 2h }'],
      ],
      { firstResponse: 'later', resolution: 'later', tier: 'later' },
    ],
    [
      'a target that is used up already',
      3 * HOUR,
      [['4h, resolution: 24h', '150m, resolution: 24h']],
      { firstResponse: 'earlier, over by 30 min' },
    ],
    [
      'a target that is used up at this moment',
      2 * HOUR,
      [['4h, resolution: 24h', '2h, resolution: 24h']],
      { firstResponse: 'earlier, over by 0 min' },
    ],
    [
      'a target that makes good a breach',
      90 * MINUTE,
      [['T1: { target: 1h }', 'T1: { target: 2h }']],
      { tier: 'later, kept' },
    ],
    [
      'a longer target that is broken all the same',
      3 * HOUR,
      [['T1: { target: 1h }', 'T1: { target: 2h }']],
      { tier: 'same' },
    ],
    [
      'no promise any more',
      HOUR / 2,
      [
        [
          'promises:\n',
          `promises:\n  policies: [{ name: none, when: { channels: [api] }, priorities: { normal: { resolution: none } } }]\n`,
        ],
      ],
      { resolution: 'cancelled' },
    ],
    [
      'another share of it to warn at',
      HOUR / 2,
      [['warnAfter: 0.75', 'warnAfter: 0.5']],
      { firstResponse: 'same', resolution: 'same', tier: 'same' },
    ],
    [
      'a calendar that is closed at night',
      HOUR / 2,
      [['calendar: always\n  warn', 'calendar: office\n  warn']],
      // 09:30 in London is 10:30 in Berlin: four hours are within the day, a day of 24 hours is three days.
      { resolution: 'later', firstResponse: 'same', tier: 'same' },
    ],
  ] as const) {
    it(`is told for ${what}`, () => {
      const now = instant(MONDAY + after);
      assert.deepEqual(inBrief(promiseEffects(inHand(), now, edited(...changes))), effects);
    });
  }

  it('counts a breach that nobody has recorded yet as one, and one that was recorded as well', () => {
    const shorter = edited(['T1: { target: 1h }', 'T1: { target: 30m }']);
    const now = instant(MONDAY + 90 * MINUTE);
    for (const ticket of [inHand(), inHand([89 * MINUTE, TIMER])])
      assert.deepEqual(inBrief(promiseEffects(ticket, now, shorter)), { tier: 'same' });
  });

  it('compares what waits as if it ran on from now, and finds what it has used up', () => {
    const asked = inHand([40 * MINUTE, ASKS]);
    const now = instant(MONDAY + 30 * HOUR);
    const longer = edited(['resolution: 24h', 'resolution: 25h']);
    assert.deepEqual(inBrief(promiseEffects(asked, now, longer)), { resolution: 'later' });
    const shorter = edited(['T1: { target: 1h }', 'T1: { target: 30m }']);
    // 39 minutes from the routing until the question.
    assert.deepEqual(inBrief(promiseEffects(asked, now, shorter)), { tier: 'earlier, over by 9 min' });
  });

  it('is nothing for promises that are over', () => {
    const solved = inHand([40 * MINUTE, { kind: 'solve', agentId: ADA, answer: 'Done.' }]);
    const gone = edited(
      [NORMAL, 'normal: { firstResponse: 1m, resolution: 5m }'],
      ['T1: { target: 1h }', 'T1: { target: 5m }'],
    );
    assert.deepEqual(promiseEffects(solved, instant(MONDAY + HOUR), gone), []);
  });

  it('is what a decision under that policy records', () => {
    const ticket = inHand();
    const now = instant(MONDAY + 3 * HOUR);
    const other = aPolicy('', { promises: LADDERS, number: 1 }).policy;
    const told = promiseEffects(ticket, now, other);
    const decision = decide(ticket, TIMER, now, other);
    assert.ok(decision.kind === 'decided');
    const [first] = decision.events;
    assert.ok(first?.kind === 'sla.recomputed');
    assert.deepEqual(
      told.map(({ clock }) => clock),
      Object.keys(first.clocks),
    );
    assert.deepEqual(promiseEffects(decision.ticket, now, other), []);
  });
});
