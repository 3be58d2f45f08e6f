import { TICKET_ID_PATTERN } from '@tierline/domain';
import { z } from 'zod';

import { email, nextCursor, organisationId, text } from './routes/parts.ts';

const domain = z
  .string()
  .max(253)
  .toLowerCase()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'must be an e-mail domain such as example.com');

const limit = z.coerce.number().int().min(1).max(500).default(50);
const kept = { createdAt: z.iso.datetime(), updatedAt: z.iso.datetime() };

/** All of an organisation: what is not named is not kept. */
export const organisationBody = z
  .strictObject({
    name: text(200),
    plan: text(60).exactOptional().describe('what it pays for: the plan of its tickets that name none'),
    domains: z
      .array(domain)
      .max(100)
      .default([])
      .describe('e-mail domains of its people; a domain belongs to one organisation'),
    externalIds: z
      .record(z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be the name of a system'), text(200))
      .exactOptional()
      .describe('its ids elsewhere, by the name of the system'),
  })
  .meta({ id: 'PutOrganisation' });

export const organisationView = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    plan: z.string().optional(),
    domains: z.array(z.string()),
    externalIds: z.record(z.string(), z.string()).optional(),
    ...kept,
  })
  .meta({ id: 'Organisation', description: 'A customer company. Times are real time.' });

export type OrganisationView = z.output<typeof organisationView>;

export const organisationPath = z.strictObject({ organisation: organisationId });

export const listOrganisationsQuery = z.strictObject({ limit, cursor: organisationId.exactOptional() });

export const organisationPage = z
  .strictObject({ items: z.array(organisationView), nextCursor })
  .meta({ id: 'OrganisationPage' });

/** All that is known of a requester: what is not named is not kept. */
export const requesterBody = z
  .strictObject({
    email,
    name: text(200).exactOptional(),
    organisation: organisationId
      .exactOptional()
      .describe('the one that has the domain of the address unless named'),
  })
  .meta({ id: 'PutRequester' });

export const requesterView = z
  .strictObject({
    id: z.string(),
    email: z.string(),
    name: z.string().optional(),
    organisation: z.string().optional().describe('as it was given; absent where only the domain tells'),
    ...kept,
  })
  .meta({ id: 'Requester', description: 'Somebody who asks for support. Times are real time.' });

export type RequesterView = z.output<typeof requesterView>;

const requesterId = z.string().regex(TICKET_ID_PATTERN, 'must be 24 hexadecimal digits');

export const requesterPath = z.strictObject({ requester: requesterId });

export const listRequestersQuery = z.strictObject({
  email: email.exactOptional(),
  organisation: organisationId.exactOptional(),
  limit,
  cursor: requesterId.exactOptional(),
});

export const requesterPage = z
  .strictObject({ items: z.array(requesterView), nextCursor })
  .meta({ id: 'RequesterPage' });
