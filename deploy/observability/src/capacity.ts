import { DUE_WITHIN, METRICS } from '@tierline/contracts';
import { type Tier, TIERS } from '@tierline/domain';

import type { Alert, RuleGroup } from './alert.ts';
import { type Expr, promql, rate, recorded, type Recorded, shared } from './promql.ts';
import { growing, scraped, type Series, steady, turning, twice } from './situation.ts';
import { WAIT_TARGETS } from './targets.ts';

const BY_TIER = ['tier'] as const;

/** For how many seconds the oldest ticket of a tier may wait. */
export const WAIT_TARGET: Recorded<'tier'> = { name: 'tierline:wait_target:seconds', labels: ['tier'] };

/** Tickets that a tier takes up a second. */
export const PACE: Recorded<'tier'> = { name: 'tierline:tickets_taken:pace', labels: ['tier'] };

/** Waiting tickets that are due within so many seconds, beyond those that the tier takes up until then. */
export const AT_RISK: Recorded<'tier' | 'within'> = {
  name: 'tierline:tickets_at_risk:forecast',
  labels: ['tier', 'within'],
};

export const oldestWaiting = shared(METRICS.oldestWaiting, { by: BY_TIER });
const dueSoon = shared(METRICS.waitingDue, { by: BY_TIER, where: { within: '1800' } });

/** People of a tier who are on shift, or of those free, full or absent. */
export function people(state: 'on_shift' | 'free' | 'full' | 'absent'): Expr {
  return shared(METRICS.people, { by: BY_TIER, where: { state } });
}

/** Tickets of a tier that wait for somebody. */
export const waiting = shared(METRICS.ticketsOpen, { by: BY_TIER, where: { state: 'waiting' } });

/** The pace of the last hour, or of the last quarter where that is higher: after a night the hour is mostly without anybody. */
function pace(): Expr {
  const hour = rate(METRICS.ticketsTaken, { over: '1h', by: BY_TIER });
  const quarter = rate(METRICS.ticketsTaken, { over: '15m', by: BY_TIER });
  return promql`${hour} >= ${quarter} or ${quarter}`;
}

/** What managers of support look at: whether people and tickets fit together. */
export const CAPACITY_GROUP: RuleGroup = {
  name: 'tierline-capacity',
  every: '30s',
  recordings: [
    ...TIERS.map((tier) => ({
      name: WAIT_TARGET.name,
      labels: { tier },
      expr: promql`vector(${WAIT_TARGETS[tier]})`,
    })),
    { name: PACE.name, expr: pace() },
    ...DUE_WITHIN.map((within) => ({
      name: AT_RISK.name,
      labels: { within },
      expr: promql`${shared(METRICS.waitingDue, { by: ['tier', 'within'], where: { within } })} - on (tier) group_left () ${Number(within)} * ${recorded(PACE)}`,
    })),
  ],
  alerts: [ticketWaitsTooLong(), backlogWillBreach(), nobodyThere(), everybodyFull()],
};

function ticketWaitsTooLong(): Alert {
  const waits = (tier: Tier, seconds: number, instance = 'one:9464') => [
    scraped(METRICS.oldestWaiting, steady(seconds), { tier, instance }),
  ];
  return {
    name: 'TicketWaitsTooLong',
    expr: promql`${oldestWaiting} > on (tier) group_left () ${recorded(WAIT_TARGET)}`,
    signals: [{ expr: oldestWaiting }, { expr: recorded(WAIT_TARGET) }],
    forMinutes: 5,
    severity: 'page',
    team: 'support',
    summary: 'The oldest ticket of {{ $labels.tier }} waits longer than its target',
    description: 'It has waited {{ $value | humanizeDuration }} for somebody of {{ $labels.tier }}.',
    page: 'capacity',
    cases: {
      fires: {
        what: 'T3 lets one wait for a day and a minute',
        series: waits('T3', 24 * 3_600 + 60),
        since: 0,
        said: [{ labels: { tier: 'T3' }, value: '1d 0h 1m 0s' }],
      },
      under: [
        { what: 'each at its target', series: TIERS.flatMap((tier) => waits(tier, WAIT_TARGETS[tier])) },
      ],
      replicas: {
        what: 'two routers say the same',
        series: twice((instance) => waits('T1', 3_700, instance)),
        since: 0,
        said: [{ labels: { tier: 'T1' }, value: '1h 1m 40s' }],
      },
      missing: 'stays quiet',
    },
  };
}

