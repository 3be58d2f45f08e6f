import { type Identity, identityOf, type KeyView, type PolicySource, type ROUTES } from '@tierline/contracts';
import { type Instant, tierOf } from '@tierline/domain';
import { newApiKey } from '@tierline/platform';
import { type ApiKey, createApiKey, listApiKeys, revokeApiKey } from '@tierline/store';
import type { z } from 'zod';

import type { Authenticator } from './authenticate.ts';
import type { HandlerOptions } from './handler-options.ts';
import { keyed } from './idempotency.ts';
import type { Handlers } from './mount.ts';
import { pageOf } from './page.ts';
import { ProblemError } from './problems.ts';

type NewKey = z.output<(typeof ROUTES)['createKey']['body']>;

/** API keys: making, listing and revoking them. */
export function keyHandlers(
  { ticketing: { database }, policies, clock }: HandlerOptions,
  { forget }: Authenticator,
): Pick<Handlers, 'createKey' | 'listKeys' | 'revokeKey'> {
  return {
    createKey: async ({ body, headers, caller }) => {
      checkAgent(body, policies, clock.now());
      if (body.expiresAt !== undefined && body.expiresAt.getTime() <= Date.now())
        throw invalid('expiresAt', 'must be in the future, by the real clock');
      const { id, key: secret, hash } = newApiKey();
      const { key, repeated } = await createApiKey(
        database,
        { ...keptOf(body), _id: id, hash, createdAt: new Date(), createdBy: caller.keyId },
        keyed('key', headers['idempotency-key'], body),
      );
      return {
        body: { key: viewOf(key), ...(!repeated && { secret }) },
        headers: { 'Cache-Control': 'no-store', ...(repeated && { 'Idempotent-Replayed': 'true' }) },
      };
    },
    listKeys: async ({ query }) => {
      const found = await listApiKeys(database, query);
      return { body: pageOf(found, query.limit, { view: viewOf, cursor: ({ _id }) => _id }) };
    },
    revokeKey: async ({ params: { key: id } }) => {
      const revoked = await revokeApiKey(database, id);
      if (revoked === undefined) throw new ProblemError('unknown-key', `no key ${id}`);
      forget(id);
      return { body: viewOf(revoked) };
    },
  };
}

/** Throws when the agent is unknown or works on another tier than the key's role says. */
function checkAgent(body: NewKey, policies: PolicySource, now: Instant): void {
  if (!('agent' in body)) return;
  const agent = policies.current().policy.agents.get(body.agent);
  if (agent === undefined) throw new ProblemError('unknown-agent', `no agent ${body.agent} in the policy`);
  const tier = tierOf(agent, now);
  if (tier !== body.role) throw invalid('role', `must be ${tier}, the tier on which ${agent.id} works`);
}

function invalid(field: string, message: string): ProblemError {
  return new ProblemError('invalid-request', `${field}: ${message}`, [{ field, message }]);
}

/** What is kept of what was asked for. */
function keptOf({
  name,
  scopes,
  expiresAt,
  ...who
}: NewKey): Identity & Pick<ApiKey, 'name' | 'scopes' | 'expiresAt'> {
  return {
    ...identityOf(who),
    name,
    ...(scopes !== undefined && { scopes }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

function viewOf(key: ApiKey): KeyView {
  const { expiresAt, lastUsedAt, revokedAt } = key;
  return {
    ...identityOf(key),
    id: key._id,
    name: key.name,
    ...(key.scopes !== undefined && { scopes: [...key.scopes] }),
    createdAt: key.createdAt.toISOString(),
    createdBy: key.createdBy,
    ...(expiresAt !== undefined && { expiresAt: expiresAt.toISOString() }),
    ...(lastUsedAt !== undefined && { lastUsedAt: lastUsedAt.toISOString() }),
    ...(revokedAt !== undefined && { revokedAt: revokedAt.toISOString() }),
  };
}
