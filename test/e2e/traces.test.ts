import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { type Client, createClient } from '@tierline/client';
import { SERVICE_NAMES } from '@tierline/local';
import { newApiKey } from '@tierline/platform';
import { type Database, openDatabase } from '@tierline/store';
import { eventually, type FakeTracker, policyText, startFakeTracker } from '@tierline/testkit';

import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '../otlp-receiver.ts';
import { type RealSystem, realSystem } from '../real-system.ts';

const SECRET = `whsec_${Buffer.from('Geheimnis, das niemand kennen soll').toString('base64')}`;
/** Times as fast as life, so that a promise of minutes breaks in seconds. */
const SPEED = 60;
const PROMISES = `
promises:
  calendar: always
  warnAfter: 0.5
  priorities:
    low: { firstResponse: 8h, resolution: 48h }
    normal: { firstResponse: 3m, resolution: 24h }
    high: { firstResponse: 1h, resolution: 8h }
    urgent: { firstResponse: 15m, resolution: 4h }
tiers:
  T1: { target: 1h }
  T2: { target: 4h }
  T3: { target: 24h }
`;

/** Who and what must be in no log line and in no span. */
const PERSONAL = {
  requester: 'maria.muster@kunde.example',
  subject: 'Zwiebelkuchen im Drucker',
  description: 'Seit gestern, sagt Rumpelstilzchen.',
} as const;
const WRITTEN = ['Sehr geehrte Frau Muster', 'Schneewittchen', 'Rotkaeppchen', 'Holle'];

