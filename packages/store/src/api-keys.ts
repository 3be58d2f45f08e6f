import { audited } from './audit.ts';
import { type Database, TO_CHANGE } from './database.ts';
import { IdempotencyKeyReusedError } from './errors.ts';
import { isDuplicateKey } from './insert.ts';
import type { ApiKeyDocument } from './people-schemas.ts';
import type { Idempotency } from './schemas.ts';

/** An API key as it is kept. */
export type ApiKey = ApiKeyDocument;

/** Real milliseconds between two notes of a key's use. */
const USE_NOTED_EVERY_MS = 60_000;

/**
 * Keeps a new key. With a request's key it is kept once, and a repeat gets the first one's.
 * Throws IdempotencyKeyReusedError when the request's key belongs to another request.
 */
export async function createApiKey(
  database: Database,
  key: ApiKey,
  idempotency?: Idempotency,
): Promise<{ readonly key: ApiKey; readonly repeated: boolean }> {
  const { apiKeys } = database;
  try {
    return await audited(database, async (session) => {
      await apiKeys.insertOne({ ...key, ...(idempotency && { idempotency }) }, { session });
      return {
        result: { key, repeated: false },
        did: { action: 'key.created', target: `keys/${key._id}` },
      };
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const first = idempotency && (await apiKeys.findOne({ 'idempotency.key': idempotency.key }, TO_CHANGE));
    if (!first || first.idempotency?.fingerprint !== idempotency.fingerprint)
      throw new IdempotencyKeyReusedError();
    return { key: first, repeated: true };
  }
}

export async function findApiKey({ apiKeys }: Database, id: string): Promise<ApiKey | undefined> {
  return (await apiKeys.findOne({ _id: id }, TO_CHANGE)) ?? undefined;
}

/** Keys newest first, `limit` at most, after the cursor (a key's id). */
export async function listApiKeys(
  { apiKeys }: Database,
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
): Promise<readonly ApiKey[]> {
  return apiKeys
    .find(cursor === undefined ? {} : { _id: { $lt: cursor } })
    .sort({ _id: -1 })
    .limit(limit)
    .toArray();
}

/** Revokes a key, for good: a repeat changes nothing. Undefined for an unknown one. */
export async function revokeApiKey(database: Database, id: string): Promise<ApiKey | undefined> {
  const { apiKeys } = database;
  return audited(database, async (session) => {
    const revoked = await apiKeys.findOneAndUpdate(
      { _id: id, revokedAt: { $exists: false } },
      { $set: { revokedAt: new Date() } },
      { returnDocument: 'after', session },
    );
    if (revoked !== null) return { result: revoked, did: { action: 'key.revoked', target: `keys/${id}` } };
    return { result: (await apiKeys.findOne({ _id: id }, { session })) ?? undefined };
  });
}

/** Notes that a key is in use, at most once a minute; resolves with the key as it then is. */
export async function recordApiKeyUse({ apiKeys }: Database, key: ApiKey): Promise<ApiKey> {
  const now = Date.now();
  const before = new Date(now - USE_NOTED_EVERY_MS);
  if (key.lastUsedAt !== undefined && key.lastUsedAt > before) return key;
  await apiKeys.updateOne(
    { _id: key._id, $or: [{ lastUsedAt: { $exists: false } }, { lastUsedAt: { $lte: before } }] },
    { $set: { lastUsedAt: new Date(now) } },
  );
  return { ...key, lastUsedAt: new Date(now) };
}

/** Whether somebody could use the API as an admin. */
export async function hasLiveAdminKey({ apiKeys }: Database): Promise<boolean> {
  const found = await apiKeys.findOne({
    role: 'admin',
    revokedAt: { $exists: false },
    $and: [
      { $or: [{ scopes: { $exists: false } }, { scopes: 'admin' }] },
      { $or: [{ expiresAt: { $exists: false } }, { expiresAt: { $gt: new Date() } }] },
    ],
  });
  return found !== null;
}
