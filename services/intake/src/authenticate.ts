import { type AuthFailure, type Caller, identityOf, type PolicySource, SCOPES } from '@tierline/contracts';
import { type Instant, isHere, tierOf } from '@tierline/domain';
import { type Clock, type KeyProof, proofOf, sameKey } from '@tierline/platform';
import { type ApiKey, type Database, findApiKey, recordApiKeyUse } from '@tierline/store';

/** Who is calling, or why nobody knows. */
export type Authenticated =
  | { readonly kind: 'known'; readonly caller: Caller }
  | { readonly kind: 'unknown'; readonly reason: AuthFailure; readonly detail: string };

export interface Authenticator {
  /** Finds the caller by the Authorization header. Rejects when the keys cannot be read. */
  readonly authenticate: (header: string | undefined) => Promise<Authenticated>;
  /** Forgets what it knows of a key, so that the next request with it reads it. */
  readonly forget: (keyId: string) => void;
}

/** Real milliseconds that a key is believed without reading it: a revocation in another process is seen after these. */
const BELIEVED_MS = 5000;
/** Keys remembered at once: more are read each time, none is refused. */
const REMEMBERED = 10_000;
/** The key that the environment gives. */
const ADMIN_KEY_NAME = 'ADMIN_KEY';

interface Known {
  readonly key: ApiKey;
  readonly until: number;
}

export function createAuthenticator(options: {
  readonly database: Database;
  readonly policies: PolicySource;
  readonly clock: Clock;
  /** A whole key that always works as an admin's. */
  readonly adminKey: string | undefined;
}): Authenticator {
  const { database, policies, clock, adminKey } = options;
  const admin = adminKey === undefined ? undefined : proofOf(adminKey);
  const known = new Map<string, Known>();

  async function find(id: string): Promise<ApiKey | undefined> {
    const remembered = known.get(id);
    if (remembered !== undefined && remembered.until > performance.now()) return remembered.key;
    known.delete(id);
    return findApiKey(database, id);
  }

  /** Only keys that work are remembered: made-up ids take no room. */
  function remember(key: ApiKey): void {
    if (known.has(key._id)) return;
    const [oldest] = known.keys();
    if (known.size >= REMEMBERED && oldest !== undefined) known.delete(oldest);
    known.set(key._id, { key, until: performance.now() + BELIEVED_MS });
  }

  async function byProof(proof: KeyProof): Promise<Authenticated> {
    if (admin !== undefined && sameKey(admin, proof)) {
      return {
        kind: 'known',
        caller: { role: 'admin', keyId: admin.id, name: ADMIN_KEY_NAME, scopes: SCOPES },
      };
    }
    const key = await find(proof.id);
    if (key === undefined || !sameKey({ id: key._id, hash: key.hash }, proof))
      return refusal('unknown', 'there is no such key');
    if (key.revokedAt !== undefined) return refusal('revoked', 'the key was revoked');
    if (key.expiresAt !== undefined && key.expiresAt.getTime() <= Date.now())
      return refusal('expired', 'the key has expired');
    const caller = callerOf(key, policies, clock.now());
    if (caller === undefined)
      return refusal('agent-left', 'the agent of this key does not work here any more');
    remember(await recordApiKeyUse(database, key));
    return { kind: 'known', caller };
  }

  return {
    authenticate: async (header) => {
      if (header === undefined) return refusal('missing', 'send an API key as Authorization: Bearer tl_...');
      const [scheme = '', text = '', ...more] = header.trim().split(/ +/);
      const proof = scheme.toLowerCase() === 'bearer' && more.length === 0 ? proofOf(text) : undefined;
      return proof === undefined
        ? refusal(
            'malformed',
            'this is no API key: a whole one goes behind Bearer, and its checksum has to fit',
          )
        : byProof(proof);
    },
    forget: (keyId) => void known.delete(keyId),
  };
}

/** Whom a key stands for under the present policy: an agent's role is the tier that the agent works on now. */
function callerOf(key: ApiKey, policies: PolicySource, now: Instant): Caller | undefined {
  const about = { keyId: key._id, name: key.name, scopes: key.scopes ?? SCOPES };
  if (!('agent' in key)) return { ...identityOf(key), ...about };
  const agent = policies.current().policy.agents.get(key.agent);
  return agent && isHere(agent, now) ? { role: tierOf(agent, now), agent: agent.id, ...about } : undefined;
}

function refusal(reason: AuthFailure, detail: string): Authenticated {
  return { kind: 'unknown', reason, detail };
}
