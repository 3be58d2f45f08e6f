import { TIERS, type Tier } from '@tierline/domain';
import { type Interval, waiting } from '@tierline/engine';
import type { Replication, Scenario, Summary } from '@tierline/model';
import { sum } from 'd3-array';

import { windowOf } from './method.ts';

const HOUR = 3_600_000;
const WEEK = 168;
/** 1970-01-01 was a Thursday: hours from a Monday's midnight (UTC) to it. */
const EPOCH_HOUR = 72;

/** A tier by a formula at its mean load, and by simulation. */
export interface FormulaCheck {
  readonly tier: Tier;
  /** On duty on average, in hours in which anybody is. */
  readonly people: number;
  /** Tickets that are taken up per hour in which anybody is on duty, and the mean work on each in minutes. */
  readonly perHour: number;
  readonly work: number;
  /**
   * Mean wait in minutes by Erlang C, with the next greater and the next smaller whole number of people; both the same for a
   * whole number. Infinity where there is more work than people.
   */
  readonly least: number;
  readonly most: number;
  /** Mean wait in minutes. */
  readonly simulated: Interval;
}

/**
 * Erlang C beside the simulation, for tiers on which it can be said: with at least one person on duty on average and
 * tickets that are worked on. Load and work are what was simulated, so that both differ only by what the formula leaves out.
 */
export function formulaChecks(
  replications: readonly Replication[],
  summary: Summary,
  scenario: Scenario,
): readonly FormulaCheck[] {
  return TIERS.flatMap((tier, index) => {
    const total = (one: (replication: Replication) => Float64Array) =>
      sum(replications, (replication) => sum(one(replication).subarray(index * WEEK, (index + 1) * WEEK)));
    const duty = total(({ dutyByHour }) => dutyByHour) / HOUR;
    const busy = total(({ busyByHour }) => busyByHour) / HOUR;
    const taken = sum(replications, ({ figures }) => figures[`${tier}.takenUp`]);
    const hours = replications.length * staffedHours(replications, index, scenario);
    const simulated = summary.figures[`${tier}.wait.mean`];
    const people = duty / hours;
    if (!(people >= 1 && taken > 0 && busy > 0) || simulated === undefined) return [];
    const rate = taken / hours;
    const wait = (servers: number) => waiting({ servers, rate, work: busy / taken }).wait * 60;
    const round = Math.abs(people - Math.round(people)) < 1e-6;
    return [
      {
        tier,
        people,
        perHour: rate,
        work: (busy / taken) * 60,
        least: wait(round ? Math.round(people) : Math.ceil(people)),
        most: wait(round ? Math.round(people) : Math.floor(people)),
        simulated,
      },
    ];
  });
}

/** Hours of the reported window that are an hour of the week in which somebody of the tier is on duty. */
function staffedHours(replications: readonly Replication[], tier: number, scenario: Scenario): number {
  const { from, to } = windowOf(scenario);
  const first = (Math.floor(from / HOUR) + EPOCH_HOUR) % WEEK;
  const hours = Math.round((to - from) / HOUR);
  let staffed = 0;
  for (let hour = 0; hour < WEEK; hour += 1) {
    if (!replications.some(({ dutyByHour }) => (dutyByHour[tier * WEEK + hour] ?? 0) > 0)) continue;
    staffed += Math.floor(hours / WEEK) + ((hour - first + WEEK) % WEEK < hours % WEEK ? 1 : 0);
  }
  return staffed;
}
