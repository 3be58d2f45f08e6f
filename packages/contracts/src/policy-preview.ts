import { CLOCK_NAMES, PRIORITIES, TICKET_ID_PATTERN, ticketId, TIERS } from '@tierline/domain';
import { z } from 'zod';

import { policyFileText, policyVersionId } from './policy-view.ts';

/** A policy to look at: a file, or a version that was in force before. */
const candidate = {
  text: policyFileText.exactOptional(),
  version: policyVersionId.exactOptional().describe('instead of a text: a version that was in force before'),
};

const isOne = ({ text, version }: { text?: unknown; version?: unknown }) =>
  (text === undefined) !== (version === undefined);
const ONE = { path: ['text'], message: 'send either a text or a version' };

export const policyCandidateBody = z
  .strictObject({
    ...candidate,
    from: policyVersionId.exactOptional().describe('compare with this version instead of the one in force'),
  })
  .refine(isOne, ONE)
  .meta({ id: 'PolicyCandidate' });

const change = z.strictObject({
  section: z.string(),
  path: z.string().describe('keys, ids and names joined by dots'),
  kind: z.enum(['added', 'removed', 'changed', 'moved']).describe('moved: a routing rule at another place'),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  words: z.string(),
});

export const policyDiffView = z
  .strictObject({
    from: z.string(),
    to: z.string(),
    changes: z.array(change).describe('by section; empty where only comments or spelling differ'),
  })
  .meta({ id: 'PolicyDiff' });

export type PolicyDiffView = z.output<typeof policyDiffView>;

export const dryRunPolicyBody = z
  .strictObject({
    ...candidate,
    since: z.iso
      .datetime({ offset: true })
      .transform((text) => Date.parse(text))
      .exactOptional()
      .describe('tickets opened since then'),
    limit: z.int().min(1).max(1000).default(500).describe('tickets of one page'),
    open: z
      .int()
      .min(0)
      .max(50_000)
      .default(10_000)
      .describe('open tickets whose promises to look at, on the first page'),
    cursor: z
      .string()
      .regex(TICKET_ID_PATTERN, 'must be the nextCursor of the page before')
      .transform(ticketId)
      .exactOptional(),
  })
  .refine(isOne, ONE)
  .meta({ id: 'DryRunPolicy' });

const placement = z.strictObject({
  tier: z.enum(TIERS),
  rule: z.string(),
  priority: z.enum(PRIORITIES).optional().describe('what the rule makes of the priority'),
});

const move = z.strictObject({
  from: placement.describe('by the policy in force'),
  to: placement,
  tickets: z.int(),
  examples: z.array(z.string()).describe('some of the tickets, newest first'),
});

const target = z.strictObject({
  targetSeconds: z.number(),
  calendar: z.string(),
  warnAfter: z.number(),
  pausedWhile: z.array(z.string()),
  ladder: z
    .array(z.strictObject({ step: z.string(), afterSeconds: z.number() }))
    .optional()
    .describe('its steps, by the working time after which each is due'),
});

const effects = z.strictObject({
  agentsGone: z.array(
    z.strictObject({ id: z.string(), tier: z.enum(TIERS), holds: z.int().describe('tickets in hand now') }),
  ),
  agentsMoved: z.array(
    z.strictObject({ id: z.string(), from: z.enum(TIERS), to: z.enum(TIERS), holds: z.int() }),
  ),
  rulesGone: z.array(z.string()),
  rulesNew: z.array(z.string()),
  promises: z
    .array(
      z.strictObject({
        policy: z.string().describe('the SLA policy'),
        to: z.enum([...PRIORITIES, ...TIERS]).describe('tickets of a priority, or stays on a tier'),
        clock: z.enum(['firstResponse', 'nextResponse', 'update', 'resolution', 'tier']),
        before: target.optional().describe('absent where it was not promised'),
        after: target.optional().describe('absent where it is promised no more'),
      }),
    )
    .describe(
      'what is promised otherwise than now, to new tickets at once and to open ones as they are recomputed',
    ),
  calendarsGone: z.array(z.string()).describe('open tickets count on them until they are recomputed'),
});

/** Promises of open tickets to which something would happen: all counted, some named. */
const affected = z.strictObject({
  count: z.int(),
  items: z
    .array(
      z.strictObject({
        ticket: z.string(),
        clock: z.enum(CLOCK_NAMES),
        overSeconds: z.number().optional().describe('by how much working time it would be broken'),
      }),
    )
    .describe('at most 100 of them'),
});

const openPromises = z.strictObject({
  examined: z.int().describe('open tickets, those first on which something is due soonest'),
  more: z.boolean().describe('whether there are more open tickets than were looked at'),
  changed: z.int().describe('how many of them would be promised otherwise'),
  clocks: z
    .array(
      z.strictObject({
        clock: z.enum(CLOCK_NAMES),
        earlier: z.int().describe('promises that would be due earlier'),
        later: z.int(),
        same: z
          .int()
          .describe('promises of which only warning, pauses or steps would be others, or broken either way'),
        cancelled: z.int().describe('promises that would not be made any more'),
      }),
    )
    .describe('the promises that would be others'),
  breached: affected.describe('promises that would be broken at once'),
  kept: affected.describe('promises that are broken now and would not be'),
  cancelled: affected,
});

export type OpenPromisesView = z.output<typeof openPromises>;

export const policyDryRunView = z
  .strictObject({
    from: z.string().describe('the version in force'),
    to: z.string(),
    examined: z.int().describe('tickets of this page'),
    oldest: z.iso.datetime().optional().describe('when the oldest of them was opened'),
    byPriority: z
      .strictObject({ low: z.int(), normal: z.int(), high: z.int(), urgent: z.int() })
      .describe('how many of them have which priority'),
    moves: z.array(move).describe('which of them would have been routed elsewhere'),
    effects: effects.optional().describe('on the first page'),
    promises: openPromises.optional().describe('what open tickets are promised, on the first page'),
    nextCursor: z.string().optional().describe('absent on the last page'),
  })
  .meta({ id: 'PolicyDryRun' });

export type PolicyDryRunView = z.output<typeof policyDryRunView>;
