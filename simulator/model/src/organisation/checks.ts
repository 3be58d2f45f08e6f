import { type Policy, type Tier, TIERS } from '@tierline/domain';

import { backlogParts } from '../scenario/backlog-file.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { classInBacklog, classLike, type TicketDescription } from './commonest-class.ts';
import type { Organisation } from './organisation.ts';
import type { TicketClass } from './ticket-classes.ts';

type Compiled = Pick<Organisation, 'classes' | 'curve' | 'groups' | 'lanes'>;

/** Why a compiled organisation cannot be simulated: a path of the scenario each, with a hint; none where it can. */
export function impossibilities(
  { load, run, people, work }: Scenario,
  { classes, curve, groups, lanes }: Compiled,
): string[] {
  const problems: string[] = [];
  // By mistake T1 hands up what it could solve.
  const isHandedUp = (start: number, needs: number, tier: number) =>
    work.mistakes.share > 0 && start === 0 && needs === 0 && tier === 1;
  const backlog = backlogParts(run.backlog);
  for (const part of backlog)
    if (classInBacklog(classes, part) < 0) {
      const { tier, priority } = part;
      const [path, kind] =
        priority === undefined ? [tier, 'ticket'] : [`${tier}.${priority}`, `${priority} ticket`];
      problems.push(
        `run.backlog.${path}: no ${kind} of the load begins on ${tier} and can be solved there; check load.split.${tier}, load.priorities.${tier}${tier === 'T1' ? '' : `, load.obvious.${tier}`} and the rules of the policy`,
      );
    }
  for (const [path, kind] of kindsThatCome(load))
    if (classLike(classes, kind) < 0)
      problems.push(
        `${path}: the load has no tickets with ${Object.values(kind).join(', ')}; check load.split, load.priorities, load.plans and the rules of the policy`,
      );
  if (curve.expected === 0 && load.recorded === undefined && backlog.length === 0)
    problems.push(
      'load: no ticket ever comes; check load.hours against the working days of the desk, or load.week, and run.start and run.days',
    );
  for (const [index, tier] of TIERS.entries()) {
    const passed = ({ needs, start }: TicketClass) =>
      start <= index && (index <= needs || isHandedUp(start, needs, index));
    const needed = classes.some((kind) => kind.needs === index || passed(kind));
    if (!needed || groups.some((group) => group.tier === index && group.moments.length > 0)) continue;
    const where = people.staff[tier] === 0 ? `people.staff.${tier}: nobody` : `people: nobody on ${tier}`;
    problems.push(
      `${where} works on tickets that go there; give ${tier} somebody, or set load.split.${tier} to 0`,
    );
  }
  // Of a tier without anybody more than enough is said above.
  const staffed = lanes.all.filter(({ tier }) => groups.some((group) => group.tier === tier));
  for (const lane of staffed) {
    const place = lanes.all.indexOf(lane);
    const isNeeded = classes.some(
      ({ start, needs, lanes: own }) => start <= lane.tier && lane.tier <= needs && own[lane.tier] === place,
    );
    if (isNeeded && lanes.crewsOf[place]?.length === 0)
      problems.push(
        `people.groups: nobody on ${TIERS[lane.tier]} may take tickets of ${lane.team ?? 'that tier'} (${lane.name}); give a group that team, or those skills`,
      );
  }
  return problems;
}

/** Calendars, teams and classes that are named and not there, and classes that are named as a team is: a problem each. */
export function unknownNames({ people, load }: Scenario, { calendars, teams }: Policy): string[] {
  const problems: string[] = [];
  const checkTeam = (path: string, name: string | undefined, tier: Tier) => {
    if (name === undefined) return;
    const known = [...teams.values()].filter((team) => team.tier === tier).map(({ id }) => id as string);
    if (!known.includes(name))
      problems.push(
        `${path}: the policy has no team ${name} on ${tier}; ${known.length === 0 ? 'it has none there' : `it has ${known.join(', ')}`}`,
      );
  };
  for (const [index, { calendar, team, tier }] of (people.groups ?? []).entries()) {
    if (calendar !== undefined && !calendars.has(calendar))
      problems.push(
        `people.groups.${index}.calendar: the policy has no calendar ${calendar}; it has ${[...calendars.keys()].filter((name) => !name.includes('@')).join(', ')}`,
      );
    checkTeam(`people.groups.${index}.team`, team, tier);
  }
  const classes = load.classes ?? [];
  for (const [index, { name, team, needs }] of classes.entries()) {
    checkTeam(`load.classes.${index}.team`, team, needs);
    if ([...teams.keys()].some((id) => id === name))
      problems.push(
        `load.classes.${index}.name: ${name} is a team of the policy; give the class another name`,
      );
  }
  for (const [index, { class: name }] of (load.recorded ?? []).entries())
    if (name !== undefined && !classes.some((one) => one.name === name))
      problems.push(`load.recorded.${index}.class: load.classes has none of the name ${name}`);
  return problems;
}

/** Each kind of ticket that is recorded, or comes in an incident, with the path of the first. */
function kindsThatCome({ incidents, recorded = [] }: Scenario['load']): [string, TicketDescription][] {
  const kinds = new Map<string, [string, TicketDescription]>();
  for (const [index, { needs, priority, plan, class: name }] of recorded.entries()) {
    const kind = {
      ...(needs !== undefined && { needs }),
      ...(priority !== undefined && { priority }),
      ...(plan !== undefined && { plan }),
      ...(name !== undefined && { class: name }),
    };
    const key = JSON.stringify(kind);
    if (!kinds.has(key)) kinds.set(key, [`load.recorded.${index}`, kind]);
  }
  const { needs, priority } = incidents ?? {};
  return [
    ...kinds.values(),
    ...(incidents === undefined
      ? []
      : [['load.incidents', { needs, priority }] satisfies [string, TicketDescription]]),
  ];
}