/** A webhook that is down when it first hears of a kind of event. */
async function startWebhook() {
  const heard: { readonly type: string; readonly traceparent: string; readonly text: string }[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const { type } = JSON.parse(text) as { type: string };
      const again = heard.some((one) => one.type === type);
      heard.push({ type, text, traceparent: String(request.headers['traceparent']) });
      response.writeHead(again || type !== 'ticket.opened' ? 204 : 503).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    heard,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/Holle`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('traces and logs of the services', function traces() {
  this.timeout(60_000);
  let otlp: OtlpReceiver;
  let webhook: Awaited<ReturnType<typeof startWebhook>>;
  let tracker: FakeTracker;
  let real: RealSystem;
  let database: Database;
  let client: Client;

  before(async () => {
    otlp = await startOtlpReceiver();
    webhook = await startWebhook();
    tracker = await startFakeTracker('github');
    real = await realSystem('traces', async (dir) => {
      const policyFile = join(dir, 'tierline.yaml');
      const events = '[ticket.opened, ticket.routed, sla.breached]';
      const more = `webhooks: [{ id: crm, url: '${webhook.url}', events: ${events}, secretEnv: CRM_SECRET }]
engineering:
  trackers:
    - ${tracker.dialect.declared('product', tracker.url)}
`;
      await writeFile(policyFile, policyText(more, { promises: PROMISES }));
      return {
        policyFile,
        clock: { epoch: Date.parse('2026-03-02T09:00:00Z'), origin: Date.now(), speed: SPEED },
        env: {
          SWEEP_SECONDS: '1',
          LOG_LEVEL: 'trace',
          OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url,
          OTEL_BSP_SCHEDULE_DELAY: '100',
          CRM_SECRET: SECRET,
          TRACKER_TOKEN: tracker.dialect.token,
          TRACKER_SECRET: tracker.dialect.secret,
        },
      };
    });
    database = await openDatabase(real.mongoUri);
    client = createClient({ baseUrl: real.system.apiUrl, apiKey: real.system.adminKey });
  });
  after(async () => {
    await database.close();
    await real[Symbol.asyncDispose]();
    await tracker[Symbol.asyncDispose]();
    await webhook[Symbol.asyncDispose]();
    await otlp[Symbol.asyncDispose]();
  });

  const traceOf = (traceId: string) => otlp.spans.filter((span) => span.traceId === traceId);
  const named = (spans: readonly ReceivedSpan[], name: string) => {
    const found = spans.filter((span) => span.name === name);
    return { found, one: found[0] ?? assert.fail(`no ${name} among ${spans.map((one) => one.name).join()}`) };
  };
  /** The names from a span up to the root, or to what nobody sent. */
  const wayUp = (spans: readonly ReceivedSpan[], span: ReceivedSpan): readonly string[] => {
    const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
    return [`${span.service} ${span.name}`, ...(parent ? wayUp(spans, parent) : [])];
  };
  const asked = async (path: string, init: { headers?: Record<string, string>; body?: string } = {}) =>
    fetch(`${real.system.apiUrl}${path}`, {
      method: init.body === undefined ? 'GET' : 'POST',
      ...init,
      headers: {
        authorization: `Bearer ${real.system.adminKey}`,
        'content-type': 'application/json',
        ...init.headers,
      },
    });

  const TRACE = '0af7651916cd43dd8448eb211c80319c';
  const GATEWAY = 'b7ad6b7169203331';
  let ticket: string;

  it('are one tree from the request to the last webhook, over every service, the retry included', async () => {
    const response = await asked('/v1/tickets', {
      headers: { traceparent: `00-${TRACE}-${GATEWAY}-01`, 'x-request-id': 'gateway-17' },
      body: JSON.stringify(PERSONAL),
    });
    assert.equal(response.status, 201);
    assert.equal(response.headers.get('x-request-id'), 'gateway-17');
    ticket = ((await response.json()) as { id: string }).id;
    // What a receiver that was away waits for is not waited for here.
    await eventually(async () => {
      const { modifiedCount } = await database.deliveries.updateOne(
        { _id: `${ticket}/000001@crm`, attempts: 1, lastResult: 'HTTP 503' },
        { $set: { nextAttemptAt: new Date() } },
      );
      assert.equal(modifiedCount, 1);
    });
    const spans = await eventually(async () => {
      const found = traceOf(TRACE);
      assert.equal(found.filter(({ name }) => name === 'POST').length, 3);
      assert.ok(found.some(({ name }) => name === 'process sla'));
      return found;
    });
    const ids = new Set([...spans.map(({ spanId }) => spanId), GATEWAY]);
    for (const { name, parentSpanId } of spans) assert.ok(ids.has(parentSpanId ?? 'none'), name);
    assert.deepEqual(
      [...new Set(spans.map(({ service }) => service))].toSorted(),
      [...SERVICE_NAMES].toSorted(),
    );

    const request = named(spans, 'POST /v1/tickets').one;
    assert.equal(request.parentSpanId, GATEWAY);
    assert.equal(request.kind, 2);
    assert.equal(request.attributes['http.response.status_code'], 201);
    assert.equal(request.attributes['tierline.request.id'], 'gateway-17');

    const calls = named(spans, 'POST').found.toSorted(
      (a, b) => wayUp(spans, a).length - wayUp(spans, b).length,
    );
    const numbers = calls.map(({ attributes, failed }) => [
      attributes['tierline.event.seq'],
      attributes['tierline.attempt'],
      failed,
    ]);
    assert.deepEqual(numbers, [
      [1, 2, false],
      [1, 1, true],
      [2, 1, false],
    ]);
    const [again, first, last] = calls.map((call) => wayUp(spans, call));
    const opened = ['intake create ticket', 'intake POST /v1/tickets'];
    assert.deepEqual(again, ['notifier POST', ...opened]);
    const told = ['notifier POST', 'notifier process notifier'];
    assert.deepEqual(first, [...told, 'intake send notifier', ...opened]);
    const routed = ['router change ticket', 'router process router', 'intake send router', ...opened];
    assert.deepEqual(last, [...told, 'router send notifier', ...routed]);
    const watched = wayUp(spans, named(spans, 'process sla').one);
    assert.deepEqual(watched, ['sla-monitor process sla', 'router send sla', ...routed]);

    // The receiver may go on with it.
    assert.deepEqual(
      webhook.heard.map(({ traceparent }) => traceparent).toSorted(),
      calls.map(({ spanId }) => `00-${TRACE}-${spanId}-01`).toSorted(),
    );
    for (const { text } of webhook.heard) assert.doesNotMatch(text, /traceparent/);
    const { items } = await client.listEvents(ticket);
    assert.ok(items.length >= 2);
    assert.doesNotMatch(JSON.stringify(items), /traceparent/);
  });

  it('begin anew where a timer fires, with a link to where it was set', async () => {
    const told = await eventually(async () => {
      const breach = webhook.heard.find(({ type }) => type === 'sla.breached');
      const id = breach?.traceparent.slice(36, 52);
      return otlp.spans.find(({ spanId }) => spanId === id) ?? assert.fail('no breach yet');
    });
    const spans = traceOf(told.traceId);
    assert.deepEqual(wayUp(spans, told), [
      'notifier POST',
      'notifier process notifier',
      'sla-monitor send notifier',
      'sla-monitor change ticket',
      'sla-monitor process timers',
    ]);
    assert.ok(
      named(spans, 'change ticket').found.some(({ attributes }) =>
        String(attributes['tierline.event.kinds']).includes('sla.breached'),
      ),
    );
    // The timer of the warning set that of the breach, and the routing that of the warning.
    const linked = (spans_: readonly ReceivedSpan[]) =>
      named(spans_, 'process timers').one.links[0] ?? assert.fail();
    const warned = traceOf(linked(spans).traceId);
    assert.deepEqual(linked(warned), { ...linked(warned), traceId: TRACE });
    assert.equal(linked(warned).spanId, named(traceOf(TRACE), 'process sla').one.spanId);
  });

  it('reach the tracker that a ticket is handed to', async () => {
    const { id } = await client.createTicket({ ...PERSONAL, subject: 'A data breach' });
    await eventually(async () => assert.equal((await client.claimNext('t3-eve'))?.id, id));
    const handover = { agent: 't3-eve', tracker: 'product', title: 'Schneewittchen', body: 'Rotkaeppchen' };
    await client.handToEngineering(id, handover);
    await eventually(async () => {
      const filed = named(otlp.spans, 'file issue').one;
      const spans = traceOf(filed.traceId);
      const call = spans.find(({ parentSpanId }) => parentSpanId === filed.spanId) ?? assert.fail('no call');
      assert.equal(call.kind, 3);
      assert.equal(call.attributes['server.address'], '127.0.0.1');
      assert.equal(wayUp(spans, call).at(-1), 'intake POST /v1/tickets/:id/engineering');
    });
  });

  it('name request, ticket and job in every log line, and no secret and nothing personal anywhere', async () => {
    const agentKey = await client.createKey({ role: 'T1', agent: 't1-ada', name: 'Holle, Frau' });
    const key = agentKey.secret ?? assert.fail();
    await client.putRequester({ email: PERSONAL.requester, name: 'Muster, Maria' });
    const { id } = (await client.claimNext('t1-ada')) ?? assert.fail('nothing to claim');
    await client.reply(id, { author: { kind: 'agent', id: 't1-ada' }, body: 'Sehr geehrte Frau Muster' });
    const stranger = newApiKey().key;
    const refusals = [
      await asked('/v1/tickets', { body: `{"requester": "${PERSONAL.requester}", ${PERSONAL.subject}` }),
      await asked('/v1/tickets', { body: JSON.stringify({ ...PERSONAL, [PERSONAL.subject]: 1 }) }),
      await asked(`/v1/requesters/${PERSONAL.requester}/Holle?name=Holle`),
      await asked(`/v1/tickets/${PERSONAL.requester}`),
      await asked('/v1/tickets', { headers: { authorization: `Bearer ${stranger}` }, body: '{}' }),
      await asked('/v1/clock', { headers: { 'x-request-id': PERSONAL.requester } }),
    ];
    assert.deepEqual(
      refusals.map(({ status }) => status),
      [400, 400, 404, 400, 401, 200],
    );

    // The agent's key is used, and ended.
    await asked('/v1/clock', { headers: { authorization: `Bearer ${key}` } });

    const lines: Record<string, unknown>[] = [];
    const texts = [...otlp.bodies];
    for (const service of SERVICE_NAMES) {
      const log = await readFile(join(real.dir, `${service}.log`), 'utf8');
      texts.push(log);
      for (const line of log.trimEnd().split('\n')) lines.push(JSON.parse(line) as Record<string, unknown>);
    }
    const secrets = [
      real.system.adminKey,
      key,
      stranger,
      SECRET,
      tracker.dialect.token,
      tracker.dialect.secret,
    ];
    for (const hidden of [...Object.values(PERSONAL), ...WRITTEN, ...secrets])
      for (const text of texts) assert.ok(!text.includes(hidden), hidden);

    const request = lines.find(({ msg, requestId }) => msg === 'request' && requestId === 'gateway-17');
    assert.deepEqual(
      [request?.['ticketId'], request?.['route'], request?.['trace_id']],
      [ticket, '/v1/tickets', TRACE],
    );
    const change = (service: string) =>
      lines.find(
        (line) =>
          line['service'] === service && line['msg'] === 'ticket changed' && line['ticketId'] === ticket,
      ) ?? assert.fail(service);
    assert.equal(change('intake')['requestId'], 'gateway-17');
    assert.equal(change('router')['queue'], 'router');
    assert.match(String(change('router')['jobId']), new RegExp(ticket));
    assert.equal(change('router')['trace_id'], TRACE);
    const refused = lines.find(({ msg }) => msg === 'caller refused');
    assert.equal(refused?.['requestId'], refusals[4]?.headers.get('x-request-id'));
    const problem = (await refusals[3]?.json()) as { requestId: string };
    assert.equal(problem.requestId, refusals[3]?.headers.get('x-request-id'));
    assert.match(refusals[5]?.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
  });

  it('cost no request its time while the receiver hangs, or is away, nor the process its end', async () => {
    const millis = async () => {
      const all: number[] = [];
      for (let batch = 0; batch < 4; batch += 1) {
        await Promise.all(
          Array.from({ length: 10 }, async () => {
            const begun = performance.now();
            await client.readTicket(ticket);
            all.push(performance.now() - begun);
          }),
        );
      }
      return all.toSorted((a, b) => a - b)[Math.floor(all.length * 0.99)] ?? assert.fail();
    };
    await millis();
    const taken = await millis();
    otlp.hang();
    const hanging = await millis();
    await otlp.leave();
    const away = await millis();
    const round = (ms: number) => `${Math.round(ms)} ms`;
    process.stdout.write(
      `      p99: ${round(taken)} with a receiver, ${round(hanging)} with one that hangs, ${round(away)} without\n`,
    );
    assert.ok(Math.max(hanging, away) < 4 * taken + 500, 'the receiver delays requests');
    const stopping = performance.now();
    await real.system.stop();
    const seconds = (performance.now() - stopping) / 1000;
    assert.ok(seconds < 9, `stopping took ${seconds} s`);
  });
});
