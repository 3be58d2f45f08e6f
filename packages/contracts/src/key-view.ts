import { z } from 'zod';

import { ROLES, SCOPES } from './access.ts';
import { agent, email, organisationId } from './routes/parts.ts';

export const KEY_ID_PATTERN = /^[0-9a-f]{24}$/;

const scopes = z
  .array(z.enum(SCOPES))
  .min(1)
  .describe('what the key is limited to; all that its role allows unless named');

const written = z.string().trim().min(1).max(100);

const common = {
  name: written.describe('what it is for, and who has it'),
  scopes: scopes.exactOptional(),
  expiresAt: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .exactOptional()
    .describe('real time; a key without it works until it is revoked'),
};

/** A new key, with exactly what its role needs. */
export const createKeyBody = z
  .discriminatedUnion('role', [
    z.strictObject({
      ...common,
      role: z.literal('requester'),
      requester: email.describe("the customer's e-mail address"),
      organisation: organisationId
        .exactOptional()
        .describe('present: the tickets of this whole organisation can be seen and answered with the key'),
    }),
    z.strictObject({
      ...common,
      role: z.enum(['T1', 'T2', 'T3']),
      agent: agent.describe("the agent, of this tier; the key's role follows the agent to another tier"),
    }),
    z.strictObject({ ...common, role: z.literal('engineer'), engineer: written }),
    z.strictObject({ ...common, role: z.enum(['manager', 'admin', 'service']) }),
  ])
  .meta({ id: 'CreateKey' });

/** A key, without its secret. */
export const keyView = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    scopes: z.array(z.enum(SCOPES)).optional().describe('absent: all that the role allows'),
    agent: z.string().optional(),
    requester: z.string().optional(),
    organisation: z.string().optional(),
    engineer: z.string().optional(),
    createdAt: z.iso.datetime(),
    createdBy: z.string().describe('the id of the key by which it was made'),
    expiresAt: z.iso.datetime().optional(),
    lastUsedAt: z.iso.datetime().optional().describe('exact to a minute'),
    revokedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Key', description: 'An API key without its secret. Times are real time.' });

export type KeyView = z.output<typeof keyView>;

export const newKeyView = z
  .strictObject({
    key: keyView,
    secret: z
      .string()
      .optional()
      .describe('the whole key, as it is sent; shown this once and to no repeat of the request'),
  })
  .meta({ id: 'NewKey' });

export const keyPage = z
  .strictObject({
    items: z.array(keyView),
    nextCursor: z.string().optional().describe('absent on the last page'),
  })
  .meta({ id: 'KeyPage' });

export const listKeysQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().regex(KEY_ID_PATTERN, 'must be the nextCursor of the page before').exactOptional(),
});
