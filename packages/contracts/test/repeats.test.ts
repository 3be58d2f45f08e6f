import assert from 'node:assert/strict';

import { type Route, ROUTES } from '@tierline/contracts';

/** The writes that take no key, and why a repeat does no harm. */
const REPEATABLE: Readonly<Record<string, string>> = {
  setPresence: 'says how it is, again',
  heartbeat: 'says that somebody is there, again',
  trackerWebhook: 'says where to look; the tracker chooses how often',
  validatePolicy: 'writes nothing',
  checkSla: 'writes nothing',
  diffPolicy: 'writes nothing',
  dryRunPolicy: 'writes nothing',
  revokeKey: 'what is revoked stays so since the first time',
  putOrganisation: 'writes all of it, the same again',
  putRequester: 'writes all of it, the same again',
};

describe('a POST that is repeated', () => {
  it('has an idempotency key to say so, or changes nothing more by its nature', () => {
    const without = Object.entries<Route>(ROUTES).flatMap(([name, { method, headers }]) =>
      method === 'get' || (headers && 'idempotency-key' in headers.shape) ? [] : [name],
    );
    assert.deepEqual(without.toSorted(), Object.keys(REPEATABLE).toSorted());
  });
});
