import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Problem, ROUTE_NAMES, ROUTES } from '@tierline/contracts';
import { createLogger, createMetrics } from '@tierline/platform';
import { eventually } from '@tierline/testkit';

import { createAdmission } from '../src/admission.ts';
import { createInHandLimit } from '../src/in-hand-limit.ts';
import { createIntakeMetrics } from '../src/metrics.ts';
import { createOverloadMetrics } from '../src/overload-metrics.ts';
import { createRouteOf } from '../src/route-of.ts';
import { watchStandingDelay } from '../src/standing-delay.ts';
import { aKey, bearer, NEW_TICKET, type RealApi, realApi, routedTicket } from './real-api.ts';

const ID = '0123456789abcdef01234567';

describe('which route a request is for', () => {
  const routeOf = createRouteOf();

  it('is known from method and address, for every route', () => {
    for (const name of ROUTE_NAMES) {
      const { method, path } = ROUTES[name];
      const address = path.replaceAll(/\{\w+\}/g, ID);
      for (const url of [address, `${address}?limit=1`])
        assert.equal(routeOf(method.toUpperCase(), url), name, url);
    }
  });

  it('is that of GET for HEAD, and none where there is no such route', () => {
    assert.equal(routeOf('HEAD', `/v1/tickets/${ID}`), 'readTicket');
    for (const [method, url] of [
      ['GET', '/'],
      ['GET', '/v1'],
      ['GET', '/v1/tickets/'],
      ['GET', `/v1/tickets/${ID}/`],
      ['DELETE', `/v1/tickets/${ID}`],
      ['POST', `/V1/tickets`],
      [undefined, undefined],
    ])
      assert.equal(
        routeOf(method, url),
        url === '/v1/tickets/' ? 'readTicket' : undefined,
        `${method} ${url}`,
      );
  });
});

describe('the limit of requests in hand', () => {
  /** Answers windows of 100 ms, each with so many answers. */
  function windows(limit: ReturnType<typeof createInHandLimit>, count: number, tookMs: readonly number[]) {
    for (let window = 1; window <= count; window += 1) {
      limit.felt();
      for (const took of tookMs) limit.answered(took, (at += 100 / tookMs.length));
    }
  }
  let at = 0;
  const fast = Array.from({ length: 20 }, () => 10);
  const slow = [...fast, 300, 300, 300];

  it('falls while more than one in ten takes longer than the target, to 80 at the least', () => {
    const limit = createInHandLimit({ targetMs: 250, most: 512 });
    windows(limit, 3, slow);
    assert.ok(limit.now() < 128 && limit.now() > 80, String(limit.now()));
    windows(limit, 20, slow);
    assert.equal(limit.now(), 80);
  });

  it('rises while it is felt and all is well, to the most that is allowed, and not where it is not felt', () => {
    const limit = createInHandLimit({ targetMs: 250, most: 200 });
    for (let n = 0; n < 500; n += 1) limit.answered(10, (at += 10));
    assert.equal(limit.now(), 128);
    windows(limit, 50, fast);
    assert.equal(limit.now(), 200);
  });

  it('keeps to a most that is below the least', () => {
    const limit = createInHandLimit({ targetMs: 250, most: 5 });
    windows(limit, 5, slow);
    assert.equal(limit.now(), 5);
  });
});

describe('the delay of the event loop', () => {
  const block = (ms: number) => {
    for (const end = performance.now() + ms; performance.now() < end;);
  };

  it('stands while every look is late, is over with the first that is not, and no single task makes it', async () => {
    const delay = watchStandingDelay(100);
    try {
      await sleep(100);
      block(900);
      await sleep(50);
      assert.equal(delay.stands(), false);
      for (let n = 0; n < 7; n += 1) {
        block(150);
        await sleep(0);
      }
      assert.equal(delay.stands(), true);
      await sleep(300);
      assert.equal(delay.stands(), false);
    } finally {
      delay.stop();
    }
  });
});

