import { Gauge, type Registry } from '@tierline/platform';

/** Whose clock the own one is compared with. */
export type Peer = 'mongodb' | 'redis';

/** What a process finds out about the servers it was given. */
export interface ServerMetrics {
  readonly policyOk: Gauge;
  readonly skew: Gauge<'peer'>;
}

export function createServerMetrics(registry: Registry): ServerMetrics {
  const registers = [registry];
  const policyOk = new Gauge({
    name: 'tierline_redis_policy_ok',
    help: 'Whether Redis refuses what does not fit rather than drop jobs (maxmemory-policy noeviction); absent until Redis has said so.',
    registers,
  });
  // It begins as 0, which would be an alarm while Redis is only away.
  policyOk.remove();
  return {
    policyOk,
    skew: new Gauge({
      name: 'tierline_clock_skew_seconds',
      help: 'How far the wall clock of this process is ahead of that of a server, as last compared.',
      labelNames: ['peer'],
      registers,
    }),
  };
}
