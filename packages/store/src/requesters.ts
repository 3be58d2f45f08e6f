import { createBatcher } from '@tierline/platform';
import { mongo } from 'mongoose';

import { audited } from './audit.ts';
import type { Database } from './database.ts';
import { insertIgnoringDuplicates } from './insert.ts';
import { type Organisation, organisationOf, readOrganisations } from './organisations.ts';
import type { RequesterDocument } from './people-schemas.ts';

/** Somebody who asks for support. Times are real time. */
export type Requester = Omit<RequesterDocument, '_id'> & { readonly id: string };

/** Writes all that is known of a requester, new or not, by e-mail address. Safe to repeat. */
export async function putRequester(
  database: Database,
  { email, ...fields }: Pick<Requester, 'email' | 'name' | 'organisation'>,
): Promise<Requester> {
  return audited(database, async (session) => {
    const before = await database.requesters.findOne({ email }, { session });
    const now = new Date();
    const { _id = new mongo.ObjectId().toHexString(), createdAt = now } = before ?? {};
    const document = { _id, email, ...fields, createdAt, updatedAt: now };
    await database.requesters.replaceOne({ _id }, document, { upsert: true, session });
    return {
      result: requesterOf(document),
      // By id: the log says who was written about to those who may look that up, and keeps no address.
      did: {
        action: before === null ? 'requester.created' : 'requester.changed',
        target: `requesters/${_id}`,
      },
    };
  });
}

export async function readRequester({ requesters }: Database, id: string): Promise<Requester | undefined> {
  const found = await requesters.findOne({ _id: id });
  return found === null ? undefined : requesterOf(found);
}

export interface RequesterFilter {
  readonly email?: string;
  readonly organisation?: string;
  /** The last requester of the page before. */
  readonly cursor?: string;
  readonly limit: number;
}

/** Requesters newest first, `limit` at most, after the cursor. */
export async function listRequesters(
  database: Database,
  filter: RequesterFilter,
): Promise<readonly Requester[]> {
  return (await requesterQuery(database, filter).toArray()).map(requesterOf);
}

/** The query of `listRequesters`. */
export function requesterQuery(
  { requesters }: Database,
  { email, organisation, cursor, limit }: RequesterFilter,
): mongo.FindCursor<RequesterDocument> {
  return requesters
    .find({
      ...(email !== undefined && { email }),
      ...(organisation !== undefined && { organisation }),
      ...(cursor !== undefined && { _id: { $lt: cursor } }),
    })
    .sort({ _id: -1 })
    .limit(limit);
}

/** Finds the organisation of who opens a ticket, and sees to it that the requester is known; undefined for none. */
export type FindAccount = (email: string) => Promise<Organisation | undefined>;

/**
 * The organisation is the one that the requester was given, else the one that has the domain of the address. Concurrent
 * calls share their look-ups; a requester that is unknown is kept, once, however many look at the same time.
 */
export function createFindAccount(database: Database): FindAccount {
  const { requesters, organisations } = database;

  async function flush(emails: readonly string[]): Promise<(Organisation | undefined)[]> {
    const [known, byDomain] = await Promise.all([
      requesters.find({ email: { $in: [...emails] } }).toArray(),
      organisations.find({ domains: { $in: emails.map(domainOf) } }).toArray(),
    ]);
    const unknown = [...new Set(emails)].filter((email) => !known.some((one) => one.email === email));
    if (unknown.length > 0) await insertIgnoringDuplicates(requesters, unknown.map(newRequester));
    const named = known.flatMap(({ organisation }) => organisation ?? []);
    const byId = named.length > 0 ? await readOrganisations(database, named) : [];
    return emails.map((email) => {
      const { organisation } = known.find((one) => one.email === email) ?? {};
      if (organisation !== undefined) return byId.find(({ id }) => id === organisation);
      const found = byDomain.find(({ domains }) => domains.includes(domainOf(email)));
      return found && organisationOf(found);
    });
  }

  return createBatcher<string, Organisation | undefined>({ maxItems: 200, maxInFlight: 4, flush });
}

function newRequester(email: string): RequesterDocument {
  const now = new Date();
  return { _id: new mongo.ObjectId().toHexString(), email, createdAt: now, updatedAt: now };
}

function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1);
}

function requesterOf({ _id, ...rest }: RequesterDocument): Requester {
  return { id: _id, ...rest };
}
