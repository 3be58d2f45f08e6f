import assert from 'node:assert/strict';

import type { Interval } from '@tierline/engine';

import { figureOf, hours, oneTier, runsOf, zOf } from './desk.ts';

const RATE = (0.85 * 10) / 0.75;

interface Case {
  readonly id: string;
  readonly scenario: object;
  readonly strict?: boolean;
  /** Figure, and what it should be: hours, or a share. */
  readonly figures: Readonly<Record<string, number>>;
  readonly runs?: number;
}

const CASES: readonly Case[] = [
  {
    id: 'M/M/1',
    scenario: oneTier({
      rate: 0.8,
      servers: 1,
      handle: hours.exponential(1),
      run: { days: 1500, warmUpDays: 60 },
    }),
    figures: { 'T1.wait.mean': 4, 'T1.utilisation': 0.8 },
  },
  {
    id: 'M/M/3',
    scenario: oneTier({
      rate: 0.2,
      servers: 3,
      handle: hours.exponential(10),
      run: { days: 4000, warmUpDays: 200 },
    }),
    figures: { 'T1.wait.mean': 4.444444444 },
  },
  {
    id: 'M/M/10, T1 of tri-tier-basic',
    scenario: oneTier({ rate: RATE, servers: 10, handle: hours.exponential(0.75) }),
    figures: { 'T1.wait.mean': 0.2649306526, 'T1.wait.p95': 1.180296139, 'T1.utilisation': 0.85 },
  },
  {
    id: 'M/M/10/10, who cannot be taken leaves: Erlang B, whatever the distribution',
    scenario: oneTier({
      rate: 8.5,
      servers: 10,
      handle: hours.lognormal(1),
      customers: { patience: { atOnce: 1, waits: hours.constant(0) } },
    }),
    figures: { 'all.abandoned.share': 0.1446080943 },
  },
  {
    id: 'M/M/50+M, customers who give up: Erlang A (in minutes as hours)',
    scenario: oneTier({
      rate: 48,
      servers: 50,
      handle: hours.exponential(1),
      customers: { patience: { waits: hours.exponential(2) } },
      run: { days: 60, warmUpDays: 5 },
    }),
    figures: {
      'all.abandoned.share': 0.03091224916,
      'T1.wait.mean': 3.709469899 / 60,
      'T1.utilisation': 0.9303242408,
    },
  },
  {
    id: 'M/D/1',
    scenario: oneTier({
      rate: 0.8,
      servers: 1,
      handle: hours.constant(1),
      run: { days: 1500, warmUpDays: 60 },
    }),
    figures: { 'T1.wait.mean': 2 },
  },
  {
    id: 'M/D/10',
    scenario: oneTier({ rate: RATE, servers: 10, handle: hours.constant(0.75) }),
    figures: { 'T1.wait.mean': 0.1391288089 },
  },
  {
    id: 'M/LN/1',
    scenario: oneTier({
      rate: 0.8,
      servers: 1,
      handle: hours.lognormal(1),
      run: { days: 2000, warmUpDays: 60 },
    }),
    figures: { 'T1.wait.mean': 4 },
  },
  {
    id: 'M/H2/2',
    scenario: oneTier({
      rate: 1.5,
      servers: 2,
      handle: hours.hyperexponential(1, 2),
      run: { days: 1500, warmUpDays: 100 },
    }),
    figures: { 'T1.wait.mean': 3.063854816 },
  },
  {
    id: 'M/E2/10',
    scenario: oneTier({ rate: 8.5, servers: 10, handle: hours.erlang(1, 2) }),
    figures: { 'T1.wait.mean': 0.2706890486 },
  },
  {
    id: 'M/M/10 with four priorities that never interrupt',
    strict: true,
    scenario: oneTier({
      rate: RATE,
      servers: 10,
      handle: hours.exponential(0.75),
      load: { priorities: { T1: { urgent: 0.05, high: 0.15, normal: 0.5, low: 0.3 } } },
    }),
    // A wait is the time until the first answer where the answer comes with the first minute of work.
    figures: {
      'urgent.firstResponse.wall.mean': 0.04150349648,
      'high.firstResponse.wall.mean': 0.05000421263,
      'normal.firstResponse.wall.mean': 0.118219836,
      'low.firstResponse.wall.mean': 0.6541497594,
    },
  },
  {
    id: 'M/M/10 whose customers are asked again and again: BCMP',
    scenario: oneTier({
      rate: 8,
      servers: 10,
      handle: hours.exponential(0.7),
      work: { touches: { share: 0.3, reply: hours.lognormal(12, 1.3) } },
    }),
    figures: { 'T1.wait.mean': 0.1432130528 },
  },
  {
    id: 'Mt/M/10 of a day: ten times 1 + sin / 2',
    scenario: oneTier({
      servers: 10,
      handle: hours.exponential(0.75),
      load: {
        rates: {
          everyMinutes: 5,
          perHour: Array.from(
            { length: 288 },
            (_, step) => 10 * (1 + 0.5 * Math.sin((2 * Math.PI * (step + 0.5)) / 288)),
          ),
        },
      },
    }),
    figures: { 'T1.wait.mean': 0.4653581705 },
  },
  {
    id: 'Mt/M/c(t): whoever comes free first leaves when fewer are due',
    scenario: oneTier({
      handle: hours.exponential(0.75),
      load: {
        rates: {
          everyMinutes: 60,
          perHour: Array.from({ length: 24 }, (_, hour) => (hour >= 8 && hour < 18 ? 14 : 5)),
        },
      },
      groups: [
        {
          tier: 'T1',
          headcount: {
            everyMinutes: 60,
            people: Array.from({ length: 24 }, (_, hour) => (hour >= 8 && hour < 18 ? 14 : 6)),
          },
        },
      ],
    }),
    figures: { 'T1.wait.mean': 0.07387914305 },
  },
  {
    id: 'Mt/M/c(t): a whole new crew, and leavers finish what they have in hand',
    scenario: oneTier({
      handle: hours.exponential(0.75),
      load: {
        rates: {
          everyMinutes: 60,
          perHour: Array.from({ length: 24 }, (_, hour) => (hour >= 8 && hour < 18 ? 14 : 5)),
        },
      },
      groups: [
        { tier: 'T1', count: 14, calendar: 'day' },
        { tier: 'T1', count: 6, calendar: 'night' },
      ],
    }),
    figures: { 'T1.wait.mean': 0.04480080618 },
  },
];