function backlogWillBreach(): Alert {
  const onShift = people('on_shift');
  const due = (tier: Tier, within: '900' | '14400', tickets: number, instance = 'one:9464') =>
    scraped(METRICS.waitingDue, steady(tickets), { tier, within, instance });
  const there = (tier: Tier, count: number, instance = 'one:9464') =>
    scraped(METRICS.people, steady(count), { tier, state: 'on_shift', instance });
  const taken = (tier: Tier, anHour: number, instance = 'one:9464') =>
    scraped(METRICS.ticketsTaken, growing(anHour / 60), { tier, service: 'intake', instance });
  return {
    name: 'BacklogWillBreach',
    expr: promql`max by (tier) (${recorded(AT_RISK)}) >= 1 and on (tier) ${onShift} > 0`,
    signals: [{ expr: recorded(AT_RISK) }, { expr: onShift }],
    forMinutes: 15,
    severity: 'page',
    team: 'support',
    summary: '{{ $labels.tier }} will break promises at the pace at which it works',
    description:
      'Of the tickets that wait for {{ $labels.tier }} and are due within 8 hours, {{ $value | humanize }} more are due than it takes up until then.',
    page: 'capacity',
    cases: {
      fires: {
        what: '50 are due within four hours, and 12 an hour are taken up',
        series: [due('T2', '14400', 50), taken('T2', 12), there('T2', 4)],
        since: 1,
        said: [{ labels: { tier: 'T2' }, value: '2' }],
      },
      under: [
        {
          what: '48 are due within four hours, and 12 an hour are taken up',
          series: [due('T2', '14400', 48), taken('T2', 12), there('T2', 4)],
        },
        {
          what: 'nobody is on shift: another alert looks at that',
          series: [due('T2', '900', 9), taken('T2', 0), there('T2', 0)],
        },
        {
          what: 'the shift began a quarter of an hour ago, and 12 an hour are taken up since',
          series: [
            due('T2', '14400', 40),
            scraped(METRICS.ticketsTaken, '0+0x60 0.2+0.2x200', { tier: 'T2', service: 'intake' }),
            scraped(METRICS.people, turning(0, 60, 4), { tier: 'T2', state: 'on_shift' }),
          ],
          from: 60,
        },
      ],
      replicas: {
        what: 'two routers say the same, two intakes count half each',
        series: twice((instance) => [
          due('T3', '900', 5, instance),
          taken('T3', 6, instance),
          there('T3', 2, instance),
        ]),
        since: 1,
        said: [{ labels: { tier: 'T3' }, value: '2' }],
      },
      missing: 'stays quiet',
    },
  };
}

function nobodyThere(): Alert {
  const there = promql`${people('on_shift')} - ${people('absent')}`;
  const desk =
    (tier: Tier, o: { readonly due: number; readonly onShift: number; readonly absent: number }) =>
    (instance: string): readonly Series[] => [
      scraped(METRICS.waitingDue, steady(o.due), { tier, within: '1800', instance }),
      scraped(METRICS.people, steady(o.onShift), { tier, state: 'on_shift', instance }),
      scraped(METRICS.people, steady(o.absent), { tier, state: 'absent', instance }),
    ];
  return {
    name: 'NobodyThere',
    expr: promql`${dueSoon} > 0 and on (tier) ${there} <= 0`,
    signals: [{ expr: dueSoon }, { expr: there }],
    forMinutes: 10,
    severity: 'ticket',
    team: 'support',
    summary: 'Nobody of {{ $labels.tier }} is there while tickets are due',
    description:
      '{{ $value }} waiting tickets of {{ $labels.tier }} are to be taken up within half an hour, and nobody is on shift and available.',
    page: 'capacity',
    cases: {
      fires: {
        what: 'both people on shift are absent',
        series: desk('T3', { due: 3, onShift: 2, absent: 2 })('one:9464'),
        since: 0,
        said: [{ labels: { tier: 'T3' }, value: '3' }],
      },
      under: [
        { what: 'one is there', series: desk('T3', { due: 3, onShift: 2, absent: 1 })('one:9464') },
        { what: 'nothing is due', series: desk('T3', { due: 0, onShift: 0, absent: 0 })('one:9464') },
      ],
      replicas: {
        what: 'two routers say the same',
        series: twice(desk('T1', { due: 1, onShift: 0, absent: 0 })),
        since: 0,
        said: [{ labels: { tier: 'T1' }, value: '1' }],
      },
      missing: 'stays quiet',
    },
  };
}

function everybodyFull(): Alert {
  const desk =
    (tier: Tier, o: { readonly waiting: number; readonly free: number; readonly full: number }) =>
    (instance: string): readonly Series[] => [
      scraped(METRICS.ticketsOpen, steady(o.waiting), { tier, state: 'waiting', instance }),
      scraped(METRICS.people, steady(o.free), { tier, state: 'free', instance }),
      scraped(METRICS.people, steady(o.full), { tier, state: 'full', instance }),
    ];
  return {
    name: 'EverybodyFull',
    expr: promql`${waiting} > 0 and on (tier) ${people('full')} > 0 and on (tier) ${people('free')} == 0`,
    signals: [{ expr: waiting }, { expr: people('full') }, { expr: people('free') }],
    forMinutes: 30,
    severity: 'ticket',
    team: 'support',
    summary: 'Everybody of {{ $labels.tier }} has had full hands for half an hour',
    description:
      '{{ $value }} tickets wait for {{ $labels.tier }}, and nobody there has room for another one.',
    page: 'capacity',
    cases: {
      fires: {
        what: 'four of four are full, and seven tickets wait',
        series: desk('T2', { waiting: 7, free: 0, full: 4 })('one:9464'),
        since: 0,
        said: [{ labels: { tier: 'T2' }, value: '7' }],
      },
      under: [
        { what: 'one is free', series: desk('T2', { waiting: 7, free: 1, full: 3 })('one:9464') },
        { what: 'nothing waits', series: desk('T2', { waiting: 0, free: 0, full: 4 })('one:9464') },
        { what: 'nobody is there', series: desk('T2', { waiting: 7, free: 0, full: 0 })('one:9464') },
      ],
      replicas: {
        what: 'two routers say the same',
        series: twice(desk('T1', { waiting: 2, free: 0, full: 1 })),
        since: 0,
        said: [{ labels: { tier: 'T1' }, value: '2' }],
      },
      missing: 'stays quiet',
    },
  };
}
