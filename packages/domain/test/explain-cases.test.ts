import assert from 'node:assert/strict';

import {
  clockInWords,
  type ClockName,
  type ExplainedClock,
  explainSla,
  lengthInWords,
  mergeTickets,
  type Policy,
  replay,
  type TicketEvent,
  ticketId,
} from '@tierline/domain';
import { ADA, EVE } from '@tierline/testkit';

import {
  ASK,
  at,
  CLAIM,
  CUSTOMER_SAYS,
  HOUR,
  laddered,
  lived,
  policy,
  resolvedOn,
  ROUTE,
  said,
  SOLVE,
  type Step,
  TIMER,
  version,
  without,
} from './explain-stories.ts';

interface Case {
  readonly name: string;
  readonly opened: string;
  readonly steps: readonly Step[];
  readonly first?: Policy;
  readonly now: string;
  readonly clock: ClockName;
  readonly spans: readonly string[];
  /** After what was promised by whom. */
  readonly words: string;
}

const HANDS: readonly Step[] = [
  ['2026-03-02T09:00', ROUTE],
  ['2026-03-02T09:00', CLAIM],
];

const CASES: readonly Case[] = [
  {
    name: 'that never waited',
    opened: '2026-03-02T09:00',
    steps: [],
    now: '2026-03-02T11:10',
    clock: 'resolution',
    spans: ['counted 2h 10m'],
    words: 'Counted 2h 10m. Due 2026-03-03T09:00:00Z unless it waits.',
  },
  {
    name: 'that waits for the customer a second time',
    opened: '2026-03-02T09:00',
    steps: [
      ...HANDS,
      ['2026-03-02T10:00', ASK],
      ['2026-03-02T12:00', CUSTOMER_SAYS],
      ['2026-03-02T12:00', CLAIM],
      ['2026-03-02T12:30', said('And now?', true, 'needs-logs')],
    ],
    now: '2026-03-02T13:00',
    clock: 'resolution',
    spans: [
      'counted 1h',
      'paused 2h pending: waiting for the customer',
      'counted 30m',
      'paused 30m needs-logs: waiting for the customer',
    ],
    words:
      'Counted 1h 30m: 1h until it waited at 2026-03-02T10:00:00Z, 30m until it waited at 2026-03-02T12:30:00Z; paused 2h 30m in 2 waits (pending: waiting for the customer; needs-logs: waiting for the customer). It waits since 2026-03-02T12:30:00Z; when it goes on, 22h 30m are left.',
  },
  {
    name: 'in the night in which clocks go forward',
    opened: '2026-03-28T22:00',
    steps: [],
    first: resolvedOn('nights', 6),
    now: '2026-03-29T08:00',
    clock: 'resolution',
    spans: ['counted 5h'],
    words: 'Counted 5h. Due 2026-04-04T23:00:00Z unless it waits.',
  },
  {
    name: 'in the night in which clocks go back',
    opened: '2026-10-24T22:00',
    steps: [],
    first: resolvedOn('nights', 8),
    now: '2026-10-25T08:00',
    clock: 'resolution',
    spans: ['counted 7h'],
    words: 'Counted 7h. Due 2026-11-01T00:00:00Z unless it waits.',
  },
  {
    name: 'over holidays and a weekend',
    opened: '2026-04-02T14:00',
    steps: [],
    first: resolvedOn('easter', 8),
    now: '2026-04-07T08:00',
    clock: 'resolution',
    spans: ['counted 2h'],
    words: 'Counted 2h. Due 2026-04-07T14:00:00Z unless it waits.',
  },
  {
    name: 'of another priority that is given in a pause',
    opened: '2026-03-02T09:00',
    steps: [
      ...HANDS,
      ['2026-03-02T10:00', ASK],
      ['2026-03-02T11:00', { kind: 'update', agentId: ADA, changes: { priority: 'high' } }],
      ['2026-03-02T13:00', CUSTOMER_SAYS],
    ],
    now: '2026-03-02T13:30',
    clock: 'resolution',
    spans: ['counted 1h', 'paused 3h pending: waiting for the customer', 'counted 30m'],
    words:
      'At 2026-03-02T11:00:00Z it became 8h instead of 24h (priority normal -> high). Counted 1h 30m: 1h until it waited at 2026-03-02T10:00:00Z, 30m since 2026-03-02T13:00:00Z; paused 3h in 1 wait (pending: waiting for the customer). Due 2026-03-02T20:00:00Z unless it waits.',
  },
  {
    name: 'that was solved and re-opened by the customer',
    opened: '2026-03-02T09:00',
    steps: [...HANDS, ['2026-03-02T10:00', SOLVE], ['2026-03-02T15:00', CUSTOMER_SAYS]],
    now: '2026-03-02T15:20',
    clock: 'resolution',
    spans: ['counted 1h', 'stopped 5h solved', 'counted 20m'],
    words:
      'Counted 1h 20m: 1h until 2026-03-02T10:00:00Z, 20m since 2026-03-02T15:00:00Z. Due 2026-03-03T14:00:00Z unless it waits.',
  },
  {
    name: 'that was solved by mistake',
    opened: '2026-03-02T09:00',
    steps: [...HANDS, ['2026-03-02T10:00', SOLVE], ['2026-03-02T15:00', { kind: 'unsolve', agentId: ADA }]],
    now: '2026-03-02T15:20',
    clock: 'resolution',
    spans: ['counted 1h', 'counted 5h solved by mistake', 'counted 20m'],
    words:
      'Counted 6h 20m: 1h until 2026-03-02T10:00:00Z, 5h (solved by mistake), 20m since 2026-03-02T15:00:00Z. Due 2026-03-03T09:00:00Z unless it waits.',
  },
  {
    name: 'after an edit of the policy, on another calendar from then on',
    opened: '2026-03-02T09:00',
    steps: [...HANDS, ['', resolvedOn('office', 12)], ['2026-03-02T20:00', TIMER]],
    now: '2026-03-03T09:00',
    clock: 'resolution',
    spans: ['counted 11h', 'counted 1h'],
    words: `At 2026-03-02T20:00:00Z it became 12h instead of 24h (policy ${version}). Counted 12h: 11h on always until 2026-03-02T20:00:00Z, 1h on office since 2026-03-02T20:00:00Z. A warning was recorded at 2026-03-02T20:00:00Z. It was due 2026-03-03T09:00:00Z.`,
  },
  {
    name: 'that is promised no more',
    opened: '2026-03-02T09:00',
    steps: [...HANDS, ['', without('resolution')], ['2026-03-02T10:00', TIMER]],
    now: '2026-03-03T09:00',
    clock: 'resolution',
    spans: ['counted 1h', 'stopped 23h promised no more'],
    words: 'Counted 1h. Cancelled at 2026-03-02T10:00:00Z (promised no more).',
  },
  {
    name: 'of which a step of the ladder came late, and which is broken',
    opened: '2026-03-02T09:00',
    steps: [...HANDS, ['', laddered()], ['2026-03-02T09:30', TIMER], ['2026-03-03T09:30', TIMER]],
    now: '2026-03-03T09:30',
    clock: 'resolution',
    spans: ['counted 24h 30m'],
    words: `At 2026-03-02T09:30:00Z its terms became others (policy ${version}). Counted 24h 30m. Step half was done at 2026-03-03T09:30:00Z, late: it was due at 2026-03-02T21:00:00Z. A warning was recorded at 2026-03-03T09:30:00Z, late: it was due at 2026-03-03T03:00:00Z. The breach was recorded at 2026-03-03T09:30:00Z, late: it was due at 2026-03-03T09:00:00Z. It was due 2026-03-03T09:00:00Z.`,
  },
  {
    name: 'of an update that was kept, and begins anew',
    opened: '2026-03-02T09:00',
    steps: [
      ...HANDS,
      ['2026-03-02T10:00', said('Soon.', false)],
      ['2026-03-02T12:00', said('Sooner.', false)],
    ],
    now: '2026-03-02T13:00',
    clock: 'update',
    spans: ['counted 1h'],
    words: 'Counted 1h. Due 2026-03-02T18:00:00Z unless it waits.',
  },
  {
    name: 'of a supplier, while the ticket waits for it',
    opened: '2026-03-02T09:00',
    steps: [
      ...HANDS,
      ['2026-03-02T09:30', { kind: 'hold', agentId: ADA, as: 'awaiting-release' }],
      ['2026-03-02T12:00', { kind: 'resume', agentId: ADA }],
    ],
    now: '2026-03-02T13:00',
    clock: 'supplier',
    spans: ['counted 2h 30m', 'stopped 1h the wait was over'],
    words: 'Counted 2h 30m. Kept at 2026-03-02T12:00:00Z (the wait was over), with 7h 30m to spare.',
  },
  {
    name: 'of a tier that the ticket left in time',
    opened: '2026-03-02T09:00',
    steps: [
      ...HANDS,
      [
        '2026-03-02T09:20',
        { kind: 'escalate', agentId: ADA, reason: 'bug', note: { seen: 'a', tried: 'b', why: 'c' } },
      ],
    ],
    now: '2026-03-02T09:30',
    clock: 'tier',
    spans: ['counted 10m'],
    words: 'Counted 10m. Due 2026-03-02T13:20:00Z unless it waits.',
  },
];

