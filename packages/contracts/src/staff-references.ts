import { TIERS } from '@tierline/domain';
import { z } from 'zod';

import type { PolicyProblem } from './policy-error.ts';

const name = z.string().optional().catch(undefined);
const list = <S extends z.ZodType>(item: S) => z.array(item).catch([]);
const skills = z.record(z.string(), z.number()).catch({});

/** Only the names about people in a policy file, read from whatever is there. */
const staff = z.object({
  calendars: z.record(z.string(), z.unknown()).catch({}),
  teams: list(
    z.object({
      id: name,
      tier: name,
      calendar: name,
      afterHours: name,
      overflow: list(z.object({ team: name })),
    }),
  ),
  agents: list(
    z.object({
      tier: name,
      team: name,
      calendar: name,
      skills,
      changes: list(z.object({ tier: name, team: name })),
    }),
  ),
  routing: list(z.object({ tier: name, team: name, needs: skills })),
});

type Staff = z.output<typeof staff>;

/** A name that is used where a team of a tier is meant. */
interface TeamUse {
  readonly path: string;
  readonly team: string | undefined;
  readonly tier: string | undefined;
}

/** What a policy file says of teams and skills that does not fit together. `file` is the parsed YAML, whatever it holds. */
export function staffProblems(file: unknown): readonly PolicyProblem[] {
  const parsed = staff.safeParse(file);
  if (!parsed.success) return [];
  return [
    ...teamUses(parsed.data).flatMap((use) => teamProblem(use, parsed.data.teams)),
    ...calendarProblems(parsed.data),
    ...needProblems(parsed.data),
  ];
}

function teamUses({ teams, agents, routing }: Staff): readonly TeamUse[] {
  return [
    ...teams.flatMap(({ tier, afterHours, overflow }, index) => [
      { path: `teams.${index}.afterHours`, team: afterHours, tier },
      ...overflow.map(({ team }, step) => ({ path: `teams.${index}.overflow.${step}.team`, team, tier })),
    ]),
    ...agents.flatMap(({ tier, team, changes }, index) => [
      { path: `agents.${index}.team`, team, tier },
      ...changes.map((change, step) => ({
        path: `agents.${index}.changes.${step}.team`,
        team: change.team,
        tier: change.tier,
      })),
    ]),
    ...routing.map(({ tier, team }, index) => ({ path: `routing.${index}.team`, team, tier })),
  ];
}

function teamProblem({ path, team, tier }: TeamUse, teams: Staff['teams']): readonly PolicyProblem[] {
  if (team === undefined) return [];
  const found = teams.find(({ id }) => id === team);
  if (found === undefined) return [{ path, message: `names the team ${team}, which is not under teams` }];
  return tier === undefined || found.tier === undefined || found.tier === tier
    ? []
    : [{ path, message: `names the team ${team}, which works on ${found.tier} and not on ${tier}` }];
}

function calendarProblems({ calendars, teams, agents }: Staff): readonly PolicyProblem[] {
  return Object.entries({ teams, agents }).flatMap(([part, people]) =>
    people.flatMap(({ calendar }, index) =>
      calendar === undefined || Object.hasOwn(calendars, calendar)
        ? []
        : [
            {
              path: `${part}.${index}.calendar`,
              message: `names the calendar ${calendar}, which is not under calendars`,
            },
          ],
    ),
  );
}

/** A rule may need only what somebody in its team has: a ticket would wait for ever. */
function needProblems({ teams, agents, routing }: Staff): readonly PolicyProblem[] {
  const first = (tier: string | undefined) => teams.find((team) => team.tier === tier)?.id;
  return routing.flatMap(({ tier, team = first(tier), needs }, index) => {
    if (tier === undefined || Object.keys(needs).length === 0) return [];
    const able = agents.some(
      (agent) =>
        [agent, ...agent.changes].some(
          (role) => role.tier === tier && (role.team ?? first(role.tier)) === team,
        ) && Object.entries(needs).every(([skill, level]) => (agent.skills[skill] ?? 0) >= level),
    );
    return able || !TIERS.some((known) => known === tier)
      ? []
      : [{ path: `routing.${index}.needs`, message: `nobody in ${team ?? tier} has all of these skills` }];
  });
}
