import { type Policy, TIERS } from '@tierline/domain';

import { distributionOf } from '../scenario/duration.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Organisation } from './organisation.ts';
import type { StaffGroup } from './staff-groups.ts';

const MINUTE = 60_000;

type Compiled = Pick<Organisation, 'classes' | 'curve' | 'groups' | 'lanes'>;

/** What is legitimate, but should be known before anybody believes the figures. */
export function warningsOf(
  scenario: Scenario,
  { agents, sla, teams }: Policy,
  { curve, groups, classes, lanes }: Compiled,
): string[] {
  const warnings: string[] = [];
  for (const [index, tier] of TIERS.entries()) {
    const work = workOf(index, classes, scenario) * curve.expected;
    const offered = dutyOf(groups.filter((group) => group.tier === index));
    if (work > offered && offered > 0)
      warnings.push(
        `OVERLOAD on ${tier}: about ${Math.round(work / 3_600_000)} h of work for ${Math.round(offered / 3_600_000)} h of people; its queue grows as long as this lasts, and waits depend on how long is simulated`,
      );
  }
  if ([...agents.values()].some(({ capacity }) => capacity > 1))
    warnings.push(
      'capacity above 1 is simulated as one ticket at a time: the others in hand would only wait there',
    );
  if ([...teams.values()].some(({ overflow, afterHours }) => overflow.length > 0 || afterHours !== undefined))
    warnings.push('a team that helps another, by overflow or after hours, is not simulated');
  for (const [group, { stated }] of groups.entries())
    if (lanes.lanesOf[lanes.crewOf[group] ?? 0]?.length === 0)
      warnings.push(
        `nobody of ${stated.team ?? stated.tier} with ${Object.keys(stated.skills).join(', ') || 'no skills'} ever gets a ticket`,
      );
  if (sla.some(({ priorities }) => Object.values(priorities).some(({ update }) => update !== undefined)))
    warnings.push('promises of updates are not simulated');
  return warnings;
}

/** Expected work of a ticket on a tier in milliseconds, without re-openings. */
function workOf(tier: number, classes: Compiled['classes'], { work }: Scenario): number {
  const findOut =
    tier === 0 ? distributionOf(work.findOut.T1).mean : tier === 1 ? distributionOf(work.findOut.T2).mean : 0;
  return classes.reduce((sum, { share, needs, start, handle }) => {
    if (needs === tier) return sum + share * handle.mean * MINUTE;
    return start <= tier && needs > tier ? sum + share * findOut * MINUTE : sum;
  }, 0);
}

function dutyOf(groups: readonly StaffGroup[]): number {
  let sum = 0;
  for (const { moments, levels, speed } of groups)
    for (let index = 0; index + 1 < moments.length; index += 1)
      sum += ((moments[index + 1] ?? 0) - (moments[index] ?? 0)) * (levels[index] ?? 0) * speed;
  return sum;
}
