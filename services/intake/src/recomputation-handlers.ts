import type { RecomputationView } from '@tierline/contracts';
import {
  type Database,
  findRecomputation,
  listPolicyApplications,
  type PolicyApplication,
  type Recomputation,
} from '@tierline/store';

import type { Handlers } from './mount.ts';
import { ProblemError } from './problems.ts';

/** How far open tickets have followed the policy. */
export function recomputationHandlers(database: Database): Pick<Handlers, 'readRecomputation'> {
  return {
    readRecomputation: async ({ query: { application: number } }) => {
      const [application] = await listPolicyApplications(database, {
        limit: 1,
        ...(number !== undefined && { before: number + 1 }),
      });
      if (application === undefined || (number !== undefined && application.number !== number))
        throw new ProblemError('unknown-policy', 'there was no such application of a policy');
      return { body: viewOf(application, await findRecomputation(database, application.number)) };
    },
  };
}

function viewOf(
  { number: application, version, by }: PolicyApplication,
  known: Recomputation | undefined,
): RecomputationView {
  if (known === undefined)
    return { application, version, by, state: 'waiting', total: 0, done: 0, changed: 0 };
  const { state, total, done, changed, startedAt, finishedAt } = known;
  return {
    application,
    version,
    by,
    state,
    total,
    done,
    changed,
    startedAt: startedAt.toISOString(),
    ...(finishedAt && { finishedAt: finishedAt.toISOString() }),
  };
}
