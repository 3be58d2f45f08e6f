import { setTimeout as sleep } from 'node:timers/promises';

import { type LivePolicies, type LoadedPolicy, METRICS, readPolicyFile } from '@tierline/contracts';
import {
  type Clock,
  clockFromConfig,
  type CommonConfig,
  createLogger,
  createMetrics,
  gaugeOf,
  loadConfig,
  type Logger,
  productVersion,
  type Registry,
  runChecks,
  runService,
  type Stage,
  startAdminServer,
  startTracing,
  stopStages,
} from '@tierline/platform';
import { openDatabase } from '@tierline/store';
import type { z } from 'zod';

import { openPolicies } from './live-policies.ts';
import { untilMigrated } from './migrated.ts';
import { startServerChecks } from './server-checks.ts';
import { openTicketing, type Ticketing } from './ticketing.ts';

/** What a service is given to work with. */
export interface ServiceBase<C extends CommonConfig = CommonConfig> {
  readonly config: Readonly<C>;
  readonly policies: LivePolicies;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly ticketing: Ticketing;
}

/** What a service may need to be ready. */
type Dependency = (typeof METRICS.dependencyUp.labels.dependency)[number];

/** A service's own part, started. */
export interface ServicePart {
  /** Stopped in this order, before what the service was given is closed. */
  readonly stages: readonly Stage[];
  /**
   * What it does between saying that it is not ready and stopping: for `ms` of real time load balancers may notice, and
   * `begin` turns away whoever stays connected.
   */
  readonly drain?: { readonly ms: number; readonly begin: () => void };
  /** What it needs to be ready, beside MongoDB. */
  readonly checks?: Readonly<Partial<Record<Dependency, () => Promise<boolean>>>>;
}

/**
 * A service's whole life, to be called by its main module: configuration and policy file are read and checked before any
 * connection is opened, then the policy in force and the tickets are opened, the servers looked at, and the part started; at the end readiness turns false first, the
 * part drains and stops, and connections close last.
 */
export async function runTicketService<S extends z.ZodObject>(options: {
  readonly name: string;
  readonly schema: S & z.ZodType<CommonConfig>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Further checks of policy file and environment, before any connection is opened; throws ConfigError. */
  readonly check?: (file: LoadedPolicy) => void;
  readonly start: (base: ServiceBase<z.output<S> & CommonConfig>) => Promise<ServicePart>;
}): Promise<void> {
  const { name, schema, env, check, start } = options;
  await runService({
    name,
    start: async () => {
      const config = loadConfig(schema, env, { service: name });
      const file = readPolicyFile(config.POLICY_FILE);
      check?.(file);
      const { registry } = createMetrics({ service: name });
      const logger = createLogger({ service: name, level: config.LOG_LEVEL, registry });
      const tracing = await startTracing({
        service: name,
        version: productVersion(),
        endpoint: config.OTEL_SDK_DISABLED === 'true' ? undefined : config.OTEL_EXPORTER_OTLP_ENDPOINT,
        logger,
      });
      const database = await openDatabase(config.MONGODB_URI);
      const opened: Stage[] = [{ name: 'mongodb', stop: () => database.close() }];
      try {
        await untilMigrated(database, logger);
        const { policies, stage } = await openPolicies({ database, file, logger, registry });
        opened.unshift(stage);
        const ticketing = openTicketing({ database, config, policies, logger, registry });
        opened.splice(0, opened.length, stage, ...ticketing.stages);
        opened.unshift(await startServerChecks({ service: name, ...ticketing, logger, registry }));
        const part = await start({
          config,
          policies,
          logger,
          registry,
          clock: clockFromConfig(config),
          ticketing,
        });
        const checks = { mongodb: ticketing.database.ping, ...part.checks };
        watchDependencies(registry, checks);
        const admin = await startAdminServer({
          host: config.HOST,
          port: config.ADMIN_PORT,
          registry,
          logger,
          ready: () => runChecks(checks),
        });
        logger.info({ admin: admin.url, policyVersion: policies.current().policy.version }, 'ready');
        return {
          logger,
          ...(part.drain && { drainMs: part.drain.ms }),
          stop: async () => {
            admin.setStopping();
            part.drain?.begin();
            await sleep(part.drain?.ms ?? 0);
            await stopStages(
              [
                ...part.stages,
                ...opened,
                { name: 'admin', stop: () => admin.close() },
                // Last, when all that it tells of is over.
                { name: 'tracing', stop: tracing.stop },
              ],
              logger,
            );
          },
        };
      } catch (error) {
        await stopStages(opened, logger);
        throw error;
      }
    },
  });
}

/** Shows what answers, asked whenever the metrics are read. */
function watchDependencies(
  registry: Registry,
  checks: Readonly<Partial<Record<Dependency, () => Promise<boolean>>>>,
): void {
  gaugeOf(registry, METRICS.dependencyUp, async (gauge) => {
    const found = await runChecks(checks);
    for (const dependency of METRICS.dependencyUp.labels.dependency)
      if (dependency in found) gauge.set({ dependency }, found[dependency] === true ? 1 : 0);
  });
}