describe('the model reproduces', function reference() {
  this.timeout(60_000);

  for (const { id, scenario, strict = false, figures, runs = 10 } of CASES)
    it(id, () => {
      const done = runsOf(scenario, { runs, strict });
      for (const [figure, value] of Object.entries(figures)) {
        const found = figureOf(done, figure);
        const z = zOf(found, value, figure.endsWith('p95') ? 0.002 * value : 0);
        tell({ id, figure, found, value, z });
        assert.ok(z < 4, `${figure}: ${found.mean} ± ${found.halfWidth}, should be ${value}: z = ${z}`);
      }
    });
});

describe('three tiers, each of whose tickets goes up in part (tri-tier-basic)', function triTier() {
  this.timeout(60_000);

  it('has the mean waits and 95th percentiles of two independent codes', () => {
    const rate = (0.85 * 10) / 0.75;
    const [one, two, three] = [0.75, (0.8 * 4) / (0.2 * rate), (0.75 * 2) / (0.05 * rate)];
    const scenario = {
      load: {
        rates: { everyMinutes: 60, perHour: [rate] },
        count: 'exact',
        split: { T1: 0.8, T2: 0.15, T3: 0.05 },
      },
      work: {
        handle: { T1: hours.lognormal(one), T2: hours.lognormal(two), T3: hours.lognormal(three) },
        findOut: { T1: hours.lognormal(one), T2: hours.lognormal(two) },
      },
      people: {
        groups: [
          { tier: 'T1', count: 10, calendar: 'always' },
          { tier: 'T2', count: 4, calendar: 'always' },
          { tier: 'T3', count: 2, calendar: 'always' },
        ],
      },
      run: { days: 200_000 / rate / 24, drain: true },
    };
    const runs = runsOf(scenario, { runs: 6 });
    assert.ok(runs.every(({ created }) => Math.abs(created - 200_000) <= 1));
    const reference = {
      'T1.wait.mean': [0.25573, 0.00043],
      'T1.wait.p95': [1.15643, 0.0019],
      'T2.wait.mean': [1.02333, 0.0026],
      'T2.wait.p95': [4.37302, 0.0116],
      'T3.wait.mean': [3.3423, 0.0128],
    } as const;
    for (const [figure, [value, slack]] of Object.entries(reference)) {
      const found = figureOf(runs, figure);
      const z = zOf(found, value, slack);
      tell({ id: 'tri-tier-basic', figure, found, value, z });
      assert.ok(z < 4, `${figure}: ${found.mean} ± ${found.halfWidth}, should be ${value}`);
    }
  });
});

/** A row of docs/validation.md, where they are wanted: `VALIDATION=1 npm run test:slow -- --grep 'the model reproduces|three tiers'`. */
function tell({
  id,
  figure,
  found,
  value,
  z,
}: {
  readonly id: string;
  readonly figure: string;
  readonly found: Interval;
  readonly value: number;
  readonly z: number;
}): void {
  if (process.env['VALIDATION'] !== '1') return;
  const cells = [
    id,
    figure,
    found.mean.toFixed(5),
    found.halfWidth.toFixed(5),
    value.toFixed(5),
    z.toFixed(1),
  ];
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}
