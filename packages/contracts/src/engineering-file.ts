import { AGENT_ID_PATTERN } from '@tierline/domain';
import { z } from 'zod';

import { duration } from './duration.ts';

const variable = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/, 'must be the name of an environment variable, such as TRACKER_TOKEN');
const address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));
const name = z.string().trim().min(1).max(100);

const common = {
  id: z.string().regex(AGENT_ID_PATTERN, 'must be lower-case letters, digits and hyphens'),
  tokenEnv: variable.describe('the variable that holds what the tracker lets Tierline in by'),
  webhookSecretEnv: variable.describe(
    'the variable that holds the secret of the webhook that the tracker calls',
  ),
};

const tracker = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('github'),
    url: address.prefault('https://api.github.com'),
    repo: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name'),
    fixedWhen: z
      .array(name)
      .min(1)
      .default(['completed'])
      .describe('reasons for which an issue was closed that mean a fix'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('gitlab'),
    url: address.prefault('https://gitlab.com'),
    project: name.describe('its path, such as group/name, or its number'),
    fixedWhen: z
      .array(name)
      .min(1)
      .exactOptional()
      .describe('labels of closed issues that mean a fix; every closed issue is fixed unless given'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('jira'),
    url: address,
    project: z.string().regex(/^[A-Z][A-Z0-9_]+$/, 'must be the key of a project, such as SUP'),
    issueType: name.default('Bug'),
    fixedWhen: z
      .array(name)
      .min(1)
      .exactOptional()
      .describe('statuses of the category done that mean a fix; all of them unless given'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('generic'),
    url: address,
    fixedWhen: z.array(name).min(1).default(['fixed']).describe('statuses that mean a fix'),
  }),
]);

/** Where engineering keeps its issues, in a policy file. */
export const engineeringFile = z.strictObject({
  pollAfter: duration
    .prefault('15m')
    .describe('real time after which an open issue that was not heard of is asked for'),
  trackers: z.array(tracker).default([]),
});

/** How engineering is worked with, as the policy file declares it. */
export type EngineeringFile = z.output<typeof engineeringFile>;

/** One tracker of issues, as the policy file declares it. */
export type TrackerFile = EngineeringFile['trackers'][number];
