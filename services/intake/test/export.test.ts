import assert from 'node:assert/strict';

import type { TicketView } from '@tierline/contracts';
import { eventually } from '@tierline/testkit';

import { NEW_TICKET, realApi, type RealApi } from './real-api.ts';

interface Page {
  readonly items: readonly TicketView[];
  readonly nextCursor: string;
  readonly more: boolean;
}

describe('incremental export', () => {
  let api: RealApi;
  before(async () => {
    api = await realApi();
  });
  after(() => api[Symbol.asyncDispose]());

  it('goes on where it was the last time, also when there was nothing yet', async () => {
    const empty = await api.get<Page>('/v1/export/tickets');
    assert.deepEqual([empty.body.items, empty.body.more], [[], false]);
    const { body: first } = await api.post('/v1/tickets', NEW_TICKET);
    const { body: second } = await api.post('/v1/tickets', NEW_TICKET);
    const page = await eventually(async () => {
      const { body } = await api.get<Page>(`/v1/export/tickets?limit=1&cursor=${empty.body.nextCursor}`);
      assert.deepEqual([body.items.map(({ id }) => id), body.more], [[first.id], true]);
      return body;
    });
    await eventually(async () => {
      const rest = await api.get<Page>(`/v1/export/tickets?cursor=${page.nextCursor}`);
      assert.deepEqual(
        rest.body.items.map(({ id }) => id),
        [second.id],
      );
    });
  });

  it('refuses a cursor that it did not give', async () => {
    const { status, body } = await api.get<{ code: string }>('/v1/export/tickets?cursor=yesterday');
    assert.deepEqual([status, body.code], [400, 'invalid-request']);
  });
});
