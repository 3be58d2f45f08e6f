import { AGENT_ID_PATTERN, CHANNELS, instant, isTimeZone, PRIORITIES, teamId, TIERS } from '@tierline/domain';
import { z } from 'zod';

import { ACCESS } from '../access.ts';
import { agent } from './parts.ts';

const moment = z.iso.datetime({ offset: true }).transform((text) => instant(Date.parse(text)));
const team = z
  .string()
  .regex(AGENT_ID_PATTERN, 'must be lower-case letters, digits and hyphens')
  .transform(teamId);

const reportQuery = z.strictObject({
  from: moment.describe('what happened from here on, as in 2026-03-01T00:00:00Z'),
  to: moment.describe('and before here; the backlog is as of here'),
  by: z
    .enum(['tier', 'team', 'agent', 'organisation'])
    .exactOptional()
    .describe('the figures also for each of these; the agent is who worked on a stay for longest'),
  bucket: z.enum(['day', 'week']).exactOptional().describe('the figures for each day or week of the zone'),
  zone: z
    .string()
    .refine(isTimeZone, 'must be a name of the time zone database, such as Europe/Berlin')
    .default('UTC'),
  format: z.enum(['json', 'csv']).default('json'),
  tier: z.enum(TIERS).exactOptional().describe('only stays on this tier; so the others'),
  team: team.exactOptional(),
  agent: agent.exactOptional(),
  organisation: z.string().min(1).max(254).exactOptional(),
  priority: z.enum(PRIORITIES).exactOptional(),
  plan: z.string().min(1).max(60).exactOptional(),
  channel: z.enum(CHANNELS).exactOptional(),
});

const count = z.int();
const seconds = z.number();
const share = z.number().min(0).max(1);
const percentiles = {
  p50Seconds: seconds.optional(),
  p90Seconds: seconds.optional(),
  p99Seconds: seconds.optional(),
};
const kept = { met: count, missed: count, metShare: share.optional().describe('of those met or missed') };

const figures = z
  .strictObject({
    opened: count.describe('tickets, on the tier where each began'),
    entered: count.describe('stays on a tier that began'),
    left: count.describe('stays that ended'),
    solved: count.describe('stays that ended with the solution'),
    firstResponse: z
      .strictObject({ count, ...percentiles, ...kept })
      .describe('wall time from the opening to the first answer; met and missed by the promise'),
    resolution: z
      .strictObject({ count, ...percentiles, ...kept })
      .describe('wall time from the opening to the solution that stands; met and missed by the promise'),
    target: z.strictObject(kept).describe("the tier's own target"),
    backlog: z
      .strictObject({ count, ...percentiles })
      .describe('stays that last at the end, and how long ago their tickets were opened'),
    escalated: count,
    deEscalated: count,
    bounced: count.describe('stays that began on a tier where the ticket had been'),
    reopened: count,
    ticketsSolved: count.describe('tickets that stand solved, on the tier where they began'),
    misrouted: count.describe('those of them that another tier solved'),
    engineeringHandoffs: count,
    workedSeconds: seconds.describe("wall time in agents' hands during the stays that ended"),
    seniorSeconds: seconds.describe('that of T2 and T3 in tickets that were solved'),
    seniorOnLowerTierSeconds: seconds.describe('the part of it in tickets that a lower tier solved'),
    shares: z.strictObject({
      escalated: share.optional().describe('of the stays that ended'),
      deEscalated: share.optional().describe('of the stays that ended'),
      bounced: share.optional().describe('of the stays that began'),
      reopened: z.number().min(0).optional().describe('for each solution'),
      misrouted: share.optional().describe('of the tickets solved'),
      seniorOnLowerTier: share.optional().describe('of the senior time'),
    }),
  })
  .meta({
    id: 'Figures',
    description: 'Shares and percentiles are absent where there is nothing to take them of.',
  });

const reportView = z
  .strictObject({
    complete: z
      .boolean()
      .describe('whether all changes until a few seconds ago are in it; if not, ask again in a while'),
    slices: z.array(
      z.strictObject({
        from: z.iso.datetime(),
        to: z.iso.datetime(),
        total: figures,
        groups: z.array(
          z.strictObject({ key: z.string().nullable().describe('null: none, as in no team'), figures }),
        ),
      }),
    ),
  })
  .meta({ id: 'Report' });

/** What support did. */
export const REPORT_ROUTES = {
  readReport: {
    method: 'get',
    path: '/v1/report',
    access: ACCESS.managersRead,
    summary:
      'What happened in a stretch of time, tier by tier: volumes, response and resolution times, promises kept, backlog, moves, misroutes, senior time. As JSON, or as CSV with `format=csv`. Counts of the groups add up to the total.',
    query: reportQuery,
    status: 200,
    response: reportView,
    texts: ['text/csv'],
    refusals: [],
  },
} as const;
