import assert from 'node:assert/strict';

import { aKey, bearer, realApi, type RealApi } from './real-api.ts';

describe('the clock through the API', () => {
  let api: RealApi;
  before(async () => {
    api = await realApi();
  });
  after(() => api[Symbol.asyncDispose]());

  it('says the time of tickets, and how fast it runs', async () => {
    const before = Date.now();
    const { body } = await api.get<{ now: string; speed: number }>('/v1/clock');
    const now = Date.parse(body.now);
    assert.ok(now >= before && now <= Date.now(), body.now);
    assert.equal(body.speed, 1);
  });

  it('is for staff', async () => {
    const { secret } = await aKey(api, { role: 'requester', requester: 'customer@example.com' });
    assert.equal((await api.get('/v1/clock', bearer(secret))).status, 403);
  });
});
