import { type LivePolicies, type LoadedPolicy, METRICS, parsePolicy } from '@tierline/contracts';
import { counterOf, gaugeOf, type Logger, type Registry, type Stage } from '@tierline/platform';
import { applyPolicy, type Database, policyInForce, policyNumber } from '@tierline/store';

/** The policy in force, and what keeps it so. */
export interface OpenPolicies {
  readonly policies: LivePolicies;
  /** Stops looking. */
  readonly stage: Stage;
}

/** Real milliseconds between two looks. */
const EVERY_MS = 2000;

/**
 * The policy that the database says is in force, followed until stopped: every process has a new version within a few
 * seconds, with all that is compiled from it. A database that never had one gets the file's; after that the file does not
 * count any more, which is logged where it differs. While the database is away, or holds a version that this process cannot
 * read, the last one that it could read stays. Throws PolicyError when that is so at the start.
 */
export async function openPolicies(options: {
  readonly database: Database;
  readonly file: LoadedPolicy;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly everyMs?: number;
}): Promise<OpenPolicies> {
  const { database, file, logger, registry, everyMs = EVERY_MS } = options;
  const info = gaugeOf(registry, METRICS.policyInfo);
  const number = gaugeOf(registry, METRICS.policyApplication);
  const failures = counterOf(registry, METRICS.policyRefreshFailures);

  let known = 0;
  let loaded = file;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    if ((await policyNumber(database)) === known) return;
    const inForce = await policyInForce(database);
    if (inForce === undefined) return;
    const { application, text, calendars } = inForce;
    loaded = parsePolicy(text, { earlier: calendars, number: application.number });
    known = application.number;
    info.clear();
    info.set({ version: application.version }, 1);
    number.set(known);
    const { version, kind } = application;
    logger.info({ policyVersion: version, application: known, kind }, 'policy in force');
  }

  /** What is known may be older than the call while a look is under way, so this one waits for a look of its own. */
  async function refresh(): Promise<void> {
    await looking?.catch(() => undefined);
    const mine = (looking ??= look().finally(() => (looking = undefined)));
    await mine;
  }

  if ((await policyNumber(database)) === 0) {
    // Of processes that start together one is first; the others find its policy.
    await applyPolicy(database, { loaded: file, from: undefined, kind: 'file', by: 'POLICY_FILE' });
  }
  await refresh();
  if (loaded.policy.version !== file.policy.version) {
    logger.warn(
      { inForce: loaded.policy.version, file: file.policy.version },
      'the policy file differs from the policy in force and does not count; apply it to make it count',
    );
  }
  const timer = setInterval(() => {
    refresh().catch((err: unknown) => {
      failures.inc();
      logger.warn({ err, policyVersion: loaded.policy.version }, 'no look at the policy; the last one stays');
    });
  }, everyMs);
  return {
    policies: { current: () => loaded, refresh },
    stage: {
      name: 'policy',
      stop: async () => {
        clearInterval(timer);
        await looking?.catch(() => undefined);
      },
    },
  };
}
