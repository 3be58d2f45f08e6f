import { mongo } from 'mongoose';

import { type Database, TO_CHANGE } from './database.ts';
import { IdempotencyKeyReusedError } from './errors.ts';
import type { ApiKeyDocument, Idempotency } from './schemas.ts';

/** An API key as it is kept. */
export type ApiKey = ApiKeyDocument;

const DUPLICATE_KEY = 11_000;
/** Real milliseconds between two notes of a key's use. */
const USE_NOTED_EVERY_MS = 60_000;

/**
 * Keeps a new key. With a request's key it is kept once, and a repeat gets the first one's.
 * Throws IdempotencyKeyReusedError when the request's key belongs to another request.
 */
export async function createApiKey(
  { apiKeys }: Database,
  key: ApiKey,
  idempotency?: Idempotency,
): Promise<{ readonly key: ApiKey; readonly repeated: boolean }> {
  try {
    await apiKeys.insertOne({ ...key, ...(idempotency && { idempotency }) });
    return { key, repeated: false };
  } catch (error) {
    if (!(error instanceof mongo.MongoServerError) || error.code !== DUPLICATE_KEY) throw error;
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
export async function revokeApiKey({ apiKeys }: Database, id: string): Promise<ApiKey | undefined> {
  const revoked = await apiKeys.findOneAndUpdate(
    { _id: id },
    [{ $set: { revokedAt: { $ifNull: ['$revokedAt', new Date()] } } }],
    { returnDocument: 'after' },
  );
  return revoked ?? undefined;
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
