import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { decide, instant } from '@tierline/domain';
import { createDeliver, type Deliver } from '@tierline/notifier';
import { dueDeliveries } from '@tierline/store';
import {
  ADA,
  aPolicy,
  aRequest,
  eventually,
  MONDAY,
  realTicketing,
  type RealTicketing,
} from '@tierline/testkit';

const HOUR = 3_600_000;

/** The resolution of 8 hours pages both pagers when half of it is gone, and once more when all of it is. */
const PROMISES = `
promises:
  calendar: always
  warnAfter: 0.75
  priorities:
    low: { firstResponse: 90h, resolution: 80h }
    normal: { firstResponse: 90h, resolution: { target: 8h, ladder: oncall } }
    high: { firstResponse: 90h, resolution: 80h }
    urgent: { firstResponse: 90h, resolution: { target: 8h, ladder: oncall } }
  ladders:
    oncall:
      - { at: 50%, do: [{ page: duty }, { page: ops }, { notify: manager }] }
      - { at: 100%, do: [{ page: duty }] }
tiers: { T1: { target: 90h }, T2: { target: 90h }, T3: { target: 90h } }
`;

interface Heard {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

describe('a pager', () => {
  let receiver: Server;
  let heard: Heard[];
  let status: number;
  let real: RealTicketing;
  let env: Record<string, string>;
  let deliver: Deliver;

  beforeEach(async () => {
    heard = [];
    status = 202;
    receiver = createServer((request, response) => {
      void text(request).then((sent) => {
        heard.push({
          path: request.url ?? '',
          headers: request.headers,
          body: JSON.parse(sent) as Heard['body'],
        });
        response.writeHead(status, status === 429 ? { 'retry-after': '120' } : {}).end('{}');
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    const pagers = `pagers:
  - { id: duty, kind: pagerduty, url: '${url}', keyEnv: DUTY_KEY }
  - { id: ops, kind: opsgenie, url: '${url}', keyEnv: OPS_KEY }
`;
    real = await realTicketing(aPolicy(pagers, { promises: PROMISES }));
    env = { DUTY_KEY: 'routing-key', OPS_KEY: 'genie-key' };
    const { ticketing, policies, logger, registry } = real;
    deliver = createDeliver({
      database: ticketing.database,
      policies,
      env,
      logger,
      registry,
      answerMs: 2000,
    });
  });
  afterEach(async () => {
    await real[Symbol.asyncDispose]();
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  });

  const policy = () => real.policies.current().policy;

  async function at(id: string, hours: number, ...commands: Parameters<typeof decide>[1][]): Promise<void> {
    for (const command of commands)
      await real.ticketing.store.change(id, (ticket) =>
        decide(ticket, command, instant(MONDAY + hours * HOUR), policy()),
      );
  }

  /** A ticket in Ada's hands that is half through its promise. */
  async function atRisk(): Promise<string> {
    const { ticket } = await real.ticketing.store.create(aRequest({ priority: 'urgent' }), MONDAY);
    await at(
      ticket.id,
      0,
      { kind: 'route', by: { kind: 'system', name: 'router' } },
      { kind: 'claim', agentId: ADA, occupied: [] },
    );
    await at(ticket.id, 4, { kind: 'timer' });
    return ticket.id;
  }

  /** Delivers as many as are expected to be due. */
  async function delivered(count: number): Promise<void> {
    const due = await eventually(async () => {
      const found = await dueDeliveries(real.ticketing.database, 100);
      assert.equal(found.length, count);
      return found;
    });
    await deliver(due);
  }

  it('is told by its own API, without anything personal', async () => {
    const id = await atRisk();
    await delivered(2);
    const duty = heard.find(({ path }) => path === '/v2/enqueue')?.body;
    assert.deepEqual(duty, {
      routing_key: 'routing-key',
      event_action: 'trigger',
      dedup_key: `tierline/${id}/resolution`,
      payload: {
        summary: `Ticket ${id} on T1: resolution is at risk (step 50%)`,
        source: 'tierline',
        severity: 'critical',
        timestamp: new Date(MONDAY + 4 * HOUR).toISOString(),
        class: 'sla.resolution',
        group: 'T1',
        custom_details: {
          ticketId: id,
          clock: 'resolution',
          cycle: 1,
          step: '50%',
          dueAt: new Date(MONDAY + 4 * HOUR).toISOString(),
          priority: 'urgent',
          tier: 'T1',
        },
      },
    });
    const ops = heard.find(({ path }) => path === '/v2/alerts');
    assert.equal(ops?.headers.authorization, 'GenieKey genie-key');
    assert.deepEqual([ops.body['alias'], ops.body['priority']], [`tierline/${id}/resolution`, 'P1']);
    assert.ok(!JSON.stringify(heard.map(({ body }) => body)).includes('customer@example.com'));
  });

  it('gathers the steps of a promise in one alert, and hears when that promise is over', async () => {
    const id = await atRisk();
    await at(id, 8, { kind: 'timer' });
    await delivered(3);
    await at(id, 9, { kind: 'solve', agentId: ADA });
    await delivered(2);
    const alerts = heard.filter(({ path }) => path === '/v2/enqueue').map(({ body }) => body);
    assert.deepEqual(
      alerts.map((body) => String(body['event_action'])).toSorted((a, b) => a.localeCompare(b)),
      ['resolve', 'trigger', 'trigger'],
    );
    assert.equal(new Set(alerts.map((body) => body['dedup_key'])).size, 1);
    const closed = heard.find(({ path }) => path.endsWith('/close?identifierType=alias'));
    assert.equal(
      closed?.path,
      `/v2/alerts/${encodeURIComponent(`tierline/${id}/resolution`)}/close?identifierType=alias`,
    );
  });

  it('that is not told of a ticket is not told of its end', async () => {
    const { ticket } = await real.ticketing.store.create(aRequest(), MONDAY);
    await at(
      ticket.id,
      0,
      { kind: 'route', by: { kind: 'system', name: 'router' } },
      { kind: 'claim', agentId: ADA, occupied: [] },
      { kind: 'solve', agentId: ADA },
    );
    await real.ticketing.relay.idle();
    assert.deepEqual(await dueDeliveries(real.ticketing.database, 10), []);
  });

  for (const [answer, state] of [
    [503, 'pending'],
    [429, 'pending'],
    [401, 'pending'],
    [400, 'failed'],
  ] as const) {
    it(`that answers ${answer} is ${state === 'failed' ? 'not asked again' : 'asked again later'}`, async () => {
      status = answer;
      await atRisk();
      await delivered(2);
      const found = await real.ticketing.database.deliveries.find({}).toArray();
      assert.deepEqual(
        found.map((one) => [one.state, one.lastResult]),
        [
          [state, `HTTP ${answer}`],
          [state, `HTTP ${answer}`],
        ],
      );
      if (answer !== 429) return;
      // As long as it asked for, which is more than the usual second try takes.
      for (const { nextAttemptAt } of found) assert.ok(nextAttemptAt.getTime() - Date.now() > 100_000);
    });
  }

  it('whose key is missing lets its pages wait, without using up a try, until the key is there', async () => {
    delete env['DUTY_KEY'];
    await atRisk();
    await delivered(2);
    assert.deepEqual(
      heard.map(({ path }) => path),
      ['/v2/alerts'],
    );
    const waiting = await real.ticketing.database.deliveries.findOne({ endpoint: 'duty' });
    assert.deepEqual([waiting?.state, waiting?.attempts], ['pending', 0]);
    assert.match(waiting?.lastResult ?? '', /DUTY_KEY/);
  });
});
