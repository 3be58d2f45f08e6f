import {
  type Agent,
  type Heard,
  type Instant,
  onShift,
  type Policy,
  presenceOf,
  PRESENCES,
  teamOf,
  tierOf,
  TIERS,
} from '@tierline/domain';
import { z } from 'zod';

/** An agent as of now. */
export const agentView = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    tier: z.enum(TIERS),
    team: z.string().optional().describe('absent on a tier without teams'),
    capacity: z.int().describe('slots'),
    load: z.int().describe('slots in use'),
    skills: z.record(z.string(), z.int()).describe('with levels'),
    presence: z.enum(PRESENCES),
    onShift: z.boolean(),
    seenAt: z.iso.datetime().optional().describe('when the agent was last heard of'),
    until: z.iso.datetime().optional().describe('when the agent leaves or has left'),
  })
  .meta({ id: 'Agent' });

/** Shows an agent as of `now`, with the slots in use and what was last heard. */
export function viewOfAgent(
  agent: Agent,
  { load, heard }: { readonly load: number; readonly heard: Heard | undefined },
  now: Instant,
  policy: Policy,
): z.output<typeof agentView> {
  const team = teamOf(agent, now, policy);
  return {
    id: agent.id,
    name: agent.name,
    tier: tierOf(agent, now),
    ...(team !== undefined && { team: team.id }),
    capacity: agent.capacity,
    load,
    skills: { ...agent.skills },
    presence: presenceOf(heard, now, policy),
    onShift: onShift(agent, now, policy),
    ...(heard !== undefined && { seenAt: new Date(heard.seenAt).toISOString() }),
    ...(agent.until !== undefined && { until: new Date(agent.until).toISOString() }),
  };
}
