import { AGENT_ID_PATTERN, PAUSING_STATES, PRIORITIES, TIERS } from '@tierline/domain';
import { z } from 'zod';

import { attachmentFile } from './attachment-file.ts';
import { calendarsFile } from './calendar-file.ts';
import { conditionFile } from './condition-file.ts';
import { duration } from './duration.ts';
import { engineeringFile } from './engineering-file.ts';
import { fieldFile } from './field-file.ts';
import { MODEL_USE } from './model-version.ts';
import { pagerFile } from './pager-file.ts';
import { promisesFile, tiersFile } from './promises-file.ts';
import { agentFile, assignmentFile, effortFile, teamFile, wantedFile } from './staff-file.ts';
import { stateFile } from './state-file.ts';
import { WEBHOOK_EVENTS } from './webhook.ts';

const rule = z.strictObject({
  name: z.string().trim().min(1).max(80),
  when: conditionFile.describe('what must be true of a ticket; see docs/routing.md'),
  tier: z.enum(TIERS),
  priority: z.enum(PRIORITIES).exactOptional().describe("what the ticket's priority becomes"),
  tags: z
    .array(z.string().trim().min(1).max(60))
    .min(1)
    .max(20)
    .exactOptional()
    .describe('tags that the ticket gets'),
  ...wantedFile,
});

const classifier = z.strictObject({
  use: z
    .string()
    .regex(MODEL_USE, 'must be off, latest, or the version of a model such as m3')
    .default('off')
    .describe('which trained model is asked about tickets that no rule matches'),
  minConfidence: z
    .number()
    .gt(0)
    .max(1)
    .default(0.8)
    .describe('how probable its tier must be for the model to decide'),
});

const life = z.strictObject({
  pausedWhile: z
    .array(z.enum(PAUSING_STATES))
    .default([...PAUSING_STATES])
    .describe('states in which the clocks of a ticket are paused, unless their promise says otherwise'),
  closeAfter: duration.prefault('168h').describe('wall time from solved to closed'),
  replyToClosed: z
    .enum(['reopen', 'follow-up', 'reject'])
    .default('follow-up')
    .describe("what a customer's message to a closed ticket does"),
});

const escalation = z.strictObject({
  max: z.int().min(0).max(20).describe('how often a ticket may move between tiers, up or down'),
  maxReassignments: z
    .int()
    .min(0)
    .max(100)
    .default(5)
    .describe('how often a ticket may be passed on between agents of one tier'),
  atLimit: z
    .enum(['refuse', 'manager'])
    .default('refuse')
    .describe(
      'what a further try does: it is refused, or the ticket stays where it is and is marked for a manager',
    ),
  reasons: z
    .array(z.string().regex(AGENT_ID_PATTERN, 'must be lower-case letters, digits and hyphens'))
    .min(1)
    .default([
      'needs-expertise',
      'needs-access',
      'bug',
      'security',
      'misrouted',
      'customer-demand',
      'resolved-lower',
      'end-of-shift',
      'workload',
    ])
    .describe('why a ticket may be passed on; every move names one of them'),
  contact: z
    .enum(['first-claim', 'first-answer'])
    .default('first-claim')
    .describe("who becomes the customer's contact"),
});

const webhook = z.strictObject({
  id: z.string().regex(AGENT_ID_PATTERN, 'must be lower-case letters, digits and hyphens'),
  url: z.url({ protocol: /^https?$/ }),
  events: z.array(z.enum(WEBHOOK_EVENTS)).min(1),
  secretEnv: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, 'must be the name of an environment variable, such as CRM_WEBHOOK_SECRET'),
});

/** The policy file `tierline.yaml`: everything a company decides about its support. */
export const policyFile = z.strictObject({
  calendars: calendarsFile,
  promises: promisesFile,
  tiers: tiersFile,
  routing: z.array(rule).max(1000).default([]),
  classifier: classifier.prefault({}),
  escalation,
  life: life.prefault({}),
  fields: z.array(fieldFile).max(100).default([]),
  states: z.array(stateFile).max(100).default([]),
  attachments: attachmentFile.prefault({}),
  assignment: assignmentFile.prefault({}),
  effort: effortFile.prefault({}),
  teams: z.array(teamFile).default([]),
  agents: z.array(agentFile).min(1),
  webhooks: z.array(webhook).default([]),
  pagers: z.array(pagerFile).max(50).default([]),
  engineering: engineeringFile.prefault({}),
});

export type PolicyFile = z.output<typeof policyFile>;

/** An outgoing webhook as the policy file declares it. */
export type WebhookEndpoint = PolicyFile['webhooks'][number];
