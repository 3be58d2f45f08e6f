import type { PolicyApplicationView } from '@tierline/contracts';
import {
  applyPolicy,
  listPolicyApplications,
  type PolicyApplication,
  type PolicyChange,
  policyInForce,
} from '@tierline/store';

import type { HandlerOptions } from './handler-options.ts';
import { keyed } from './idempotency.ts';
import type { Handlers } from './mount.ts';
import { pageOf } from './page.ts';
import { validPolicy, versionText } from './policy-texts.ts';
import { ProblemError } from './problems.ts';

type PolicyHandlers = Pick<
  Handlers,
  'readPolicy' | 'listPolicies' | 'readPolicyVersion' | 'applyPolicy' | 'rollbackPolicy'
>;

/** The policy in force and before, and changing it. */
export function policyHandlers({
  ticketing: { database },
  policies,
}: Pick<HandlerOptions, 'ticketing' | 'policies'>): PolicyHandlers {
  async function applied(change: PolicyChange) {
    const outcome = await applyPolicy(database, change);
    if (outcome.kind === 'superseded') {
      throw new ProblemError(
        'policy-superseded',
        `in force is ${outcome.inForce ?? 'no policy'}, the request was made from ${change.from}; look at the difference and ask again`,
      );
    }
    // The answer is a promise: this process decides by the new policy from now on, the others within seconds.
    await policies.refresh();
    return {
      body: viewOf(outcome.application),
      ...(outcome.repeated && { headers: { 'Idempotent-Replayed': 'true' } }),
    };
  }

  return {
    readPolicy: async () => {
      const inForce = await policyInForce(database);
      if (inForce === undefined) throw new ProblemError('unknown-policy', 'no policy was put in force yet');
      return { body: { ...viewOf(inForce.application), text: inForce.text } };
    },
    listPolicies: async ({ query: { limit, cursor } }) => {
      const part = { limit, ...(cursor !== undefined && { before: cursor }) };
      const found = await listPolicyApplications(database, part);
      return { body: pageOf(found, limit, { view: viewOf, cursor: ({ number }) => String(number) }) };
    },
    readPolicyVersion: async ({ params: { version } }) => ({
      body: { version, text: await versionText(database, version) },
    }),
    applyPolicy: async ({ body, headers, caller: { name: by, keyId } }) => {
      const { text, ...rest } = body;
      const request = keyed('apply policy', headers['idempotency-key'], body);
      return applied({
        ...rest,
        by,
        keyId,
        loaded: validPolicy(text),
        kind: 'apply',
        ...(request && { request }),
      });
    },
    rollbackPolicy: async ({ body, headers, caller: { name: by, keyId } }) => {
      const { to, ...rest } = body;
      const request = keyed('roll back policy', headers['idempotency-key'], body);
      const loaded = validPolicy(await versionText(database, to));
      return applied({ ...rest, by, keyId, loaded, kind: 'rollback', ...(request && { request }) });
    },
  };
}

function viewOf({ at, ...application }: PolicyApplication): PolicyApplicationView {
  return { ...application, at: at.toISOString() };
}
