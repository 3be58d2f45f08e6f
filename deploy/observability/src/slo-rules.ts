import type { Alert, Recording, RuleGroup, Severity } from './alert.ts';
import { promql, recorded, type Recorded, type Window } from './promql.ts';
import { type Cases, type Firing, type Series, twice } from './situation.ts';
import { type Slo, SLOS } from './slo.ts';

/**
 * An error budget that is used up so many times too fast, over a longer span and a shorter one: the longer says that it
 * matters, the shorter that it still goes on. Google's "The Site Reliability Workbook" (2018), chapter 5, "Multiwindow, Multi-Burn-Rate
 * Alerts"; the line of a day is a common one between its second and its last.
 */
interface Burn {
  readonly times: number;
  readonly long: Window;
  readonly short: Window;
  readonly severity: Severity;
  readonly forMinutes: number;
  /** What of the budget of 30 days is gone after the longer span. */
  readonly spent: string;
}

const BURNS: readonly Burn[] = [
  { times: 14.4, long: '1h', short: '5m', severity: 'page', forMinutes: 2, spent: '2 %' },
  { times: 6, long: '6h', short: '30m', severity: 'page', forMinutes: 5, spent: '5 %' },
  { times: 3, long: '1d', short: '2h', severity: 'ticket', forMinutes: 15, spent: '10 %' },
  { times: 1, long: '3d', short: '6h', severity: 'ticket', forMinutes: 30, spent: '10 %' },
];

const WINDOWS: readonly Window[] = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'];

/** The share of bad events. */
export function badShare(over: Window): Recorded<'slo'> {
  return { name: `tierline:slo_bad:ratio_rate${over}`, labels: ['slo'] };
}

/** How many bad events there were. */
function badEvents(over: Window): Recorded<'slo'> {
  return { name: `tierline:slo_bad:increase${over}`, labels: ['slo'] };
}

/** The share of events that may be bad. */
export const BUDGET: Recorded<'slo'> = { name: 'tierline:slo_budget:ratio', labels: ['slo'] };

const SECONDS: Readonly<Record<Window, number>> = {
  '5m': 300,
  '10m': 600,
  '15m': 900,
  '30m': 1_800,
  '1h': 3_600,
  '2h': 7_200,
  '6h': 21_600,
  '1d': 86_400,
  '3d': 259_200,
  '7d': 604_800,
};

/** Minutes of a shorter span that are waited for to be over. A longer one would take as long as all other cases together. */
const LONGEST_CASE = 120;

/** Events a minute in the cases: enough for a hundredth of a tenth of a percent to be a whole number. */
const EVENTS = 1_000_000;

/** Per SLO the shares of bad events over all spans, and the alerts on them. */
export const SLO_GROUPS: readonly RuleGroup[] = SLOS.map((slo) => ({
  name: `tierline-slo-${slo.name}`,
  every: '1m',
  recordings: [
    { name: BUDGET.name, labels: { slo: slo.name }, expr: promql`vector(${budgetOf(slo)})` },
    ...WINDOWS.map((over) => shareOf(slo, over)),
    ...BURNS.map(({ long }) => eventsOf(slo, long)),
  ],
  alerts: BURNS.filter(({ severity }) => slo.pages || severity !== 'page').map((burn) =>
    burnAlert(slo, burn),
  ),
}));

/** Floating point makes 0.0010000000000000009 of it. */
function budgetOf({ objective }: Slo): number {
  return rounded(1 - objective);
}

function rounded(share: number): number {
  return Number(share.toPrecision(6));
}

function shareOf({ name, badRate, allRate, ...slo }: Slo, over: Window): Recording {
  return {
    name: badShare(over).name,
    labels: { slo: name },
    expr: promql`${badRate(over)} / (${allRate(over)} > 0)`,
    ...emptyOf(slo),
  };
}

function emptyOf({ mayBeEmpty }: Pick<Slo, 'mayBeEmpty'>): Pick<Slo, 'mayBeEmpty'> {
  return mayBeEmpty === undefined ? {} : { mayBeEmpty };
}

function eventsOf({ name, badRate }: Slo, over: Window): Recording {
  return {
    name: badEvents(over).name,
    labels: { slo: name },
    expr: promql`${SECONDS[over]} * ${badRate(over)}`,
  };
}

function burnAlert(slo: Slo, burn: Burn): Alert {
  const { times, long, short, severity, forMinutes, spent } = burn;
  const where = { slo: slo.name };
  const limit = rounded(times * budgetOf(slo));
  const shares = [recorded(badShare(long), where), recorded(badShare(short), where)] as const;
  return {
    name: `${slo.alert}${long}`,
    section: slo.alert,
    expr: promql`${shares[0]} > ${limit} and ${shares[1]} > ${limit} and ${recorded(badEvents(long), where)} >= ${slo.fewestBad}`,
    signals: [
      ...shares.map((expr) => ({ expr, ...emptyOf(slo) })),
      { expr: recorded(badEvents(long), where) },
    ],
    forMinutes,
    severity,
    team: 'sre',
    summary: `${slo.name}: the error budget is used up ${times} times too fast`,
    description: `{{ $value | humanizePercentage }} of what happened in the last ${long} was bad: ${slo.bad}. ${percentOf(budgetOf(slo))} may be. In ${long} that takes ${spent} of the budget of 30 days.`,
    page: 'slos',
    cases: burnCases(slo, burn, limit),
  };
}

function percentOf(share: number): string {
  return `${Number((share * 100).toPrecision(4))} %`;
}

function burnCases(slo: Slo, { long, short }: Burn, limit: number): Cases {
  const labels = { slo: slo.name };
  const share = (of: number) => {
    const bad = Math.round(EVENTS * limit * of);
    return { bad, good: EVENTS - bad };
  };
  // What is expected is what humanizePercentage makes of the share: four significant digits.
  const value = `${Number(((share(1.1).bad / EVENTS) * 100).toPrecision(4))}%`;
  const firing = (what: string, series: readonly Series[]): Firing => ({
    what,
    series,
    since: 1,
    said: [{ labels, value }],
  });
  const minutes = SECONDS[short] / 60;
  const until = Math.min(minutes, 30);
  // So bad that the longer span is still full of it when the shorter one is over.
  const ended = share((1.5 * (until + minutes)) / until);
  const half = (instance: string) => {
    const { good, bad } = share(1.1);
    return slo.scraped({ good: good / 2, bad: bad / 2, instance });
  };
  const over = {
    what: `over in the last ${short}, much of it in the last ${long}`,
    series: slo.scraped({ ...ended, badUntil: until }),
    from: until + minutes + 1,
  };
  return {
    fires: firing('a tenth more than the rate', slo.scraped(share(1.1))),
    under: [
      { what: 'a tenth less than the rate', series: slo.scraped(share(0.9)) },
      {
        what: 'everything is bad, of the few that there are',
        series: slo.scraped({ good: 0, bad: slo.fewestBad - 1, badUntil: 1 }),
      },
      ...(minutes > LONGEST_CASE ? [] : [over]),
    ],
    replicas: firing('each of two counts half of it', twice(half)),
    missing: 'stays quiet',
  };
}
