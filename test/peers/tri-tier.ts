/** The three tiers of `tri_tier.py` by the product's own model: a policy and a scenario. */
import { parsePolicy } from '@tierline/contracts';
import { compileOrganisation, type Organisation, readScenario, type Replication } from '@tierline/model';

const ARRIVALS_PER_HOUR = 34 / 3;

/** First come, first served: a ticket's rank is when its tier's target is due, and that is the same for all. */
const POLICY = `
calendars: { always: always }
promises:
  calendar: always
  warnAfter: 0.75
  priorities:
    low: { firstResponse: 10000h, resolution: 10000h }
    normal: { firstResponse: 10000h, resolution: 10000h }
    high: { firstResponse: 10000h, resolution: 10000h }
    urgent: { firstResponse: 10000h, resolution: 10000h }
tiers:
  T1: { target: 5000h, calendar: always }
  T2: { target: 5000h, calendar: always }
  T3: { target: 5000h, calendar: always }
routing: []
escalation: { max: 3 }
agents:
  - { id: a, name: A, tier: T1, capacity: 1 }
  - { id: b, name: B, tier: T2, capacity: 1 }
  - { id: c, name: C, tier: T3, capacity: 1 }
`;

/** About so many tickets, until all are done. Who cannot solve a ticket works on it as long as on any other. */
export function triTier(tickets: number): Organisation {
  const [first, second, third] = [3 / 4, 24 / 17, 45 / 17].map((hours) => ({
    meanMinutes: hours * 60,
    cv: 1,
  }));
  const scenario = {
    load: {
      rates: { everyMinutes: 60, perHour: [ARRIVALS_PER_HOUR] },
      split: { T1: 0.8, T2: 0.15, T3: 0.05 },
    },
    work: {
      handle: { T1: first, T2: second, T3: third },
      findOut: { T1: first, T2: second },
      overtimeMinutes: 1_000_000,
    },
    people: {
      groups: [
        { tier: 'T1', count: 10, calendar: 'always' },
        { tier: 'T2', count: 4, calendar: 'always' },
        { tier: 'T3', count: 2, calendar: 'always' },
      ],
    },
    run: { days: tickets / ARRIVALS_PER_HOUR / 24, drain: true },
  };
  return compileOrganisation(readScenario(scenario, 'tri-tier-basic'), parsePolicy(POLICY).policy);
}

/** Mean wait on each tier in hours. Throws RangeError where a run has none. */
export function waitsOf({ figures }: Replication): readonly [number, number, number] {
  const hours = (tier: string) => {
    const minutes = figures[`${tier}.wait.mean`];
    if (minutes === undefined) throw new RangeError(`nobody waited on ${tier}`);
    return minutes / 60;
  };
  return [hours('T1'), hours('T2'), hours('T3')];
}
