import assert from 'node:assert/strict';

import type { Problem } from '@tierline/contracts';
import { eventually } from '@tierline/testkit';

import { realApi, type RealApi, routedTicket } from './real-api.ts';

interface Report {
  readonly complete: boolean;
  readonly slices: readonly {
    readonly total: Readonly<Record<string, unknown>>;
    readonly groups: readonly {
      readonly key: string | null;
      readonly figures: Readonly<Record<string, unknown>>;
    }[];
  }[];
}

const NOTE = { seen: 's', tried: 't', why: 'w' };

describe('the report', () => {
  let api: RealApi;
  before(async () => {
    api = await realApi();
    const { id } = await routedTicket(api);
    await api.post('/v1/agents/t1-ada/claim');
    await api.post(`/v1/tickets/${id}/escalate`, { agent: 't1-ada', reason: 'misrouted', note: NOTE });
    await api.post('/v1/agents/t2-cleo/claim');
    await api.post(`/v1/tickets/${id}/solve`, { agent: 't2-cleo', answer: 'Done.' });
    await routedTicket(api);
  });
  after(() => api[Symbol.asyncDispose]());

  const day = 86_400_000;
  const range = `from=${new Date(Date.now() - day).toISOString()}&to=${new Date(Date.now() + day).toISOString()}`;

  /** The report, once it has come as far as the last change. */
  const report = async (query: string) =>
    eventually(async () => {
      const { status, body } = await api.get<Report>(`/v1/report?${range}${query}`);
      assert.equal(status, 200, JSON.stringify(body));
      assert.deepEqual([body.complete, body.slices.at(-1)?.total['opened']], [true, 2]);
      return body;
    });

  it('has volumes, promises kept, backlog and rates per tier', async () => {
    const { slices } = await report('&by=tier');
    const { total, groups } = slices[0] ?? assert.fail();
    assert.deepEqual(
      ['entered', 'left', 'solved', 'escalated', 'misrouted'].map((name) => total[name]),
      [3, 2, 1, 1, 1],
    );
    assert.deepEqual(total['shares'], {
      escalated: 0.5,
      deEscalated: 0,
      bounced: 0,
      reopened: 0,
      misrouted: 1,
      seniorOnLowerTier: 0,
    });
    assert.deepEqual(
      groups.map(({ key, figures }) => [key, figures['entered'], figures['solved']]),
      [
        ['T1', 2, 0],
        ['T2', 1, 1],
      ],
    );
  });

  it('is by agent, of one tier only, and per day of a zone, as asked', async () => {
    const byAgent = await report('&by=agent');
    assert.deepEqual(
      byAgent.slices[0]?.groups.map(({ key }) => key),
      [null, 't1-ada', 't2-cleo'],
    );
    const t2 = await api.get<Report>(`/v1/report?${range}&tier=T2`);
    assert.equal(t2.body.slices[0]?.total['entered'], 1);
    const days = await api.get<Report>(`/v1/report?${range}&bucket=day&zone=Asia/Tokyo`);
    assert.ok(days.body.slices.length >= 2);
  });

  it('is had as CSV', async () => {
    await report('');
    const key = await api.post<{ secret: string }>('/v1/keys', { name: 'reports', role: 'manager' });
    const answer = await fetch(`${api.url}/v1/report?${range}&by=tier&format=csv`, {
      headers: { authorization: `Bearer ${key.body.secret}` },
    });
    assert.match(answer.headers.get('content-type') ?? '', /^text\/csv/);
    const lines = (await answer.text()).trim().split('\r\n');
    assert.deepEqual(
      lines.map((line) => line.split(',').slice(2, 5).join(',')),
      ['group,key,opened', 'total,,2', 'group,T1,2', 'group,T2,0'],
    );
  });

  it('refuses what cannot be reported, naming the field', async () => {
    const faults = async (query: string) =>
      (await api.get<Problem>(`/v1/report?${query}`)).body.errors?.map(({ field }) => field);
    assert.deepEqual(await faults('from=2026-01-01T00:00:00Z'), ['to']);
    assert.deepEqual(await faults('from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z'), ['to']);
    assert.deepEqual(await faults(`${range}&zone=Mars`), ['zone']);
    assert.deepEqual(await faults('from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z&bucket=day'), [
      'bucket',
    ]);
  });
});
