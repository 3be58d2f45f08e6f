import type { TeamId } from './ids.ts';
import { meets, type Skills } from './needs.ts';
import type { Placement } from './placement.ts';
import type { Policy } from './policy.ts';
import type { Agent } from './staff.ts';
import { teamOf } from './team.ts';
import type { Instant } from './time.ts';

/**
 * Tickets of a tier that wait for the same people, as one string: the teams, then the skills, such as
 * `billing+night:network=2,sql=1`, or `:` for anybody of the tier. One tier has few lanes however many tickets wait, so
 * that "the next ticket for this agent" is the lowest rank of a few lanes.
 */
export function laneOf({ team, sharedWith = [], needs = {} }: Placement): string {
  const skills = Object.entries(needs)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([skill, level]) => `${skill}=${level}`);
  return `${[...(team ? [team] : []), ...sharedWith].join('+')}:${skills.join(',')}`;
}

/** What a lane asks for. */
interface Lane {
  readonly teams: readonly TeamId[];
  readonly needs: Skills;
}

/** What `laneOf` made a lane of. */
export function readLane(lane: string): Lane {
  const [teams = '', skills = ''] = lane.split(':');
  return {
    teams: teams === '' ? [] : (teams.split('+') as TeamId[]),
    needs: Object.fromEntries(
      skills === ''
        ? []
        : skills.split(',').map((skill) => {
            const [name = '', level] = skill.split('=');
            return [name, Number(level)];
          }),
    ),
  };
}

/** Whether an agent of the lane's tier may take what waits in it. */
export function serves(agent: Agent, lane: string, now: Instant, policy: Policy): boolean {
  const { teams, needs } = readLane(lane);
  return isTeamAmong(agent, teams, now, policy) && meets(agent.skills, needs);
}

/** Whether the agent's team is one of these. Teams that the policy no longer has do not count, and none means anybody. */
export function isTeamAmong(agent: Agent, teams: readonly TeamId[], now: Instant, policy: Policy): boolean {
  const known = teams.filter((team) => policy.teams.has(team));
  if (known.length === 0) return true;
  const own = teamOf(agent, now, policy);
  return own !== undefined && known.includes(own.id);
}
