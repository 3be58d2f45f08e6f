import { AGENT_ID_PATTERN, agentId, STATE_NAME_PATTERN, TICKET_ID_PATTERN, ticketId } from '@tierline/domain';
import { z } from 'zod';

// Something to read, and no NUL: it never belongs in text that people wrote, and databases treat it specially.
const WRITTEN = /^[^\0]*[^\s\0][^\0]*$/;
/** What people write: up to `max` characters. */
export const text = (max: number) =>
  z.string().regex(WRITTEN, 'must have something in it that can be read, and no NUL').trim().max(max);
/** What tickets are marked with. */
export const tag = text(60);
/** A state of the policy's own, in the category into which a change leads. */
export const stateName = z
  .string()
  .regex(STATE_NAME_PATTERN, 'must be the name of a state: lower-case letters, digits, hyphens')
  .describe("a state of the policy's own in the category into which this leads");

/** The path of one ticket. */
export const ticketPath = z.strictObject({
  id: z.string().regex(TICKET_ID_PATTERN, 'must be 24 hexadecimal digits').transform(ticketId),
});

/** An agent's id. */
export const agent = z
  .string()
  .regex(AGENT_ID_PATTERN, 'must be an agent id: lower-case letters, digits, hyphens')
  .transform(agentId);

/** The agent who moves a ticket. */
export const mover = agent
  .exactOptional()
  .describe(
    'who holds the ticket; left out by a manager or an admin who decides about one that is marked for a manager',
  );

const idempotencyKey = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces');

/** With the same key the same request is carried out once. */
export const repeatable = z.object({ 'idempotency-key': idempotencyKey.exactOptional() });

/** For those who act on what they have read: the change is made only if the ticket is still at that version. */
export const changeHeaders = repeatable.extend({
  'if-match': z
    .string()
    .regex(/^"\d{1,9}"$/, 'must be one ETag of the ticket, such as "7"')
    .transform((tag) => Number(tag.slice(1, -1)))
    .exactOptional(),
});

/** Which part of a ticket's history. */
export const historyQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/, 'must be the nextCursor of the page before')
    .transform(Number)
    .exactOptional(),
});

/** Where the next page begins. */
export const nextCursor = z.string().optional().describe('absent on the last page');
/** Why a ticket is passed on. Which reasons there are is the policy's to say. */
export const reason = z
  .string()
  .regex(AGENT_ID_PATTERN, 'must be a reason of the policy: lower-case letters, digits, hyphens')
  .describe("one of the policy's escalation reasons, such as needs-expertise");

// By RFC 5321 64 characters are in front of the @ at most; by RFC 1035 63 in each part of the domain, which neither begins
// nor ends with a hyphen. In one pattern, because the API's document shows it: nothing is refused that it allows.
const ADDRESS =
  /^(?=[^@]{1,64}@)[A-Za-z0-9_'+-]+(?:\.[A-Za-z0-9_'+-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;
/** An e-mail address, in lower case: two that differ in nothing else are one person. */
export const email = z.email({ pattern: ADDRESS }).max(254).toLowerCase();

/** An organisation's id, chosen by whoever keeps organisations. */
export const organisationId = z
  .string()
  .regex(AGENT_ID_PATTERN, 'must be the id of an organisation: lower-case letters, digits, hyphens');
