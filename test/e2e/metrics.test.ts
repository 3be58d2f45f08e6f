import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

import { createClient } from '@tierline/client';
import { type Metric, METRICS, type ServiceName, SERVICES } from '@tierline/contracts';
import { eventually, toolPath } from '@tierline/testkit';

import { type RealSystem, realSystem } from '../real-system.ts';

const TICKET = { subject: 'Hello?', description: 'Is anybody there?', requester: 'customer@example.com' };
const catalogue: readonly Metric[] = Object.values(METRICS);
const promtool = toolPath('promtool');
/** What the runtime shows: prom-client's own names. */
const RUNTIME = /^(process|nodejs)_/;

/** What a service shows of one metric. */
interface Family {
  readonly kind: string;
  readonly help: string;
  readonly samples: readonly { readonly name: string; readonly labels: string; readonly value: number }[];
}

function familiesOf(text: string): ReadonlyMap<string, Family> {
  const families = new Map<string, { kind: string; help: string; samples: Family['samples'][number][] }>();
  let present: { samples: Family['samples'][number][] } | undefined;
  for (const line of text.split('\n')) {
    const [, what, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (what !== undefined) {
      const family = families.get(name) ?? { kind: '', help: '', samples: [] };
      families.set(name, { ...family, ...(what === 'HELP' ? { help: rest } : { kind: rest }) });
      present = families.get(name);
      continue;
    }
    const [, sample = '', labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (value !== undefined) present?.samples.push({ name: sample, labels, value: Number(value) });
  }
  return families;
}

function labelsOf(labels: string): readonly [name: string, value: string][] {
  return [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name = '', value = '']) => [name, value]);
}

describe('the metrics of all services', function metrics() {
  this.timeout(60_000);
  let real: RealSystem;
  const text = async (service: ServiceName) => {
    const { adminUrl } = real.system.services.find(({ name }) => name === service) ?? assert.fail();
    return (await fetch(`${adminUrl}/metrics`)).text();
  };
  const valueOf = async (service: ServiceName, metric: Metric, labels: string) =>
    familiesOf(await text(service))
      .get(metric.name)
      ?.samples.find((sample) => sample.labels === labels)?.value;

  before(async () => {
    real = await realSystem('metrics', async () => ({ env: { SWEEP_SECONDS: '1' } }));
    const client = createClient({ baseUrl: real.system.apiUrl, apiKey: real.system.adminKey });
    for (let count = 0; count < 5; count += 1)
      await client.createTicket(TICKET, { idempotencyKey: `${count}` });
    await client.createTicket(TICKET, { idempotencyKey: '0' });
    const { items } = await client.listAgents();
    const { id: agent } = items.find(({ tier }) => tier === 'T1') ?? assert.fail();
    const ticket = await eventually(async () => (await client.claimNext(agent)) ?? assert.fail());
    await client.reply(ticket.id, { author: { kind: 'agent', id: agent }, body: 'Yes: press the button.' });
    await client.solve(ticket.id, { agent });
    await assert.rejects(client.readTicket('0'.repeat(24)));
    await fetch(`${real.system.apiUrl}/nowhere/${ticket.id}`);
  });
  after(async () => real[Symbol.asyncDispose]());

  for (const service of SERVICES) {
    it(`of ${service} are those of the catalogue, no more and no less, with its labels and their values`, async () => {
      const families = familiesOf(await text(service));
      const expected = catalogue.filter((metric) => metric.services.includes(service));
      assert.deepEqual(
        [...families.keys()].filter((name) => !RUNTIME.test(name)).toSorted(),
        expected.map(({ name }) => name).toSorted(),
      );
      for (const { name, kind, help, labels } of expected) {
        const family = families.get(name);
        assert.deepEqual([family?.kind, family?.help], [kind, help], name);
        for (const sample of family?.samples ?? []) {
          const given = labelsOf(sample.labels).filter(([label]) => label !== 'le');
          assert.deepEqual(given.map(([label]) => label).toSorted(), Object.keys(labels).toSorted(), name);
          for (const [label, value] of given) {
            const values = labels[label] ?? assert.fail();
            if ('length' in values) assert.ok(values.includes(value), `${name}: ${label}="${value}"`);
          }
        }
      }
    });

    it(`of ${service} pass promtool`, async function check() {
      if (promtool === undefined) {
        process.stdout.write('      not checked: there is no promtool; it comes with Prometheus\n');
        this.skip();
      }
      const { status, stdout, stderr } = spawnSync(promtool, ['check', 'metrics'], {
        input: await text(service),
        encoding: 'utf8',
      });
      assert.deepEqual([status, stdout, stderr], [0, '', '']);
    });
  }

  it('count what happened, each thing once, whichever process did it', async () => {
    const requests = `method="POST",route="/v1/tickets",status="2xx"`;
    assert.equal(await valueOf('intake', METRICS.httpRequests, requests), 6);
    assert.equal(await valueOf('intake', METRICS.idempotencyRequests, 'result="new"'), 5);
    assert.equal(await valueOf('intake', METRICS.idempotencyRequests, 'result="replayed"'), 1);
    assert.equal(await valueOf('intake', METRICS.ticketsSolved, 'tier="T1"'), 1);
    assert.equal(await valueOf('intake', METRICS.ticketsTaken, 'tier="T1"'), 1);
    for (const promise of ['firstResponse', 'resolution', 'tier'])
      assert.equal(
        await valueOf('intake', METRICS.promiseOutcomes, `tier="T1",promise="${promise}",outcome="met"`),
        1,
        promise,
      );
    assert.equal(await valueOf('intake', METRICS.httpProblems, 'code="unknown-ticket"'), 1);
    const unknown = 'method="GET",route="none",status="4xx"';
    assert.equal(await valueOf('intake', METRICS.httpRequests, unknown), 1);
  });

  it('of the router show how tickets, queues, people and outboxes stand', async () => {
    await eventually(async () => {
      const open = (state: string) => valueOf('router', METRICS.ticketsOpen, `tier="T1",state="${state}"`);
      assert.deepEqual([await open('waiting'), await open('working')], [4, 0]);
      assert.ok(((await valueOf('router', METRICS.oldestWaiting, 'tier="T1"')) ?? 0) > 0);
      assert.equal(await valueOf('router', METRICS.oldestWaiting, 'tier="T3"'), 0);
      assert.equal(await valueOf('router', METRICS.outboxPending, ''), 0);
      assert.equal(await valueOf('router', METRICS.queueJobs, 'queue="router",state="waiting"'), 0);
      assert.ok(((await valueOf('router', METRICS.queueJobs, 'queue="timers",state="delayed"')) ?? 0) >= 0);
      assert.equal(await valueOf('router', METRICS.people, 'tier="T1",state="full"'), 0);
    }, 40_000);
  });
});
