import type { Calendars, LoadedPolicy } from '@tierline/contracts';
import { mongo } from 'mongoose';

import { audited } from './audit.ts';
import { type Database, TO_CHANGE } from './database.ts';
import { IdempotencyKeyReusedError } from './errors.ts';
import { insertIgnoringDuplicates } from './insert.ts';
import type { Idempotency, PolicyApplicationDocument } from './schemas.ts';

/** A version of the policy put in force, as the history has it. */
export type PolicyApplication = Omit<PolicyApplicationDocument, '_id' | 'calendars' | 'request'> & {
  /** From 1, without gaps; the highest is in force. */
  readonly number: number;
};

/** The policy in force. */
export interface PolicyInForce {
  readonly application: PolicyApplication;
  readonly text: string;
  /** Those of this version and of the versions before it, by their keys. */
  readonly calendars: Calendars;
}

/** What is to be put in force, on top of what, and why. */
export interface PolicyChange {
  readonly loaded: LoadedPolicy;
  /** The version that it was made from; undefined for the first of all. */
  readonly from: string | undefined;
  readonly kind: PolicyApplication['kind'];
  readonly by: string;
  readonly keyId?: string;
  readonly comment?: string;
  readonly request?: Idempotency;
}

/** What became of it. `superseded` tells which version is in force instead of the one that it was made from. */
export type PolicyOutcome =
  | { readonly kind: 'applied'; readonly application: PolicyApplication; readonly repeated: boolean }
  | { readonly kind: 'superseded'; readonly inForce: string | undefined };

const DUPLICATE_KEY = 11_000;

/** The policy in force; undefined in a database that never had one. */
export async function policyInForce(database: Database): Promise<PolicyInForce | undefined> {
  const newest = await newestApplication(database);
  if (newest === undefined) return undefined;
  const text = await policyText(database, newest.version);
  // Texts are written before they are applied and never removed.
  if (text === undefined) throw new Error(`the text of policy ${newest.version} is missing`);
  return { application: applicationOf(newest), text, calendars: calendarsOf(newest) };
}

/** The number of the application in force, 0 before the first: cheap enough to be asked all the time. */
export async function policyNumber({ policyApplications }: Database): Promise<number> {
  const newest = await policyApplications.findOne({}, { sort: { _id: -1 }, projection: { _id: 1 } });
  return newest?._id ?? 0;
}

/** The text of a version that was applied once; undefined for an unknown one. */
export async function policyText({ policies }: Database, version: string): Promise<string | undefined> {
  return (await policies.findOne({ _id: version }))?.text;
}

/** Applications newest first, `limit` at most, those before number `before` where given. */
export async function listPolicyApplications(
  { policyApplications }: Database,
  { before, limit }: { readonly before?: number; readonly limit: number },
): Promise<readonly PolicyApplication[]> {
  const found = await policyApplications
    .find(before === undefined ? {} : { _id: { $lt: before } }, { projection: { calendars: 0 } })
    .sort({ _id: -1 })
    .limit(limit)
    .toArray();
  return found.map(applicationOf);
}

/** The last version that came from a file; undefined when none ever did. */
export async function lastFromFile({ policyApplications }: Database): Promise<string | undefined> {
  return (await policyApplications.findOne({ kind: 'file' }, { sort: { _id: -1 } }))?.version;
}

const POLICY_ACTIONS = { file: 'read', apply: 'applied', rollback: 'rolled-back' } as const;

/**
 * Puts a version in force, if the one that it was made from still is. One insert decides: of two at once one succeeds,
 * the other is told what is in force. Asking for what is in force already changes nothing and is no error.
 * Throws IdempotencyKeyReusedError when the request's key belongs to another request.
 */
export async function applyPolicy(database: Database, change: PolicyChange): Promise<PolicyOutcome> {
  const { policyApplications } = database;
  const { loaded, from, request, ...told } = change;
  const { version } = loaded.policy;
  await keepText(database, version, loaded.text);
  for (;;) {
    const before = request && (await appliedBy(database, request));
    const newest = await newestApplication(database);
    const done = before ?? (newest?.version === version ? newest : undefined);
    if (done !== undefined) return { kind: 'applied', application: applicationOf(done), repeated: true };
    if (newest?.version !== from) return { kind: 'superseded', inForce: newest?.version };
    const calendars = { ...(newest && calendarsOf(newest)), ...loaded.keyed };
    const document: PolicyApplicationDocument = {
      _id: (newest?._id ?? 0) + 1,
      version,
      ...(newest && { previous: newest.version }),
      ...told,
      at: new Date(),
      calendars: Object.entries(calendars).map(([name, hours]) => ({ name, hours })),
      ...(request && { request }),
    };
    try {
      return await audited(database, async (session) => {
        await policyApplications.insertOne(document, { session });
        return {
          result: { kind: 'applied', application: applicationOf(document), repeated: false },
          did: { action: `policy.${POLICY_ACTIONS[told.kind]}`, target: `policy/versions/${version}` },
        };
      });
    } catch (error) {
      // Somebody was faster, or the same request was: look again.
      if (!(error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY)) throw error;
    }
  }
}

/** The application that this request made; throws IdempotencyKeyReusedError when the key belongs to another request. */
async function appliedBy(
  { policyApplications }: Database,
  { key, fingerprint }: Idempotency,
): Promise<PolicyApplicationDocument | undefined> {
  const before = await policyApplications.findOne({ 'request.key': key });
  if (before === null) return undefined;
  if (before.request?.fingerprint !== fingerprint) throw new IdempotencyKeyReusedError();
  return before;
}

async function keepText({ policies }: Database, version: string, text: string): Promise<void> {
  await insertIgnoringDuplicates(policies, [{ _id: version, text, addedAt: new Date() }]);
  const kept = await policies.findOne({ _id: version }, TO_CHANGE);
  if (kept?.text !== text) throw new Error(`two policies with the version ${version}`);
}

async function newestApplication({
  policyApplications,
}: Database): Promise<PolicyApplicationDocument | undefined> {
  return (await policyApplications.findOne({}, { sort: { _id: -1 }, ...TO_CHANGE })) ?? undefined;
}

function calendarsOf({ calendars }: PolicyApplicationDocument): Calendars {
  return Object.fromEntries(calendars.map(({ name, hours }) => [name, hours]));
}

function applicationOf({
  _id,
  calendars: _calendars,
  request: _request,
  ...rest
}: PolicyApplicationDocument): PolicyApplication {
  return { number: _id, ...rest };
}
