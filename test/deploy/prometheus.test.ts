import assert from 'node:assert/strict';
import { posix } from 'node:path';

import { parse } from 'yaml';
import { z } from 'zod';

import { container, read, serviceNames } from './deployment.ts';

const { scrape_configs: jobs, rule_files: ruleFiles } = z
  .object({
    rule_files: z.array(z.string()),
    scrape_configs: z.array(
      z.object({
        job_name: z.string(),
        metrics_path: z.literal('/metrics').optional(),
        dns_sd_configs: z.array(z.object({ names: z.array(z.string()), type: z.string(), port: z.number() })),
        relabel_configs: z.array(z.object({ source_labels: z.array(z.string()), target_label: z.string() })),
      }),
    ),
  })
  .parse(parse(read('deploy/compose/prometheus.yml')));

describe('prometheus.yml', () => {
  it('has one job per service, which gives its metrics the label service', () => {
    assert.deepEqual(jobs.map(({ job_name: name }) => name).toSorted(), serviceNames);
    for (const { relabel_configs: relabel } of jobs) {
      assert.deepEqual(relabel, [{ source_labels: ['job'], target_label: 'service' }]);
    }
  });

  it('asks every container of a service, at its admin port', () => {
    for (const { job_name: name, dns_sd_configs: targets } of jobs) {
      const port = Number(container(name).environment['ADMIN_PORT']);
      assert.deepEqual(targets, [{ names: [name], type: 'A', port }]);
    }
  });

  it('is what Compose gives to Prometheus, on a network that it shares with every service', () => {
    const { command, networks, volumes } = container('prometheus');
    const [config] = volumes;
    assert.ok(typeof config === 'object');
    assert.deepEqual([config.source, config.read_only], ['prometheus.yml', true]);
    assert.ok(command.includes(`--config.file=${config.target}`));
    for (const name of serviceNames) {
      assert.ok(
        container(name).networks.some((network) => network === 'metrics' && networks.includes(network)),
        name,
      );
    }
  });

  it('evaluates the rules that Compose mounts beside it', () => {
    const mounts = container('prometheus').volumes.filter((volume) => typeof volume === 'object');
    const [config, rules] = mounts.map(({ target }) => target);
    assert.equal(mounts[1]?.source, '../prometheus/rules');
    const [pattern = ''] = ruleFiles;
    assert.equal(posix.join(posix.dirname(config ?? ''), pattern), `${rules}/*.yaml`);
  });
});
