import { PRIORITIES, TICKET_ID_PATTERN, ticketId, TIERS } from '@tierline/domain';
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

const target = z.strictObject({ targetSeconds: z.number(), calendar: z.string(), warnAfter: z.number() });

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
        to: z.enum([...PRIORITIES, ...TIERS]).describe('tickets of a priority, or stays on a tier'),
        clock: z.enum(['firstResponse', 'resolution', 'tier']),
        before: target,
        after: target,
      }),
    )
    .describe('what new tickets are promised otherwise than now; open ones keep what they have'),
  calendarsGone: z.array(z.string()).describe('open tickets go on counting on them'),
});

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
    nextCursor: z.string().optional().describe('absent on the last page'),
  })
  .meta({ id: 'PolicyDryRun' });

export type PolicyDryRunView = z.output<typeof policyDryRunView>;
