/**
 * Closed forms of queues with Poisson arrivals at `rate` per unit of time, exponential work of mean `work` and
 * `servers` who work in parallel. All throw RangeError for parameters that are none.
 */
export interface Load {
  readonly servers: number;
  readonly rate: number;
  /** Mean length of the work. */
  readonly work: number;
}

/** Erlang B: the share that is turned away when nobody can wait. Holds for work of any distribution. */
export function erlangB(servers: number, offered: number): number {
  checkServers(servers);
  if (!(offered >= 0 && offered < Infinity)) throw new RangeError(`an offered load of ${offered}`);
  let blocking = 1;
  for (let count = 1; count <= servers; count++)
    blocking = (offered * blocking) / (count + offered * blocking);
  return blocking;
}

/** Erlang C: the share that has to wait when all do; 1 when there is more work than servers. */
export function erlangC(servers: number, offered: number): number {
  const blocking = erlangB(servers, offered);
  if (offered >= servers) return 1;
  return blocking / (1 - (offered / servers) * (1 - blocking));
}

/** What happens in an M/M/c queue, first come first served. */
export interface Waiting {
  /** The share that waits. */
  readonly delayed: number;
  /** Mean wait of all, Infinity when there is more work than servers. */
  readonly wait: number;
  readonly utilisation: number;
}

export function waiting({ servers, rate, work }: Load): Waiting {
  checkLoad(rate, work);
  const offered = rate * work;
  const delayed = erlangC(servers, offered);
  return {
    delayed,
    wait: offered < servers ? (delayed * work) / (servers - offered) : Infinity,
    utilisation: Math.min(1, offered / servers),
  };
}

/** M/M/c: the share that waits no longer than `time`. */
export function servedWithin({ servers, rate, work }: Load, time: number): number {
  const { delayed } = waiting({ servers, rate, work });
  const offered = rate * work;
  return offered >= servers ? 0 : 1 - delayed * Math.exp((-(servers - offered) * time) / work);
}

/** M/M/c: the wait that a share `p` does not exceed; 0 when that many do not wait at all. */
export function waitQuantile({ servers, rate, work }: Load, p: number): number {
  if (!(p >= 0 && p < 1)) throw new RangeError(`a share of ${p}`);
  const { delayed } = waiting({ servers, rate, work });
  const offered = rate * work;
  if (offered >= servers) return Infinity;
  return Math.max(0, (Math.log(delayed / (1 - p)) * work) / (servers - offered));
}

/** M/M/c: the fewest servers who answer a share of `level` within `time`. */
export function serversFor(rate: number, work: number, target: { level: number; time: number }): number {
  checkLoad(rate, work);
  if (!(target.level >= 0 && target.level < 1)) throw new RangeError(`a service level of ${target.level}`);
  let servers = Math.floor(rate * work) + 1;
  while (servedWithin({ servers, rate, work }, target.time) < target.level) servers++;
  return servers;
}

/** What happens in an M/M/c+M queue (Erlang A): the patience of those who wait is exponential. */
export interface Abandoning extends Waiting {
  /** The share that gives up. */
  readonly abandoned: number;
}

const LARGE_WEIGHT = 1e200;

/** Erlang A; stable whatever the load. `wait` is of all, those who gave up too. */
export function erlangA({ servers, rate, work }: Load, patience: number): Abandoning {
  checkServers(servers);
  checkLoad(rate, work);
  if (!(patience > 0 && patience < Infinity)) throw new RangeError(`a mean patience of ${patience}`);
  // Weights of the birth-death chain relative to all servers busy and nobody waiting; the busier half by recursion out.
  let below = 1 / erlangB(servers, rate * work) - 1;
  let weight = 1;
  let waitingWeight = 1;
  let queueWeight = 0;
  for (let queue = 1; weight > 1e-18 * waitingWeight || rate > servers / work + queue / patience; queue++) {
    weight *= rate / (servers / work + queue / patience);
    waitingWeight += weight;
    queueWeight += queue * weight;
    // Only their ratios count, and under a heavy overload they would outgrow a double.
    if (queueWeight > LARGE_WEIGHT) {
      weight /= LARGE_WEIGHT;
      waitingWeight /= LARGE_WEIGHT;
      queueWeight /= LARGE_WEIGHT;
      below /= LARGE_WEIGHT;
    }
  }
  const total = below + waitingWeight;
  const queue = queueWeight / total;
  const abandoned = queue / patience / rate;
  return {
    delayed: waitingWeight / total,
    wait: queue / rate,
    abandoned,
    utilisation: (rate * work * (1 - abandoned)) / servers,
  };
}

/** M/G/1 (Pollaczek and Khinchine): mean wait; Infinity when there is more work than time. */
export function mg1Wait({ rate, work, cv }: { rate: number; work: number; cv: number }): number {
  checkLoad(rate, work);
  const busy = rate * work;
  return busy < 1 ? (busy * work * (1 + cv * cv)) / (2 * (1 - busy)) : Infinity;
}

/**
 * M/G/1: standard deviation of the wait (Takacs), from the first three moments of the work. Of a lognormal the third is
 * work^3 (1 + cv^2)^3.
 */
export function mg1WaitSd(rate: number, [first, second, third]: readonly [number, number, number]): number {
  checkLoad(rate, first);
  const idle = 1 - rate * first;
  if (idle <= 0) return Infinity;
  const mean = (rate * second) / (2 * idle);
  return Math.sqrt(mean * mean + (rate * third) / (3 * idle));
}

/** Allen and Cunneen's approximation of the mean wait in a G/G/c queue: up to 13 % off. `arrivalCv` is 1 for Poisson. */
export function allenCunneen(load: Load, cvs: { readonly arrival?: number; readonly work: number }): number {
  const arrival = cvs.arrival ?? 1;
  return (waiting(load).wait * (arrival * arrival + cvs.work * cvs.work)) / 2;
}

function checkServers(servers: number): void {
  if (!(Number.isInteger(servers) && servers >= 1)) throw new RangeError(`${servers} servers`);
}

function checkLoad(rate: number, work: number): void {
  if (!(rate > 0 && rate < Infinity)) throw new RangeError(`a rate of ${rate}`);
  if (!(work > 0 && work < Infinity)) throw new RangeError(`work of mean ${work}`);
}
