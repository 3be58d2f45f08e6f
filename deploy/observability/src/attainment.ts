import { METRICS } from '@tierline/contracts';
import { type ClockName, type Tier, TIERS } from '@tierline/domain';

import type { Alert, Recording, RuleGroup } from './alert.ts';
import { increase, orZero, promql, recorded, type Recorded, type Window } from './promql.ts';
import { growing, scraped, type Series, twice } from './situation.ts';
import { ATTAINMENT_TARGETS } from './targets.ts';

const WINDOWS = ['1h', '1d', '7d'] as const satisfies readonly Window[];

/** The share of promises kept, of those whose end became known. */
export function attainment(over: (typeof WINDOWS)[number]): Recorded<'tier' | 'promise'> {
  return { name: `tierline:promises_kept:ratio_increase${over}`, labels: ['tier', 'promise'] };
}

/** How many promises came to an end. */
export function promisesEnded(over: (typeof WINDOWS)[number]): Recorded<'tier' | 'promise'> {
  return { name: `tierline:promises_ended:increase${over}`, labels: ['tier', 'promise'] };
}

/** The share that a tier is to keep. */
export const ATTAINMENT_TARGET: Recorded<'tier'> = {
  name: 'tierline:promises_kept_target:ratio',
  labels: ['tier'],
};

const BY = ['tier', 'promise'] as const;

function endedOf(over: (typeof WINDOWS)[number]): Recording {
  return { name: promisesEnded(over).name, expr: increase(METRICS.promiseOutcomes, { over, by: BY }) };
}

function keptOf(over: (typeof WINDOWS)[number]): Recording {
  const all = increase(METRICS.promiseOutcomes, { over, by: BY });
  const kept = increase(METRICS.promiseOutcomes, { over, by: BY, where: { outcome: 'met' } });
  return {
    name: attainment(over).name,
    expr: promql`${orZero(kept, all)} / (${all} > 0)`,
  };
}

/** So far under its target is the share of an hour before somebody is told at once. */
const SUDDEN = 0.15;
const FEWEST_SUDDEN = 10;
const FEWEST = 20;

/** The SLA of the desk itself: how well it keeps its promises, for those who run it. */
export const ATTAINMENT_GROUP: RuleGroup = {
  name: 'tierline-attainment',
  every: '1m',
  recordings: [
    ...TIERS.map((tier) => ({
      name: ATTAINMENT_TARGET.name,
      labels: { tier },
      expr: promql`vector(${ATTAINMENT_TARGETS[tier]})`,
    })),
    ...WINDOWS.flatMap((over) => [keptOf(over), endedOf(over)]),
  ],
  alerts: [breachRateHigh(), attainmentLow()],
};

function breachRateHigh(): Alert {
  const share = recorded(attainment('1h'));
  const ended = recorded(promisesEnded('1h'));
  return {
    name: 'SlaBreachRateHigh',
    expr: promql`${share} < on (tier) group_left () ${promql`${recorded(ATTAINMENT_TARGET)} - ${SUDDEN}`} and ${ended} >= ${FEWEST_SUDDEN}`,
    signals: [{ expr: share }, { expr: ended }],
    forMinutes: 10,
    severity: 'page',
    team: 'support',
    summary: '{{ $labels.tier }} breaks many promises of {{ $labels.promise }}',
    description: `In the last hour {{ $labels.tier }} kept {{ $value | humanizePercentage }} of its promises of {{ $labels.promise }}: more than ${SUDDEN * 100} points under its target.`,
    page: 'promises',
    cases: {
      fires: {
        what: 'three of four are kept, where 95 of 100 should be',
        series: outcomes('T2', 'resolution', { met: 75, missed: 25 }),
        since: 1,
        said: [{ labels: { tier: 'T2', promise: 'resolution' }, value: '75%' }],
      },
      under: [
        { what: 'four of five are kept', series: outcomes('T2', 'resolution', { met: 81, missed: 19 }) },
        { what: 'T3 may break more', series: outcomes('T3', 'resolution', { met: 76, missed: 24 }) },
        { what: 'nine in an hour', series: outcomes('T2', 'resolution', { met: 0, missed: 9 }, 1) },
      ],
      replicas: {
        what: 'two services count a part each',
        series: twice((instance) => outcomes('T1', 'firstResponse', { met: 3, missed: 1 }, 200, instance)),
        since: 2,
        said: [{ labels: { tier: 'T1', promise: 'firstResponse' }, value: '75%' }],
      },
      missing: 'stays quiet',
    },
  };
}

function attainmentLow(): Alert {
  const share = recorded(attainment('7d'));
  const ended = recorded(promisesEnded('7d'));
  return {
    name: 'SlaAttainmentLow',
    expr: promql`${share} < on (tier) group_left () ${recorded(ATTAINMENT_TARGET)} and ${ended} >= ${FEWEST}`,
    signals: [{ expr: share }, { expr: ended }],
    forMinutes: 60,
    severity: 'ticket',
    team: 'support',
    summary: '{{ $labels.tier }} is under its target for {{ $labels.promise }}',
    description:
      'In the last seven days {{ $labels.tier }} kept {{ $value | humanizePercentage }} of its promises of {{ $labels.promise }}.',
    page: 'promises',
    cases: {
      fires: {
        what: '94 of 100 are kept, where 95 should be',
        series: outcomes('T1', 'tier', { met: 94, missed: 6 }),
        since: 1,
        said: [{ labels: { tier: 'T1', promise: 'tier' }, value: '94%' }],
      },
      under: [
        { what: '96 of 100 are kept', series: outcomes('T1', 'tier', { met: 96, missed: 4 }) },
        { what: '19 in seven days', series: outcomes('T1', 'tier', { met: 0, missed: 19 }, 1) },
      ],
      replicas: {
        what: 'two services count a part each',
        series: twice((instance) => outcomes('T3', 'resolution', { met: 8, missed: 2 }, 200, instance)),
        since: 1,
        said: [{ labels: { tier: 'T3', promise: 'resolution' }, value: '80%' }],
      },
      missing: 'stays quiet',
    },
  };
}

/** Outcomes a minute, for so many minutes. */
function outcomes(
  tier: Tier,
  promise: ClockName,
  { met, missed }: { readonly met: number; readonly missed: number },
  minutes = 200,
  instance = 'one:9464',
): readonly Series[] {
  const series = (outcome: 'met' | 'missed', perMinute: number) =>
    scraped(METRICS.promiseOutcomes, growing(perMinute, minutes), {
      service: 'sla-monitor',
      instance,
      tier,
      promise,
      outcome,
    });
  return [series('met', met), series('missed', missed)];
}
