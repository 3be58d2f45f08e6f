import { AGENT_ID_PATTERN } from '@tierline/domain';
import { z } from 'zod';

const common = {
  id: z.string().regex(AGENT_ID_PATTERN, 'must be lower-case letters, digits and hyphens'),
  keyEnv: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, 'must be the name of an environment variable, such as ONCALL_KEY'),
};
const address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

/** Whom a ladder may page: a service of PagerDuty (Events API v2) or of Opsgenie (Alert API), in a policy file. */
export const pagerFile = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('pagerduty'),
    url: address.prefault('https://events.pagerduty.com'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('opsgenie'),
    url: address.prefault('https://api.opsgenie.com'),
  }),
]);

/** One pager, as the policy file declares it. */
export type PagerFile = z.output<typeof pagerFile>;
