import { TICKET_ID_PATTERN } from '@tierline/domain';
import { z } from 'zod';

import { ACCESS, ROLES } from '../access.ts';
import { nextCursor } from './parts.ts';

const auditView = z
  .strictObject({
    id: z.string(),
    at: z.iso.datetime().describe('real time'),
    by: z
      .strictObject({
        keyId: z.string(),
        name: z.string().describe("the key's name"),
        role: z.enum(ROLES),
        agent: z.string().optional(),
        requester: z.string().optional(),
        organisation: z.string().optional(),
        engineer: z.string().optional(),
      })
      .optional()
      .describe('whose API key asked for it; absent where Tierline did it by itself'),
    action: z.string().describe('what was done, such as key.revoked'),
    target: z.string().describe('to what, such as keys/65f000000000000000000001'),
    detail: z.string().optional().describe('what exactly: of a repaired ticket, the paths that were wrong'),
  })
  .meta({ id: 'AuditEntry', description: "A write that is no ticket's, and who asked for it." });

/** Who wrote what, beside the tickets: those have their events. */
export const AUDIT_ROUTES = {
  listAudit: {
    method: 'get',
    path: '/v1/audit',
    access: ACCESS.adminsOnly,
    summary:
      "Every write that is no ticket's, newest first, a page at a time: keys, organisations, requesters, policies, models, redeliveries, repairs. Of a ticket's, its events tell.",
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(500).default(50),
      cursor: z
        .string()
        .regex(TICKET_ID_PATTERN, 'must be the nextCursor of the page before')
        .exactOptional(),
    }),
    status: 200,
    response: z.strictObject({ items: z.array(auditView), nextCursor }).meta({ id: 'AuditPage' }),
    refusals: [],
  },
} as const;
