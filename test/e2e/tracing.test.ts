import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { realServers } from '@tierline/testkit';

import { startOtlpReceiver } from '../otlp-receiver.ts';

/** Runs a program in a process of its own, in which it knows the address of every script that was loaded. */
async function run(program: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const inspected = `
    import { Session } from 'node:inspector';
    const session = new Session();
    session.connect();
    const scripts = new Set();
    session.on('Debugger.scriptParsed', ({ params }) => scripts.add(params.url));
    session.post('Debugger.enable');
    const loaded = (part) => [...scripts].some((url) => url.includes(part));
    ${program}`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', '--conditions', 'source', '--input-type', 'module', '-e', inspected],
    { cwd: import.meta.dirname, env: { PATH: process.env['PATH'] ?? '', ...env } },
  );
  return stdout;
}

const START = `
  const { createLogger, startTracing, traced, presentTraceparent, sending } = await import('@tierline/platform');
  const logger = createLogger({ service: 'test', level: 'warn' });
  const endpoint = process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  const tracing = await startTracing({ service: 'test', version: '1', endpoint, logger });`;

describe('tracing', function tracing() {
  this.timeout(60_000);

  it('loads no SDK, and leaves no trace anywhere, unless there is an endpoint', async () => {
    const printed = await run(`
      ${START}
      // Every service, as far as it can be loaded without being started.
      for (const name of ['intake', 'router', 'sla-monitor', 'notifier'])
        await import('../../services/' + name + '/src/service.ts');
      let place = 'none';
      await traced({ name: 'x', attributes: {} }, async () => { place = presentTraceparent() ?? 'none'; });
      let sent;
      await sending('q', [{ ticketId: 't', seq: 1 }], async (items) => { sent = items; });
      await tracing.stop();
      console.log(JSON.stringify({
        place, sent, platform: loaded('/platform/src/tracing.ts'), api: loaded('@opentelemetry/api'),
        sdk: loaded('@opentelemetry/sdk') || loaded('@opentelemetry/exporter') || loaded('tracing-sdk'),
      }));`);
    assert.deepEqual(JSON.parse(printed), {
      place: 'none',
      sent: [{ ticketId: 't', seq: 1 }],
      platform: true,
      api: true,
      sdk: false,
    });
  });

  it('loads it where there is one, follows the sampler that is asked for, and sends what is left at the end', async () => {
    await using receiver = await startOtlpReceiver();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    const program = `
      ${START}
      const places = [];
      await traced({ name: process.env.SPAN, attributes: {} }, async () => {
        places.push(presentTraceparent());
        await sending('q', [{ ticketId: 't', seq: 1, traceparent: places[0] }], async ([item]) => { places.push(item.traceparent); });
      });
      await tracing.stop();
      console.log(JSON.stringify({ places, sdk: loaded('@opentelemetry/sdk') }));`;
    const [always, never] = await Promise.all([
      run(program, { ...env, SPAN: 'kept' }),
      run(program, { ...env, SPAN: 'dropped', OTEL_TRACES_SAMPLER: 'parentbased_always_off' }),
    ]);
    const kept = JSON.parse(always) as { places: string[]; sdk: boolean };
    const dropped = JSON.parse(never) as { places: string[] };
    assert.equal(kept.sdk, true);
    const shape = /^00-([0-9a-f]{32})-[0-9a-f]{16}-0([01])$/;
    const [own, sent] = kept.places.map((place) => shape.exec(place) ?? assert.fail(place));
    assert.equal(own?.[1], sent?.[1]);
    assert.notEqual(own?.[0], sent?.[0]);
    assert.equal(own?.[2], '1');
    // Those downstream hear that it is not kept, so that they keep no halves.
    assert.deepEqual(
      dropped.places.map((place) => shape.exec(place)?.[2]),
      ['0', '0'],
    );
    assert.deepEqual(receiver.spans.map(({ name }) => name).toSorted(), ['kept', 'send q']);
  });

  it('keeps the tickets of one job in their own traces, also those that fail and come again', async () => {
    await using receiver = await startOtlpReceiver();
    const { redisUrl } = realServers();
    await run(
      `
      ${START}
      const { createMetrics, createWakeQueue, producerConnection, startWakeWorker, workerConnection } = await import('@tierline/platform');
      const place = { name: 'q', prefix: 'traces-' + process.pid };
      const producer = producerConnection(process.env.REDIS_URL);
      const connection = workerConnection(process.env.REDIS_URL);
      const { registry } = createMetrics({ service: 'test' });
      const queue = createWakeQueue({ ...place, connection: producer });
      const wakes = [];
      for (const ticketId of ['t1', 't2']) {
        await traced({ name: 'ask ' + ticketId, attributes: {} }, async () => {
          wakes.push({ ticketId, seq: 1, traceparent: presentTraceparent() });
        });
      }
      // Of nothing that was traced.
      wakes.push({ ticketId: 't3', seq: 1 });
      await sending('q', wakes, async (placed) => queue.wake(placed));
      const left = new Set(['t1', 't2', 't3']);
      let refused = false;
      const change = async (name, ticketId) => traced({ name, about: { ticketId }, attributes: {} }, async () => undefined);
      await new Promise((resolve) => {
        const worker = startWakeWorker({ ...place, connection, concurrency: 1, logger: { warn() {} }, registry,
          handle: async (items) => {
            if (items.length > 1) {
              for (const { ticketId } of items) await change('together', ticketId);
              throw new Error('together');
            }
            const [{ ticketId }] = items;
            if (ticketId === 't2' && !refused) { refused = true; throw new RangeError('alone'); }
            await change('alone', ticketId);
            if (ticketId === 't1') await change('another', 't9');
            left.delete(ticketId);
            if (left.size === 0) setTimeout(() => worker.close().then(resolve), 50);
          } });
      });
      await queue.close();
      for (const key of await connection.keys(place.prefix + ':*')) await connection.del(key);
      connection.disconnect();
      producer.disconnect();
      await tracing.stop();`,
      { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, REDIS_URL: redisUrl },
    );
    const tree = (ask: string) => {
      const root = receiver.spans.find(({ name }) => name === ask) ?? assert.fail(ask);
      const below = (parent: string): unknown[] =>
        receiver.spans
          .filter(({ parentSpanId }) => parentSpanId === parent)
          .map(({ name, spanId, traceId, failed, attributes }) => {
            assert.equal(traceId, root.traceId);
            const attempt = attributes['tierline.attempt'];
            const which = typeof attempt === 'number' ? ` #${attempt}` : '';
            return [`${name}${which}${failed ? ' failed' : ''}`, ...below(spanId)];
          });
      return below(root.spanId);
    };
    assert.deepEqual(tree('ask t1'), [['send q', ['process q #1', ['together'], ['alone']]]]);
    assert.deepEqual(tree('ask t2'), [
      ['send q', ['process q #1 failed', ['together']], ['process q #2', ['alone']]],
    ]);
    const untraced =
      receiver.spans.find(
        ({ name, attributes }) => name === 'process q' && attributes['tierline.ticket.id'] === 't3',
      ) ?? assert.fail();
    assert.equal(untraced.parentSpanId, undefined);
    // What a wake brings about on another ticket begins a trace, and says where it came from.
    const another = receiver.spans.find(({ name }) => name === 'another') ?? assert.fail();
    const ofT1 = receiver.spans.find(
      ({ name, attributes }) => name === 'process q' && attributes['tierline.ticket.id'] === 't1',
    );
    assert.equal(another.parentSpanId, undefined);
    assert.equal(another.links[0]?.spanId, ofT1?.spanId);
  });
});