/** The name in a key such as `always@1a2b3c4d`. */
const calendarNameOf = (key: string): string => key.replace(/@.*/, '');

const spanOf = ({ kind, wall, counted, reason }: ExplainedClock['spans'][number]): string =>
  [kind, lengthInWords(kind === 'counted' ? counted : wall), ...(reason === undefined ? [] : [reason])].join(
    ' ',
  );

/** The words after the first sentence, which says what was promised. */
const told = (words: string): string => words.slice(words.indexOf('). ') + 3);

describe('the words for a promise', () => {
  for (const { name, opened, steps, first, now, clock, spans, words } of CASES) {
    it(`tell of one ${name}`, () => {
      const life = lived(opened, steps, first);
      const { clocks } = explainSla(life.events, at(now), life.policy);
      const last = clocks.findLast((one) => one.clock === clock) ?? assert.fail();
      assert.deepEqual(last.spans.map(spanOf), spans);
      assert.equal(told(clockInWords(last, at(now), calendarNameOf)), words);
    });
  }

  it('begin with what was promised, by which policy and on which calendar', () => {
    const { events } = lived('2026-03-02T09:00', []);
    const [first = assert.fail()] = explainSla(events, at('2026-03-02T10:00'), policy).clocks;
    assert.equal(
      clockInWords(first, at('2026-03-02T10:00'), () => 'always'),
      `First response: 4h promised (policy default, version ${version}, calendar always). Counted 1h. Due 2026-03-02T13:00:00Z unless it waits.`,
    );
  });

  it('tell each time of a promise: kept, left, and the one that runs', () => {
    const { events } = lived('2026-03-02T09:00', [
      ...HANDS,
      ['2026-03-02T10:00', said('Soon.', false)],
      ['2026-03-02T12:00', said('Sooner.', false)],
    ]);
    const now = at('2026-03-02T13:00');
    const updates = explainSla(events, now, policy).clocks.filter(({ clock }) => clock === 'update');
    assert.deepEqual(
      updates.map(({ cycle, state, spent, ended }) => [cycle, state, spent / HOUR, ended]),
      [
        [1, 'met', 2, 'the customer was told'],
        [2, 'running', 1, undefined],
      ],
    );
    const [kept = assert.fail(), running = assert.fail()] = updates.map((one) =>
      clockInWords(one, now, (key) => key),
    );
    assert.equal(
      told(kept),
      'Counted 2h. Kept at 2026-03-02T12:00:00Z (the customer was told), with 4h to spare.',
    );
    assert.match(running, /^Update, time 2: 6h promised/);
  });

  it('tell of a promise that came with a merged ticket, and was due sooner', () => {
    const source = lived('2026-03-02T08:00', [['2026-03-02T08:00', ROUTE]]);
    const other = ticketId('fedcba9876543210fedcba98');
    const target = lived('2026-03-02T09:00', [['2026-03-02T09:00', ROUTE]]);
    const now = at('2026-03-02T10:00');
    const [, absorbed] = mergeTickets(
      { ...replay(source.events), id: other },
      replay(target.events),
      { agentId: EVE },
      now,
      policy,
    );
    assert.ok(absorbed.kind === 'decided');
    const { clocks } = explainSla([...target.events, ...absorbed.events], at('2026-03-02T10:30'), policy);
    const [own = assert.fail(), taken = assert.fail()] = clocks.filter(({ clock }) => clock === 'resolution');
    assert.deepEqual([own.state, own.cycle, own.spans.map(spanOf)], ['left', 1, ['counted 1h']]);
    assert.deepEqual(
      [taken.state, taken.cycle, taken.takenFrom, taken.retargetings.map(({ cause }) => cause)],
      ['running', 2, other, ['merge']],
    );
    assert.deepEqual(taken.spans.map(spanOf), [`carried 2h on ticket ${other}`, 'counted 30m']);
    assert.equal(
      told(clockInWords(taken, at('2026-03-02T10:30'), (key) => key)),
      `It came with ticket ${other}, which was merged into this one. At 2026-03-02T10:00:00Z its terms became others (ticket ${other} was merged into this one, and was due sooner). Counted 2h 30m: 2h (on ticket ${other}), 30m since 2026-03-02T10:00:00Z. Due 2026-03-03T08:00:00Z unless it waits.`,
    );
  });

  it('has every step of the ladder: done, to come, passed over by an edit', () => {
    const life = lived('2026-03-02T09:00', [
      ...HANDS,
      ['', laddered()],
      ['2026-03-02T20:00', TIMER],
      ['2026-03-02T21:00', TIMER],
    ]);
    const stepsAt = (events: readonly TicketEvent[]) =>
      explainSla(events, at('2026-03-02T22:00'), life.policy)
        .clocks.find(({ clock }) => clock === 'resolution')
        ?.steps.map(({ step, state, at: when }) => [step, state, when]);
    assert.deepEqual(stepsAt(life.events), [['half', 'done', at('2026-03-02T21:00')]]);
    assert.deepEqual(stepsAt(life.events.slice(0, -1)), [['half', 'to-come', at('2026-03-02T21:00')]]);
    const late = lived('2026-03-02T09:00', [...HANDS, ['', laddered()], ['2026-03-02T22:00', TIMER]]);
    assert.deepEqual(stepsAt(late.events), [['half', 'passed-over', undefined]]);
  });
});
