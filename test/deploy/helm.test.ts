import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { QUEUES } from '@tierline/contracts';
import { loadConfig, newApiKey } from '@tierline/platform';

import {
  type ChartObject,
  chartPath,
  skipWithoutHelm,
  render,
  type Rendered,
  type RenderedPod,
  selects,
} from './chart.ts';
import { read, schemas, serviceNames } from './deployment.ts';
import { statusOf } from './healthcheck.ts';

/** The values files that the chart is tried with, here and by deploy/validate.sh. */
const CASES = ['usual', 'keda', 'hpa'] as const;

describe('the chart', function chart() {
  this.timeout(60_000);
  const cases = new Map<string, Rendered>();
  before(function skip() {
    skipWithoutHelm(this);
  });
  before(async () => {
    for (const name of CASES)
      cases.set(name, await render(read(`deploy/helm/tierline/ci/${name}-values.yaml`)));
  });

  const rendered = (name: (typeof CASES)[number]): Rendered => {
    const found = cases.get(name);
    if (found === undefined) throw new Error(`not rendered: ${name}`);
    return found;
  };
  const usual = () => rendered('usual');
  const deploymentOf = (role: string, from = usual()) => {
    const found = from.of('Deployment').find(({ name }) => name === `desk-tierline-${role}`);
    if (found === undefined) throw new Error(`no Deployment of ${role}`);
    return found;
  };
  const containerOf = (role: string, from = usual()) => {
    const [container, ...others] = deploymentOf(role, from).spec.template.spec.containers;
    if (container === undefined || others.length > 0) throw new Error(`not one container: ${role}`);
    return container;
  };

  it('is tried with every values file that it has for that', async () => {
    const files = await readdir(join(chartPath, 'ci'));
    assert.deepEqual(files.toSorted(), CASES.map((name) => `${name}-values.yaml`).toSorted());
  });

  it('makes of each service one Deployment whose pods nothing else selects, with a budget, metrics and a spread', () => {
    for (const [, from] of cases) {
      const deployments = from.of('Deployment');
      assert.deepEqual(
        deployments.map(({ labels }) => labels['app.kubernetes.io/component'] ?? '').toSorted(),
        serviceNames,
      );
      for (const { name, spec } of deployments) {
        const own = spec.template.metadata.labels;
        const selecting = (selectors: readonly Readonly<Record<string, string>>[]) =>
          selectors.filter((selector) => selects(selector, own)).length;
        assert.equal(selecting(deployments.map((one) => one.spec.selector.matchLabels)), 1, name);
        assert.equal(
          selecting(from.of('PodDisruptionBudget').map((one) => one.spec.selector.matchLabels)),
          1,
          name,
        );
        const services = from.of('Service').filter((one) => selects(one.spec.selector, own));
        assert.deepEqual(
          services.map((one) => one.spec.ports.map(({ targetPort }) => targetPort).join()).toSorted(),
          name.endsWith('-intake') ? ['admin', 'api'] : ['admin'],
        );
        const spread = spec.template.spec.topologySpreadConstraints;
        assert.deepEqual(
          spread.map(({ topologyKey }) => topologyKey),
          ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'],
        );
        for (const { labelSelector } of spread) assert.ok(selects(labelSelector.matchLabels, own), name);
      }
      for (const { spec } of from.of('PodDisruptionBudget')) assert.equal(spec.maxUnavailable, 1);
    }
  });

  it('makes only pods that the restricted security standard admits, and more', () => {
    for (const [, from] of cases) for (const pod of from.pods()) assertRestricted(pod);
  });

  it('takes processor time and memory for every container, and limits its memory', () => {
    for (const [, from] of cases) {
      for (const { name, spec } of from.pods()) {
        for (const { resources } of spec.containers) {
          assert.ok(
            resources.requests['cpu'] && resources.requests['memory'] && resources.limits['memory'],
            name,
          );
        }
      }
    }
  });

  it('asks each service whether it started, lives and is ready, where the service says so', async () => {
    for (const role of serviceNames) {
      const { ports, startupProbe, livenessProbe, readinessProbe, env } = containerOf(role);
      const admin = ports.find(({ name }) => name === 'admin')?.containerPort;
      assert.equal(env.find(({ name }) => name === 'ADMIN_PORT')?.value, String(admin));
      for (const probe of [startupProbe, livenessProbe, readinessProbe])
        assert.equal(probe?.httpGet.port, 'admin');
      // A slow database is named within 1.5 s; a probe that gives up sooner would not hear it.
      assert.ok((readinessProbe?.timeoutSeconds ?? 0) > 1.5);
      const alive = livenessProbe?.httpGet.path ?? '';
      assert.equal(startupProbe?.httpGet.path, alive);
      assert.deepEqual(
        [await statusOf(alive, 'ready'), await statusOf(alive, 'not-ready')],
        [200, 200],
        'a lost database restarts nothing',
      );
      const ready = readinessProbe?.httpGet.path ?? '';
      assert.deepEqual([await statusOf(ready, 'ready'), await statusOf(ready, 'not-ready')], [200, 503]);
    }
  });

  it('gives a pod time to be forgotten by its callers, and then more than the 10 s it takes at most to stop', () => {
    for (const role of serviceNames) {
      const { terminationGracePeriodSeconds: grace = 0 } = deploymentOf(role).spec.template.spec;
      const sleep = containerOf(role).lifecycle?.preStop.sleep.seconds ?? 0;
      assert.ok(sleep >= 5 && grace > sleep + 10, `${role}: ${sleep} s of ${grace} s`);
    }
  });

  for (const [role, schema] of schemas) {
    it(`tells ${role} all that it needs, and nothing that it does not know`, () => {
      for (const [, from] of cases) {
        const { env } = containerOf(role, from);
        assert.deepEqual(
          env.map(({ name }) => name).filter((name) => !(name in schema.shape)),
          [],
        );
        const secrets: Record<string, string> = {
          MONGODB_URI: 'mongodb://mongodb/tierline',
          REDIS_URL: 'redis://redis',
          ADMIN_KEY: newApiKey().key,
        };
        const environment = Object.fromEntries(
          env.map(({ name, value, valueFrom }) => [name, valueFrom === undefined ? value : secrets[name]]),
        );
        assert.equal(loadConfig(schema, environment, { service: role })['HOST'], '0.0.0.0');
      }
    });
  }

  it("puts a role's variables before those of all roles", () => {
    const level = (role: string) =>
      containerOf(role, rendered('keda')).env.filter(({ name }) => name === 'LOG_LEVEL');
    assert.deepEqual(level('router'), [{ name: 'LOG_LEVEL', value: 'warn' }]);
    assert.deepEqual(level('sla-monitor'), [{ name: 'LOG_LEVEL', value: 'debug' }]);
  });

  it('holds no secret: it names keys of Secrets that are there', () => {
    for (const [, from] of cases) {
      assert.deepEqual(
        from.objects.filter(({ kind }) => kind === 'Secret'),
        [],
      );
      for (const { spec } of from.pods()) {
        for (const { name, value, valueFrom } of spec.containers.flatMap(({ env }) => env)) {
          const secret = /^(MONGODB_URI|REDIS_URL|ADMIN_KEY|KEY)$/.test(name);
          assert.equal(valueFrom?.secretKeyRef !== undefined, secret, name);
          assert.doesNotMatch(value ?? '', /tl_|whsec_|:\/\/[^/]*@/);
        }
      }
    }
    const named = containerOf('notifier', rendered('keda')).envFrom.map(({ secretRef }) => secretRef.name);
    assert.deepEqual(named, ['webhook-secrets', 'pager-keys']);
  });

  it('brings the database to the version before its services come, in the image of intake', () => {
    const [job, ...others] = usual().of('Job');
    assert.ok(job !== undefined && others.length === 0);
    const object = usual().objects.find(({ kind }) => kind === 'Job');
    assert.equal(object?.metadata.annotations['helm.sh/hook'], 'pre-install,pre-upgrade');
    const [container] = job.spec.template.spec.containers;
    assert.deepEqual(container?.command, ['node', 'dist/migrate.js']);
    assert.deepEqual(
      container.env.map(({ name }) => name),
      ['MONGODB_URI'],
    );
    assert.equal(container.image, containerOf('intake').image);
    assert.deepEqual(rendered('hpa').of('Job'), []);
  });

  it('names images by version, or by digest where one is given', () => {
    assert.equal(containerOf('router').image, 'tierline/router:0.1.0');
    assert.equal(
      containerOf('router', rendered('keda')).image,
      `registry.example.com/acme/tierline/router@sha256:${'2'.padStart(64, '0')}`,
    );
    assert.equal(
      containerOf('notifier', rendered('keda')).image,
      'registry.example.com/acme/tierline/notifier:0.1.0',
    );
  });

  it('denies all traffic, and allows each role its databases, names and callers', () => {
    for (const name of ['usual', 'keda'] as const) assertNetwork(rendered(name));
    assert.deepEqual(rendered('hpa').of('NetworkPolicy'), []);
  });

  it('lets the notifier alone out, and not inward', () => {
    const out = usual()
      .of('NetworkPolicy')
      .flatMap((one) => one.spec.egress.flatMap(({ to = [] }) => to.flatMap(({ ipBlock }) => ipBlock ?? [])))
      .map(({ except }) => except);
    assert.equal(out.length, 2);
    for (const range of [
      '10.0.0.0/8',
      '172.16.0.0/12',
      '192.168.0.0/16',
      '169.254.0.0/16',
      '127.0.0.0/8',
      '100.64.0.0/10',
    ]) {
      assert.ok(out[0]?.includes(range), range);
    }
  });

  it('scales a role in one way, and then says no number of replicas itself', () => {
    for (const [name, from] of cases) {
      const scaled = [...from.of('HorizontalPodAutoscaler'), ...from.of('ScaledObject')].map(
        ({ spec }) => spec.scaleTargetRef.name,
      );
      assert.equal(new Set(scaled).size, scaled.length, name);
      for (const one of from.of('Deployment')) {
        assert.equal(one.spec.replicas === undefined, scaled.includes(one.name), one.name);
      }
    }
    assert.equal(rendered('hpa').of('HorizontalPodAutoscaler').length, 4);
    assert.deepEqual(usual().of('ScaledObject'), []);
  });

  it('scales on the backlog of every queue, once, and holds where it cannot see it', () => {
    const scaled = rendered('keda').of('ScaledObject');
    const queues = scaled.flatMap(({ spec }) => queuesOf(spec.triggers[0]?.metadata['query']));
    assert.deepEqual(queues.toSorted(), Object.values(QUEUES).toSorted());
    for (const { spec } of scaled) {
      assert.ok(spec.minReplicaCount >= 2 && spec.fallback.replicas >= 2);
      assert.equal(spec.fallback.behavior, 'currentReplicasIfHigher');
      const [jobs, oldest] = spec.triggers.map(({ metadata }) => metadata);
      assert.match(
        jobs?.['query'] ?? '',
        /^sum\(max by \(queue, state\) \(tierline_queue_jobs\{namespace="support",/,
      );
      assert.match(
        oldest?.['query'] ?? '',
        /max by \(queue\) \(tierline_queue_oldest_job_age_seconds\{namespace="support",/,
      );
      assert.deepEqual(queuesOf(jobs?.['query']), queuesOf(oldest?.['query']));
      for (const one of [jobs, oldest]) assert.equal(one?.['ignoreNullValues'], 'false');
    }
  });

  it('lets Prometheus find the metrics of every role and of nothing else', () => {
    const [monitor] = usual().of('ServiceMonitor');
    const found = usual()
      .of('Service')
      .filter(({ labels }) => selects(monitor?.spec.selector.matchLabels ?? {}, labels));
    assert.deepEqual(
      found.map(({ labels }) => labels['app.kubernetes.io/component'] ?? '').toSorted(),
      serviceNames,
    );
    for (const { spec } of found)
      assert.deepEqual(
        spec.ports.map(({ name }) => name),
        ['admin'],
      );
  });
});

/** What https://kubernetes.io/docs/concepts/security/pod-security-standards asks for as "restricted", and three things more. */
function assertRestricted({ name, spec }: RenderedPod): void {
  assert.deepEqual(
    spec.securityContext,
    { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    name,
  );
  assert.equal(spec.automountServiceAccountToken, false, name);
  assert.deepEqual(spec.initContainers, []);
  for (const { securityContext } of spec.containers) {
    assert.deepEqual(
      securityContext,
      {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      name,
    );
  }
  for (const volume of spec.volumes) {
    assert.ok('configMap' in volume || 'emptyDir' in volume, `${name}: ${JSON.stringify(volume)}`);
  }
}

/** The queues that a query of KEDA's asks for. */
function queuesOf(query: string | undefined): readonly string[] {
  return /queue=~"([^"]*)"/.exec(query ?? '')?.[1]?.split('|') ?? [];
}

/** Every pod is under the one policy that denies, and under one that allows it what it needs. */
function assertNetwork(from: Rendered): void {
  const policies = from.of('NetworkPolicy');
  for (const { name, labels } of from.pods()) {
    const own = policies.filter(({ spec }) => selects(spec.podSelector.matchLabels, labels));
    const [denying, allowing, ...others] = own.toSorted(
      (a, b) => a.spec.egress.length - b.spec.egress.length,
    );
    assert.ok(denying !== undefined && allowing !== undefined && others.length === 0, name);
    assert.deepEqual([denying.spec.ingress, denying.spec.egress], [[], []]);
    for (const { spec } of own) assert.deepEqual(spec.policyTypes, ['Ingress', 'Egress']);
    assertAllowed(labels['app.kubernetes.io/component'] ?? '', allowing);
  }
}

function assertAllowed(component: string, { spec }: ChartObject<'NetworkPolicy'>): void {
  const ports = (rules: readonly { readonly ports: readonly { readonly port: number | string }[] }[]) =>
    rules.map((rule) => [...new Set(rule.ports.map(({ port }) => port))].join());
  const service = serviceNames.includes(component);
  assert.deepEqual(
    ports(spec.ingress),
    service ? (component === 'intake' ? ['admin', 'api'] : ['admin']) : [],
    component,
  );
  const [names, ...out] = ports(spec.egress);
  assert.equal(names, '53', component);
  if (component === 'test') return assert.deepEqual(out, ['api']);
  assert.equal(out[0], '27017', component);
  if (component === 'migration') return assert.equal(out.length, 1);
  assert.match(out[1] ?? '', /^6379/, component);
  assert.equal(out.includes('443'), component === 'notifier', component);
}
