import { audited } from './audit.ts';
import type { Database } from './database.ts';
import { isDuplicateKey } from './insert.ts';
import type { OrganisationDocument } from './people-schemas.ts';

/** A customer company. Times are real time. */
export type Organisation = Omit<OrganisationDocument, '_id'> & { readonly id: string };

/** What came of writing an organisation: an e-mail domain belongs to one. */
export type OrganisationOutcome =
  | { readonly kind: 'written'; readonly organisation: Organisation }
  | { readonly kind: 'domain-taken' };

/** Writes all of an organisation, new or not. Safe to repeat. */
export async function putOrganisation(
  database: Database,
  { id, ...fields }: Omit<Organisation, 'createdAt' | 'updatedAt'>,
): Promise<OrganisationOutcome> {
  try {
    return await audited(database, async (session) => {
      const before = await database.organisations.findOne({ _id: id }, { session });
      const now = new Date();
      const { createdAt = now } = before ?? {};
      const document = { _id: id, ...fields, createdAt, updatedAt: now };
      await database.organisations.replaceOne({ _id: id }, document, { upsert: true, session });
      return {
        result: { kind: 'written', organisation: organisationOf(document) },
        did: {
          action: before === null ? 'organisation.created' : 'organisation.changed',
          target: `organisations/${id}`,
        },
      };
    });
  } catch (error) {
    if (isDuplicateKey(error)) return { kind: 'domain-taken' };
    throw error;
  }
}

/** Organisations as they are now; unknown ids are left out. */
export async function readOrganisations(
  { organisations }: Database,
  ids: readonly string[],
): Promise<readonly Organisation[]> {
  return (await organisations.find({ _id: { $in: [...ids] } }).toArray()).map(organisationOf);
}

/** Organisations by id, `limit` at most, after the cursor (an id). */
export async function listOrganisations(
  { organisations }: Database,
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
): Promise<readonly Organisation[]> {
  const found = await organisations
    .find(cursor === undefined ? {} : { _id: { $gt: cursor } })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.map(organisationOf);
}

export function organisationOf({ _id, ...rest }: OrganisationDocument): Organisation {
  return { id: _id, ...rest };
}
