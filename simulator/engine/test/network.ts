/** A small queueing network on the engine, to prove the engine by cases that need no support organisation. */
import {
  type Arrivals,
  type Distribution,
  EventHeap,
  Fifos,
  NOBODY,
  type Stream,
  Tally,
} from '@tierline/engine';

export interface Station {
  readonly servers: number;
  readonly work: Distribution;
  /** Where a customer goes next, by a uniform number: another station, or NOBODY for home. */
  readonly next: (share: number) => number;
}

export interface NetworkRun {
  readonly stations: readonly Station[];
  readonly arrivals: Arrivals;
  readonly customers: number;
  /** Customers at the start who are not counted. */
  readonly warmUp?: number;
  /** Classes by a uniform number, 0 first in line; one class where absent. */
  readonly classOf?: (share: number) => number;
  readonly classes?: number;
  readonly stream: (purpose: string) => Stream;
}

const ARRIVAL = 0;
const DONE = 1;

/** Waits by station and by class of the first station, of everybody who came after the warm-up; runs until all are home. */
export function runNetwork(run: NetworkRun): {
  readonly stations: readonly Tally[];
  readonly classes: readonly Tally[];
} {
  const { stations, arrivals, customers, warmUp = 0, classOf = () => 0, classes = 1 } = run;
  const heap = new EventHeap();
  const queues = new Fifos(stations.length * classes, customers);
  const free = Int32Array.from(stations, ({ servers }) => servers);
  const [kinds, since, at] = [
    new Int8Array(customers),
    new Float64Array(customers),
    new Int8Array(customers),
  ];
  const works = stations.map((_, index) => run.stream(`work/${index}`));
  const ways = stations.map((_, index) => run.stream(`way/${index}`));
  const kind = run.stream('class');
  const byStation = stations.map(() => new Tally());
  const byClass = Array.from({ length: classes }, () => new Tally());
  let came = 0;
  heap.push(arrivals.next(), ARRIVAL);

  function enter(station: number, customer: number): void {
    at[customer] = station;
    since[customer] = heap.time;
    queues.append(station * classes + (kinds[customer] ?? 0), customer);
    begin(station);
  }

  function begin(station: number): void {
    const place = stations[station];
    if (place === undefined || (free[station] ?? 0) === 0) return;
    let customer = NOBODY;
    for (let one = 0; one < classes && customer === NOBODY; one += 1)
      customer = queues.take(station * classes + one);
    if (customer === NOBODY) return;
    free[station] = (free[station] ?? 0) - 1;
    if (customer >= warmUp) {
      const wait = heap.time - (since[customer] ?? 0);
      byStation[station]?.add(wait);
      if (station === 0) byClass[kinds[customer] ?? 0]?.add(wait);
    }
    heap.push(heap.time + place.work.quantile(works[station]?.next() ?? 0), DONE, customer);
  }

  while (heap.pop()) {
    if (heap.code === ARRIVAL) {
      const customer = came;
      came += 1;
      kinds[customer] = classOf(kind.next());
      enter(0, customer);
      if (came < customers) heap.push(arrivals.next(), ARRIVAL);
    } else {
      const customer = heap.payload;
      const station = at[customer] ?? 0;
      free[station] = (free[station] ?? 0) + 1;
      const next = stations[station]?.next(ways[station]?.next() ?? 0) ?? NOBODY;
      if (next !== NOBODY) enter(next, customer);
      begin(station);
    }
  }
  return { stations: byStation, classes: byClass };
}
