import { AGENT_ID_PATTERN, PRIORITIES, TIERS } from '@tierline/domain';
import { z } from 'zod';

import { attachmentFile } from './attachment-file.ts';
import { calendarFile } from './calendar-file.ts';
import { conditionFile } from './condition-file.ts';
import { duration } from './duration.ts';
import { engineeringFile } from './engineering-file.ts';
import { fieldFile } from './field-file.ts';
import { MODEL_USE } from './model-version.ts';
import { agentFile, assignmentFile, effortFile, teamFile, wantedFile } from './staff-file.ts';
import { stateFile } from './state-file.ts';
import { WEBHOOK_EVENTS } from './webhook.ts';

const priority = z.strictObject({
  firstResponse: duration.describe('working time until an agent has answered'),
  resolution: duration.describe('working time until the ticket is solved'),
  headStart: duration.optional().describe('how much earlier than its promise a waiting ticket is ranked'),
});

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
    .array(z.enum(['pending', 'on-hold']))
    .default(['pending', 'on-hold'])
    .describe('states in which all clocks of a ticket are paused'),
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
  calendars: z.record(z.string(), calendarFile),
  promises: z.strictObject({
    calendar: z.string(),
    warnAfter: z.number().gt(0).lt(1),
    priorities: z.record(z.enum(PRIORITIES), priority),
  }),
  tiers: z.record(z.enum(TIERS), z.strictObject({ target: duration, calendar: z.string().optional() })),
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
  engineering: engineeringFile.prefault({}),
});

export type PolicyFile = z.output<typeof policyFile>;

/** An outgoing webhook as the policy file declares it. */
export type WebhookEndpoint = PolicyFile['webhooks'][number];
