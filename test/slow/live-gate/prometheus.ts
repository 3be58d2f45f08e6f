import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { freePort, startGuarded } from '@tierline/local';
import { toolPath } from '@tierline/testkit';
import { stringify } from 'yaml';

export const prometheusBinary = toolPath('prometheus');

/** An alert as Prometheus lists it. */
export interface LiveAlert {
  readonly name: string;
  readonly state: 'pending' | 'firing';
  readonly labels: Readonly<Record<string, string>>;
}

/** A Prometheus of our own. */
export interface Prometheus extends AsyncDisposable {
  /** How many series an expression gives. Throws Error with what Prometheus says of one that it cannot evaluate. */
  readonly seriesOf: (expr: string) => Promise<number>;
  readonly alerts: () => Promise<readonly LiveAlert[]>;
}

export interface Target {
  readonly service: string;
  /** Host and port. */
  readonly address: string;
}

/** Scrapes the targets once a second, evaluates the rules (texts of rule files), and keeps everything in `dir`. */
export async function startPrometheus(o: {
  readonly binary: string;
  readonly dir: string;
  readonly targets: readonly Target[];
  readonly rules: ReadonlyMap<string, string>;
}): Promise<Prometheus> {
  await mkdir(join(o.dir, 'rules'), { recursive: true });
  for (const [name, text] of o.rules) await writeFile(join(o.dir, 'rules', name), text);
  const config = join(o.dir, 'prometheus.yml');
  await writeFile(
    config,
    stringify({
      global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
      rule_files: [join(o.dir, 'rules', '*.yaml')],
      scrape_configs: [
        {
          job_name: 'tierline',
          honor_labels: true,
          static_configs: o.targets.map(({ service, address }) => ({
            targets: [address],
            labels: { service },
          })),
        },
      ],
    }),
  );
  const port = await freePort();
  const child = await startGuarded({
    file: o.binary,
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(o.dir, 'tsdb')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--query.lookback-delta=5s',
    ],
    env: {},
    logFile: join(o.dir, 'prometheus.log'),
    guard: 'shell',
  });

  async function ask<T>(path: string): Promise<T> {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
    const answer = (await response.json()) as { status: string; error?: string; data: T };
    if (answer.status !== 'success') throw new Error(answer.error);
    return answer.data;
  }

  return {
    seriesOf: async (expr) => {
      const { result } = await ask<{ result: readonly unknown[] }>(`query?query=${encodeURIComponent(expr)}`);
      return result.length;
    },
    alerts: async () => {
      const { alerts } = await ask<{
        alerts: readonly { state: LiveAlert['state']; labels: Record<string, string> }[];
      }>('alerts');
      return alerts.map(({ state, labels }) => ({ name: labels['alertname'] ?? '', state, labels }));
    },
    [Symbol.asyncDispose]: () => child.stop(5_000),
  };
}
