import assert from 'node:assert/strict';

import {
  CLOCK_NAMES,
  clockInWords,
  cycleOf,
  explainSla,
  type ExplainedClock,
  type Policy,
  replay,
  type SlaClock,
  spentAt,
} from '@tierline/domain';
import * as fc from 'fast-check';

import { POLICIES } from './companies.ts';
import { edited, editedLife, type EditedLife, promisingAll, walked } from './explain-lives.ts';

const stateOf = (clock: SlaClock): string => (clock.state === 'stopped' ? clock.outcome : clock.state);

function calendarOf(policy: Policy, key: string) {
  return policy.calendars.get(key) ?? assert.fail(key);
}

/** What the ticket's own clock says, in the words of an explanation. */
function stored(clock: SlaClock, { policy, now }: EditedLife): object {
  const { target, calendar, warnAfter, pausedWhile, source, warnedAt, breachedAt } = clock;
  return {
    cycle: cycleOf(clock),
    state: stateOf(clock),
    spent: spentAt(clock, calendarOf(policy, calendar), now),
    promised: { target, calendar, warnAfter, pausedWhile, source },
    dueAt: clock.state === 'running' ? clock.dueAt : undefined,
    endedAt: clock.state === 'stopped' ? clock.at : undefined,
    warnedAt,
    breachedAt,
    beganAt: clock.beganAt,
  };
}

function toldOf(clock: ExplainedClock): object {
  const { cycle, state, spent, promised, dueAt, endedAt, warnedAt, breachedAt, beganAt } = clock;
  const { target, calendar, warnAfter, pausedWhile, source } = promised;
  return {
    cycle,
    state,
    spent,
    promised: { target, calendar, warnAfter, pausedWhile, source },
    dueAt,
    endedAt,
    warnedAt,
    breachedAt,
    beganAt,
  };
}

for (const [company, plain] of Object.entries(POLICIES)) {
  const before = promisingAll(plain);
  const lives = fc.oneof(
    editedLife(before, edited(before, 'office', 0.4)),
    editedLife(before, edited(before, 'always', 1.5)),
  );
  const explained = (life: EditedLife) => explainSla(life.events, life.now, life.policy);

  describe(`the explanation of any ticket of ${company}`, () => {
    it('says of the last time of each promise what the ticket itself says', () => {
      fc.assert(
        fc.property(lives, (life) => {
          const ticket = replay(life.events);
          const { clocks, ticket: told } = explained(life);
          assert.deepEqual(told, ticket);
          for (const name of CLOCK_NAMES) {
            const clock = ticket.clocks[name];
            const last = clocks.findLast((one) => one.clock === name);
            assert.deepEqual(last && toldOf(last), clock && stored(clock, life), name);
          }
        }),
        { numRuns: 150 },
      );
    });

    it('has spans that follow each other without gaps, count what a walk over the calendar counts, and add up', () => {
      fc.assert(
        fc.property(lives, (life) => {
          for (const { clock, spans, spent, paused, beganAt, state } of explained(life).clocks) {
            assert.equal(
              spans.reduce((sum, { counted }) => sum + counted, 0),
              spent,
              `${clock} ${state}`,
            );
            let at = beganAt;
            for (const [index, span] of spans.entries()) {
              const { kind, from, to = life.now, counted, wall } = span;
              assert.equal(from, at, `${clock} ${index}`);
              assert.equal(wall, Math.max(0, to - from));
              const walk = walked(calendarOf(life.policy, span.calendar), from, to);
              // What another ticket's clock counted is known as a sum only.
              if (kind !== 'carried')
                assert.equal(counted, kind === 'counted' ? walk : 0, `${clock} ${index} ${kind}`);
              assert.ok(span.to !== undefined || index === spans.length - 1);
              at = to;
            }
            const waits = spans.filter(({ kind }) => kind === 'paused');
            assert.equal(
              waits.reduce((sum, { wall }) => sum + wall, 0),
              paused,
            );
            assert.ok(waits.every(({ reason }) => reason !== undefined));
          }
        }),
        { numRuns: 150 },
      );
    });

    it('has every warning, breach and step of the log once', () => {
      fc.assert(
        fc.property(lives, (life) => {
          const { clocks } = explained(life);
          const told = clocks.flatMap(({ clock, marks }) =>
            marks.map(({ kind, at }) => `${clock} ${kind} ${at}`),
          );
          const logged = life.events.flatMap((event) =>
            event.kind === 'sla.warned' || event.kind === 'sla.breached' || event.kind === 'sla.stepped'
              ? [`${event.clock} ${event.kind.slice(4)} ${event.at}`]
              : [],
          );
          assert.deepEqual(told.toSorted(), logged.toSorted());
        }),
        { numRuns: 100 },
      );
    });

    it('counts the times of a promise from one, and as many met and missed before as the ticket has kept', () => {
      fc.assert(
        fc.property(lives, (life) => {
          const ticket = replay(life.events);
          const { clocks } = explained(life);
          for (const name of CLOCK_NAMES) {
            const times = clocks.filter((one) => one.clock === name);
            assert.deepEqual(
              times.map(({ cycle }) => cycle),
              times.map((_, index) => index + 1),
            );
            const earlier = ticket.clocks[name]?.earlier;
            const met = times.slice(0, -1).filter(({ state }) => state === 'met').length;
            // One that was broken and is cancelled then is broken all the same.
            const missed = times
              .slice(0, -1)
              .filter((one) => one.state === 'missed' || one.breachedAt !== undefined).length;
            assert.deepEqual([met, missed], [earlier?.met ?? 0, earlier?.missed ?? 0], name);
          }
        }),
        { numRuns: 100 },
      );
    });

    it('is in sentences, whatever happened', () => {
      fc.assert(
        fc.property(lives, (life) => {
          for (const clock of explained(life).clocks) {
            const words = clockInWords(clock, life.now, (key) => key);
            assert.match(words, /^[A-Z].* promised \(.*\)\. .*Counted \d.*\.$/);
            assert.doesNotMatch(words, /undefined|NaN|  |\.\./);
          }
        }),
        { numRuns: 100 },
      );
    });
  });
}

describe('the explanation of a history', () => {
  it('is refused where an event is missing, or the beginning', () => {
    const policy = promisingAll(POLICIES['a company that is always open']);
    const [{ events, now } = assert.fail()] = fc.sample(
      editedLife(policy, policy).filter((life) => life.events.length > 4),
      { numRuns: 1, seed: 3 },
    );
    assert.throws(() => explainSla(events.slice(1), now, policy), RangeError);
    assert.throws(() => explainSla(events.toSpliced(2, 1), now, policy), RangeError);
    assert.throws(() => explainSla([], now, policy), RangeError);
  });
});
