import {
  type LoadedPolicy,
  parsePolicy,
  type PolicyApplicationView,
  PolicyError,
  policyProblems,
  policyVersion,
} from '@tierline/contracts';
import {
  applyPolicy,
  type Database,
  listPolicyApplications,
  type PolicyApplication,
  type PolicyChange,
  policyInForce,
  policyText,
} from '@tierline/store';

import type { HandlerOptions } from './handler-options.ts';
import { keyed } from './idempotency.ts';
import type { Handlers } from './mount.ts';
import { ProblemError } from './problems.ts';

type PolicyHandlers = Pick<
  Handlers,
  'readPolicy' | 'listPolicies' | 'readPolicyVersion' | 'validatePolicy' | 'applyPolicy' | 'rollbackPolicy'
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
      const page = { limit, ...(cursor !== undefined && { before: cursor }) };
      const found = await listPolicyApplications(database, page);
      const last = found.length === limit ? found.at(-1) : undefined;
      return { body: { items: found.map(viewOf), ...(last && { nextCursor: String(last.number) }) } };
    },
    readPolicyVersion: async ({ params: { version } }) => ({
      body: { version, text: await textOf(database, version) },
    }),
    validatePolicy: async ({ body: { text } }) => {
      const problems = [...policyProblems(text)];
      const valid = problems.length === 0;
      return { body: { valid, ...(valid && { version: policyVersion(text) }), problems } };
    },
    applyPolicy: async ({ body, headers }) => {
      const { text, ...rest } = body;
      const request = keyed('apply policy', headers['idempotency-key'], body);
      return applied({ ...rest, loaded: parsed(text), kind: 'apply', ...(request && { request }) });
    },
    rollbackPolicy: async ({ body, headers }) => {
      const { to, ...rest } = body;
      const request = keyed('roll back policy', headers['idempotency-key'], body);
      const loaded = parsed(await textOf(database, to));
      return applied({ ...rest, loaded, kind: 'rollback', ...(request && { request }) });
    },
  };
}

async function textOf(database: Database, version: string): Promise<string> {
  const text = await policyText(database, version);
  if (text === undefined) throw new ProblemError('unknown-policy', `no policy ${version} was ever applied`);
  return text;
}

/** Throws the problem `policy-invalid` with every problem of the file. */
function parsed(text: string): LoadedPolicy {
  try {
    return parsePolicy(text);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    const fields = error.problems.map(({ path, line, message }) => ({
      field: path === '' ? 'text' : path,
      message: line === undefined ? message : `line ${line}: ${message}`,
    }));
    throw new ProblemError('policy-invalid', error.message, fields);
  }
}

function viewOf({ at, ...application }: PolicyApplication): PolicyApplicationView {
  return { ...application, at: at.toISOString() };
}
