import assert from 'node:assert/strict';

import type { ModelView } from '@tierline/contracts';
import { finishTraining, takeTraining } from '@tierline/store';

import { type RealApi, realApi } from './real-api.ts';

interface Page {
  readonly items: readonly ModelView[];
  readonly nextCursor?: string;
}

const EVALUATION = {
  tickets: 20,
  confusion: { T1: { T1: 10, T2: 0, T3: 0 }, T2: { T1: 1, T2: 5, T3: 0 }, T3: { T1: 0, T2: 0, T3: 4 } },
  accuracy: 0.95,
  macroAccuracy: 0.94,
  tiers: {
    T1: { precision: 0.9, recall: 1 },
    T2: { precision: 1, recall: 0.83 },
    T3: { precision: 1, recall: 1 },
  },
  confidence: [{ from: 0.8, to: 1, tickets: 20, right: 19 }],
};

describe('models through the API', () => {
  let api: RealApi;
  before(async () => {
    api = await realApi();
  });
  after(() => api[Symbol.asyncDispose]());

  it('are asked for, watched, and shown with their confusion matrix', async () => {
    const asked = await api.post<ModelView>('/v1/models', undefined, { 'idempotency-key': 'a' });
    assert.deepEqual([asked.status, asked.body.version, asked.body.state], [202, 'm1', 'requested']);
    assert.equal(asked.headers.get('location'), '/v1/models/m1');
    const again = await api.post<ModelView>('/v1/models');
    assert.deepEqual([again.body.version, again.headers.get('idempotent-replayed')], ['m1', 'true']);

    const { database } = api.real.ticketing;
    const taken = await takeTraining(database, 60_000);
    assert.ok(taken);
    assert.equal((await api.get<ModelView>('/v1/models/m1')).body.state, 'training');
    await finishTraining(database, taken, '{}', {
      learned: 70,
      calibrated: 10,
      words: 99,
      evaluation: EVALUATION,
    });
    const { body } = await api.get<ModelView>('/v1/models/m1');
    assert.deepEqual([body.state, body.evaluation], ['ready', EVALUATION]);

    // The same request is the same model for ever, another one is another.
    const repeated = await api.post<ModelView>('/v1/models', undefined, { 'idempotency-key': 'a' });
    assert.equal(repeated.body.version, 'm1');
    assert.equal((await api.post<ModelView>('/v1/models')).body.version, 'm2');
  });

  it('are listed newest first, a page at a time', async () => {
    const first = await api.get<Page>('/v1/models?limit=1');
    assert.deepEqual([first.body.items.map(({ version }) => version), first.body.nextCursor], [['m2'], 'm2']);
    const second = await api.get<Page>('/v1/models?limit=1&cursor=m2');
    assert.deepEqual(
      second.body.items.map(({ version }) => version),
      ['m1'],
    );
  });

  it('that nobody knows are not found', async () => {
    assert.equal((await api.get('/v1/models/m99')).status, 404);
    assert.equal((await api.get('/v1/models/latest')).status, 400);
  });
});