describe('an API that may have five requests in hand', () => {
  let api: RealApi;
  before(async () => {
    api = await realApi(undefined, {}, { mostInHand: 5 });
  });
  after(() => api[Symbol.asyncDispose]());

  const shed = async () => {
    const text = await api.real.registry.metrics();
    return Number(/^tierline_http_requests_shed_total\{reason="in-flight"\} (\d+)/m.exec(text)?.[1]);
  };

  it('refuses what brings work at four, and takes it once when it comes again under its key', async () => {
    const before = await shed();
    const send = (n: number) =>
      api.post<Problem & { readonly id: string }>('/v1/tickets', NEW_TICKET, { 'idempotency-key': `k-${n}` });
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => send(n)));
    const refused = answers.filter(({ status }) => status === 503);
    assert.ok(refused.length > 0 && refused.length < 30, String(refused.length));
    for (const { body, headers } of refused) {
      assert.equal(body.code, 'overloaded');
      assert.match(headers.get('retry-after') ?? '', /^[123]$/);
    }
    assert.equal((await shed()) - before, refused.length);
    const ids = new Set<string>();
    for (let n = 0; n < 30; n += 1) ids.add((await send(n)).body.id);
    assert.equal(ids.size, 30);
    assert.equal(await api.real.ticketing.database.tickets.countDocuments({}), 30);
  });

  it('solves and replies all the while, and lets those wait who only look', async () => {
    const ticket = await routedTicket(api);
    await api.post('/v1/agents/t1-ada/claim');
    const flood = new AbortController();
    const statuses = { create: new Set<number>(), list: new Set<number>() };
    const flooding = Array.from({ length: 12 }, async () => {
      while (!flood.signal.aborted) statuses.create.add((await api.post('/v1/tickets', NEW_TICKET)).status);
    });
    try {
      for (let n = 0; n < 10; n += 1) {
        statuses.list.add((await api.get('/v1/tickets?limit=1')).status);
        const author = { kind: 'agent', id: 't1-ada' };
        const { status } = await api.post(`/v1/tickets/${ticket.id}/replies`, {
          author,
          body: 'Soon.',
        });
        assert.equal(status, 200);
      }
      const { status } = await api.post(`/v1/tickets/${ticket.id}/solve`, { agent: 't1-ada' });
      assert.equal(status, 200);
    } finally {
      flood.abort();
      await Promise.all(flooding);
    }
    assert.deepEqual(statuses.create, new Set([201, 503]));
    assert.ok(statuses.list.has(503));
  });

  it('counts who was refused among the requests of the route', async () => {
    const text = await api.real.registry.metrics();
    assert.match(
      text,
      /tierline_http_requests_total\{method="POST",route="\/v1\/tickets",status="5xx"\} [1-9]/,
    );
  });
});

describe('a request whose client has gone', () => {
  it('is in hand until the work for it is done', async () => {
    const logger = createLogger({ service: 'test', level: 'silent' });
    const { registry } = createMetrics({ service: 'test' });
    const metrics = createOverloadMetrics(registry, createIntakeMetrics(registry));
    const admission = createAdmission({ targetMs: 250, mostInHand: 5 }, { metrics, logger });
    let finish: () => void = () => undefined;
    const work = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const server = createServer(
      admission.before((_request, response) => {
        const release = admission.hold(response);
        void work.then(() => {
          response.end();
          release();
        });
      }),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/tickets`;
    const post = async (timeoutMs: number) =>
      (await fetch(url, { method: 'POST', signal: AbortSignal.timeout(timeoutMs) })).status;
    try {
      const left = await Promise.allSettled(Array.from({ length: 4 }, () => post(100)));
      assert.ok(left.every(({ status }) => status === 'rejected'));
      assert.equal(await post(1000), 503);
      finish();
      await eventually(async () => assert.equal(await post(1000), 200));
    } finally {
      admission.stop();
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('an API key that may send three requests a second', () => {
  let api: RealApi;
  before(async () => {
    api = await realApi(undefined, {}, { perKey: 3 });
  });
  after(() => api[Symbol.asyncDispose]());

  it('is refused with 429 until the next second; other keys are not', async () => {
    const other = await aKey(api, { role: 'manager' });
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => api.get<Problem>('/v1/tickets?limit=1')),
    );
    const refused = answers.filter(({ status }) => status === 429);
    assert.ok(refused.length >= 6, String(refused.length));
    for (const { body, headers } of refused)
      assert.deepEqual([body.code, headers.get('retry-after')], ['rate-limited', '1']);
    assert.equal((await api.get('/v1/tickets?limit=1', bearer(other.secret))).status, 200);
    await sleep(1100);
    assert.equal((await api.get('/v1/tickets?limit=1')).status, 200);
    const text = await api.real.registry.metrics();
    assert.match(text, new RegExp(`^tierline_rate_limited_total\\{scope="key"\\} ${refused.length}$`, 'm'));
  });
});
