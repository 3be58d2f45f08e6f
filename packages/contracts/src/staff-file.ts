import { AGENT_ID_PATTERN, agentId, instant, PRIORITIES, teamId, TIERS } from '@tierline/domain';
import { z } from 'zod';

import { duration } from './duration.ts';

const SPELLING = 'must be lower-case letters, digits and hyphens';
const word = z.string().regex(AGENT_ID_PATTERN, SPELLING);
const name = z.string().trim().min(1).max(80);
const team = word.transform(teamId);
const slots = z.int().min(1).max(100);

/** A moment of the file: with its offset, because a day begins at another time in every zone. */
const moment = z.iso
  .datetime({ offset: true, error: 'must be a moment with its offset, such as 2026-12-01T00:00:00+01:00' })
  .transform((text) => instant(Date.parse(text)));

/** Skills with levels, such as `{ network: 2 }`. */
const skillsFile = z.record(word, z.int().min(1).max(9));

/** How many slots a ticket takes. */
export const effortFile = z.strictObject({
  usual: slots.default(1).describe('slots of an agent that a ticket takes'),
  priorities: z.partialRecord(z.enum(PRIORITIES), slots).default({}),
  tiers: z.partialRecord(z.enum(TIERS), slots).default({}),
});

/** Where and how heavy a routing rule says that a ticket is. */
export const wantedFile = {
  team: team.exactOptional().describe("whose queue on the tier; the tier's first team unless named"),
  needs: skillsFile.exactOptional().describe('skills that whoever takes it must have, with their levels'),
  effort: slots.exactOptional().describe('slots that it takes'),
};

export const teamFile = z.strictObject({
  id: team,
  name,
  tier: z.enum(TIERS),
  assignment: z
    .enum(['pull', 'push'])
    .default('pull')
    .describe('whether agents take the next ticket or are given it'),
  calendar: z.string().exactOptional().describe("the team's shift; absent: always"),
  overflow: z
    .array(z.strictObject({ team, after: duration }))
    .default([])
    .describe('teams that may help once a ticket has waited so long (wall time)'),
  afterHours: team.exactOptional().describe('the team that also gets what waits while this one is closed'),
});

export const agentFile = z.strictObject({
  id: word.transform(agentId),
  name,
  tier: z.enum(TIERS),
  team: team.exactOptional().describe("the tier's first team unless named"),
  capacity: slots,
  skills: skillsFile.default({}),
  calendar: z.string().exactOptional().describe("the agent's shift, where it is not the team's"),
  changes: z
    .array(z.strictObject({ from: moment, tier: z.enum(TIERS), team: team.exactOptional() }))
    .default([])
    .refine(
      (changes) => changes.every(({ from }, index) => index === 0 || from > (changes[index - 1]?.from ?? 0)),
      'must be in the order of time',
    )
    .describe('new roles such as a promotion, each from its day on'),
  until: moment.exactOptional().describe('from then on the agent no longer works here'),
});

export const assignmentFile = z.strictObject({
  takeBackAfter: duration
    .exactOptional()
    .describe('wall time after which tickets go back to the queue from an agent not heard of'),
  offlineAfter: duration
    .exactOptional()
    .describe('wall time after which an agent not heard of is offline; takeBackAfter unless said'),
  stickFor: duration
    .exactOptional()
    .describe('wall time for which a ticket that comes back waits for the agent who had it alone'),
  claimOffShift: z
    .enum(['allow', 'refuse'])
    .default('allow')
    .describe('whether an agent may take the next ticket outside of the shift'),
  onLeave: z
    .enum(['queue', 'keep'])
    .default('queue')
    .describe('what becomes of the tickets in hand of somebody who no longer works here'),
});
