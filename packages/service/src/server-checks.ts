import {
  type ClockSkew,
  clockSkew,
  ConfigError,
  type ConfigProblem,
  type Logger,
  type RedisConnection,
  redisFacts,
  type RedisFacts,
  type Registry,
  shareUnderWay,
  type Stage,
} from '@tierline/platform';
import type { Database } from '@tierline/store';

import { createServerMetrics, type Peer } from './server-metrics.ts';

/** Something about the servers or the clock that is not as it should be. */
interface Finding extends ConfigProblem {
  /** Whether a service does not start with it. */
  readonly refused: boolean;
}

export interface ServerChecksOptions {
  readonly service: string;
  readonly database: Pick<Database, 'serverMillis'>;
  readonly producer: RedisConnection;
  readonly logger: Logger;
  readonly registry: Registry;
  /** The own wall clock, in epoch milliseconds. */
  readonly ownMillis?: () => number;
  /** Real milliseconds between two looks. */
  readonly everyMs?: number;
}

const EVERY_MS = 60_000;
/** A Redis that is not there by then is away; what it is like is said when it comes back. */
const REDIS_MS = 1_000;
/** The oldest Redis that BullMQ is tested on. */
const OLDEST = [6, 2] as const;
/** Sweeps and exports leave so many seconds of margin, and delayed jobs come so much early or late. */
const WARN_MS = 2_000;
/** What a customer notices; times that different processes write would no longer be in the order of what happened. */
const REFUSE_MS = 30_000;

/**
 * Looks at the servers that a process was given: Redis that evicts or is too old, and a wall clock that is more than 30 s off
 * MongoDB's or Redis', are refused by a {@link ConfigError} that names all of it; Redis without an append-only file, and a
 * clock that is more than 2 s off, are logged. Looks again every minute and whenever Redis comes back, and then logs what it
 * would refuse as an error. While one of them is away nothing is said of it. The stage ends that.
 */
export async function startServerChecks(options: ServerChecksOptions): Promise<Stage> {
  const { service, producer, logger, everyMs = EVERY_MS } = options;
  const look = createLook(options);
  await redisReady(producer);
  const first = await look();
  const refused = first.filter((finding) => finding.refused);
  if (refused.length > 0) throw new ConfigError(service, refused);

  let known: ReadonlySet<string> = new Set();
  const report = (findings: readonly Finding[]) => {
    for (const { name, message, remedy, refused } of findings) {
      if (refused) logger.error({ name, remedy }, `${name} ${message}`);
      else if (!known.has(message)) logger.warn({ name, remedy }, `${name} ${message}`);
    }
    known = new Set(findings.map(({ message }) => message));
  };
  report(first);

  let underWay: Promise<void> | undefined;
  const lookAgain = shareUnderWay(async () => report(await look()));
  const again = () => {
    underWay = lookAgain();
  };
  const timer = setInterval(again, everyMs);
  producer.on('ready', again);
  return {
    name: 'server checks',
    stop: async () => {
      clearInterval(timer);
      producer.off('ready', again);
      await underWay;
    },
  };
}

/** One look at everything: sets the gauges and never rejects. */
function createLook({
  database,
  producer,
  registry,
  ownMillis = Date.now,
}: ServerChecksOptions): () => Promise<readonly Finding[]> {
  const metrics = createServerMetrics(registry);

  function compared(peer: Peer, skew: ClockSkew): readonly Finding[] {
    metrics.skew.set({ peer }, skew.aheadMs / 1000);
    return skewFindings(peer, skew);
  }

  async function mongodb(): Promise<readonly Finding[]> {
    return compared('mongodb', await clockSkew(() => database.serverMillis(), ownMillis));
  }

  async function redis(): Promise<readonly Finding[]> {
    if (producer.status !== 'ready') return [];
    let facts: readonly RedisFacts[];
    try {
      facts = await redisFacts(producer, ownMillis);
    } catch (error) {
      return error instanceof Error && error.message.startsWith('NOPERM') ? [NOT_TOLD] : [];
    }
    const findings = facts.flatMap(redisFindings);
    metrics.policyOk.set(facts.every(keepsEverything) ? 1 : 0);
    const furthest = facts
      .map(({ skew }) => skew)
      .reduce((one, other) => (Math.abs(other.aheadMs) > Math.abs(one.aheadMs) ? other : one));
    return [...findings, ...compared('redis', furthest)];
  }

  return async () => {
    const answers = await Promise.allSettled([mongodb(), redis()]);
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  };
}

async function redisReady(producer: RedisConnection): Promise<void> {
  if (producer.status === 'ready') return;
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      producer.off('ready', done);
      resolve();
    };
    const timer = setTimeout(done, REDIS_MS);
    producer.on('ready', done);
  });
}

const NOT_TOLD: Finding = {
  name: 'REDIS_URL',
  refused: false,
  message:
    'names a user who may not ask Redis how it is set up: what it does when its memory is full is unknown',
  remedy: 'Allow the user +info and +time (ACL SETUSER).',
};

const keepsEverything = ({ memoryPolicy }: RedisFacts) => memoryPolicy === 'noeviction';

function redisFindings(facts: RedisFacts): readonly Finding[] {
  const findings: Finding[] = [];
  const found = (refused: boolean, message: string, remedy: string) =>
    findings.push({ name: 'REDIS_URL', refused, message, remedy });
  if (!keepsEverything(facts))
    found(
      true,
      `leads to a Redis that drops keys when its memory is full (maxmemory-policy ${facts.memoryPolicy}): jobs would vanish`,
      'Set its maxmemory-policy to noeviction; what may be dropped, such as a cache, belongs into another Redis.',
    );
  const [major = 0, minor = 0] = facts.version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    found(
      true,
      `leads to Redis ${facts.version}; ${OLDEST.join('.')} is the oldest that will do`,
      'Upgrade it, or take Valkey.',
    );
  if (!facts.appendOnly)
    found(
      false,
      'leads to a Redis without an append-only file: when it restarts all jobs are gone, and done only when the sweeps find the work again',
      'Set its appendonly to yes and appendfsync to everysec.',
    );
  return findings;
}

const NAMES: Readonly<Record<Peer, string>> = { mongodb: 'MongoDB', redis: 'Redis' };

function skewFindings(peer: Peer, { aheadMs, uncertaintyMs }: ClockSkew): readonly Finding[] {
  // What a slow answer leaves open is not held against the clock.
  const atLeastMs = Math.abs(aheadMs) - uncertaintyMs;
  if (atLeastMs <= WARN_MS) return [];
  const refused = atLeastMs > REFUSE_MS;
  const off = `${(Math.abs(aheadMs) / 1000).toFixed(1)} s ${aheadMs > 0 ? 'ahead of' : 'behind'}`;
  return [
    {
      name: 'clock',
      refused,
      message: `of this machine is ${off} that of ${NAMES[peer]}; ${WARN_MS / 1000} s are tolerable, ${REFUSE_MS / 1000} s are the most`,
      remedy:
        'Have both machines follow the same time source (chrony, systemd-timesyncd, or that of the cloud).',
    },
  ];
}
