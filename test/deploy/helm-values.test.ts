import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chartPath, skipWithoutHelm, refusal, render, type Rendered, runHelm } from './chart.ts';
import { read } from './deployment.ts';

describe("the chart's values", function values() {
  this.timeout(60_000);
  before(function skip() {
    skipWithoutHelm(this);
  });

  const refused: readonly (readonly [what: string, values: string, reason: RegExp])[] = [
    ['a value that it does not know', 'replicaCount: 2', /'replicaCount' not allowed/],
    ['a role that it does not know', 'roles: { console: { replicas: 1 } }', /'console' not allowed/],
    ['a key of a role that it does not know', 'roles: { router: { replica: 1 } }', /'replica' not allowed/],
    ['two ways to scale', 'roles: { router: { autoscaling: { by: [hpa, keda] } } }', /must be one of/],
    [
      'scaling on a backlog without Prometheus',
      'roles: { router: { autoscaling: { by: keda } } }',
      /prometheusUrl/,
    ],
    [
      'a backlog of intake, which has no queue',
      'roles: { intake: { autoscaling: { by: keda } } }',
      /must be one of/,
    ],
    ['scaling below two', 'roles: { sla-monitor: { autoscaling: { minReplicas: 1 } } }', /minReplicas/],
    ['a variable that no service knows', 'config: { LOGLEVEL: debug }', /'LOGLEVEL' not allowed/],
    [
      "another role's variable",
      "roles: { router: { config: { HORIZON_SECONDS: '60' } } }",
      /HORIZON_SECONDS/,
    ],
    ['a variable that the chart sets', "roles: { intake: { config: { PORT: '80' } } }", /'PORT' not allowed/],
    ['a secret in place of where it is', 'secrets: { MONGODB_URI: mongodb://desk:pw@db }', /want object/],
    ['a digest that is none', 'roles: { router: { digest: latest } }', /digest/],
    ['less time than a service takes to stop', 'shutdown: { drainSeconds: 10 }', /drainSeconds/],
    ['a container without a limit of memory', 'roles: { router: { resources: { limits: null } } }', /limits/],
  ];
  it('refuses with a reason what it cannot do', async () => {
    for (const [what, values, reason] of refused) assert.match((await refusal(values)) ?? '', reason, what);
  });

  it('gives the services the policy that its values hold, and new pods with another one', async () => {
    const policy = (from: Rendered) =>
      from.objects.find(({ metadata }) => metadata.name === 'desk-tierline-policy')?.['data'];
    const sums = (from: Rendered) =>
      from.of('Deployment').map(({ spec }) => spec.template.metadata.annotations?.['checksum/policy']);
    const usual = await render();
    assert.deepEqual(policy(usual), { 'tierline.yaml': read('simulator/presets/saas/tierline.yaml') });

    const text = '# ours\ntiers:\n  {{ not: a template }}\n';
    const ours = await render(JSON.stringify({ policy: { text } }));
    assert.deepEqual(policy(ours), { 'tierline.yaml': text });
    for (const sum of sums(ours)) assert.ok(sum !== undefined && !sums(usual).includes(sum));
  });

  it('needs nothing outside its package, and carries rules and dashboards as they are', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'tierline-chart-'));
    try {
      await cp(chartPath, join(dir, 'tierline'), { recursive: true });
      for (const name of ['rules', 'dashboards']) {
        await mkdir(join(dir, 'tierline/files', name), { recursive: true });
      }
      const groups = [
        {
          name: 'g',
          rules: [{ alert: 'A', expr: 'up == 0', annotations: { summary: '{{ $labels.job }}' } }],
        },
      ];
      const dashboard = '{\n  "title": "{{queue}}"\n}\n';
      await writeFile(
        join(dir, 'tierline/files/rules/a.yaml'),
        `# Generated.\n${JSON.stringify({ groups })}\n`,
      );
      await writeFile(join(dir, 'tierline/files/dashboards/d.json'), dashboard);
      const packed = await runHelm(['package', join(dir, 'tierline'), '--destination', dir]);
      assert.ok(packed.ok, packed.output);
      await rm(join(dir, 'tierline'), { recursive: true });
      const from = await render('monitoring: { rules: { enabled: true } }', join(dir, 'tierline-0.1.0.tgz'));
      const named = (name: string) => from.objects.find(({ metadata }) => metadata.name === name);
      assert.deepEqual(named('desk-tierline-a')?.spec, { groups });
      assert.deepEqual(named('desk-tierline-dashboard-d')?.['data'], { 'd.json': dashboard });
      const names = (one: Rendered) => one.objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
      for (const name of names(await render())) assert.ok(names(from).includes(name), name);
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});
