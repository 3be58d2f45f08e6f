/**
 * What the hot paths of the simulation engine take, each beside something that everybody knows, in one run and in turns:
 * a number of a stream, a draw, an event, a value counted. Compiled, since a loader that transforms sources slows closures.
 * `pnpm bench:engine`
 */
import {
  EventHeap,
  exponential,
  gamma,
  Histogram,
  hyperexponential,
  lognormal,
  normalQuantile,
  streamOf,
  Tally,
} from '@tierline/engine';

import { alignedRows } from './aligned-rows.ts';
import { ObjectHeap } from './object-heap.ts';

/** Does something so many times; the sum of what came of it, so that nothing can be left out. */
type Loop = (count: number) => number;

interface Pair {
  readonly what: string;
  readonly ours: Loop;
  readonly against: string;
  readonly theirs: Loop;
}

interface Figure {
  readonly what: string;
  readonly against: string;
  /** The least of all rounds: others use the machine as well. */
  readonly nanos: number;
  readonly theirNanos: number;
}

const ROUNDS = 40;
const OPERATIONS = 50_000;
/** So many different numbers that no branch can be learnt by heart. */
const NUMBERS = 1 << 16;
const MASK = NUMBERS - 1;
const HEAP_SIZES = [4, 17, 64, 1000, 100_000];

const stream = streamOf({ seed: 1, replication: 0, purpose: 'bench' });
const shares = Float64Array.from({ length: NUMBERS }, () => stream.next());
const gaps = shares.map((share) => -Math.log(share));
/** Half of all waits are 0. */
const waits = gaps.map((gap) => Math.max(0, gap - Math.LN2));

function pairs(): readonly Pair[] {
  return [numbers(), logNormals(), exponentials(), gammas(), hyperexponentials(), tallies(), histograms()];
}

function numbers(): Pair {
  return {
    what: 'a number of a stream',
    ours: (count) => {
      let sum = 0;
      for (let index = 0; index < count; index += 1) sum += stream.next();
      return sum;
    },
    against: 'Math.random',
    theirs: (count) => {
      let sum = 0;
      for (let index = 0; index < count; index += 1) sum += Math.random();
      return sum;
    },
  };
}

function logNormals(): Pair {
  const { quantile } = lognormal(1, 1);
  const variance = Math.log(2);
  const [mu, sigma] = [-variance / 2, Math.sqrt(variance)];
  return {
    what: 'lognormal',
    ours: (count) => {
      let sum = 0;
      for (let index = 0; index < count; index += 1) sum += quantile(shares[index & MASK] ?? 0.5);
      return sum;
    },
    against: 'exp of the normal quantile',
    theirs: (count) => {
      let sum = 0;
      for (let index = 0; index < count; index += 1)
        sum += Math.exp(mu + sigma * normalQuantile(shares[index & MASK] ?? 0.5));
      return sum;
    },
  };
}

function exponentials(): Pair {
  const { quantile } = exponential(1);
  return {
    what: 'exponential',
    ours: (count) => {
      let sum = 0;
      for (let index = 0; index < count; index += 1) sum += quantile(shares[index & MASK] ?? 0.5);
      return sum;
    },
    against: 'log1p',
    theirs: (count) => {
      let sum = 0;
      for (let index = 0; index < count; index += 1) sum -= Math.log1p(-(shares[index & MASK] ?? 0.5));
      return sum;
    },
  };
}

function gammas(): Pair {
  const { quantile } = gamma(1, 0.5);
  return {
    what: 'gamma',
    ours: (count) => {
      let sum = 0;
      for (let index = 0; index < count; index += 1) sum += quantile(shares[index & MASK] ?? 0.5);
      return sum;
    },
    against: 'a logarithm and an exp',
    theirs: logitAndExp,
  };
}

function hyperexponentials(): Pair {
  const { quantile } = hyperexponential(1, 2);
  return {
    what: 'hyperexponential',
    ours: (count) => {
      let sum = 0;
      for (let index = 0; index < count; index += 1) sum += quantile(shares[index & MASK] ?? 0.5);
      return sum;
    },
    against: 'a logarithm and an exp',
    theirs: logitAndExp,
  };
}

/** What a table over the logit of p takes at the least; the formulas themselves take at least ten times as long. */
function logitAndExp(count: number): number {
  let sum = 0;
  for (let index = 0; index < count; index += 1) {
    const share = shares[index & MASK] ?? 0.5;
    sum += Math.exp(0.3 * Math.log(share / (1 - share)));
  }
  return sum;
}

function tallies(): Pair {
  const tally = new Tally();
  const welford = { count: 0, mean: 0, squares: 0, min: Infinity, max: -Infinity };
  return {
    what: 'a value in a tally',
    ours: (count) => {
      for (let index = 0; index < count; index += 1) tally.add(waits[index & MASK] ?? 0);
      return tally.mean;
    },
    against: 'Welford',
    theirs: (count) => {
      for (let index = 0; index < count; index += 1) {
        const value = waits[index & MASK] ?? 0;
        welford.count += 1;
        const off = value - welford.mean;
        welford.mean += off / welford.count;
        welford.squares += off * (value - welford.mean);
        if (value < welford.min) welford.min = value;
        if (value > welford.max) welford.max = value;
      }
      return welford.squares;
    },
  };
}

function histograms(): Pair {
  const histogram = new Histogram();
  return {
    what: 'a value in a histogram',
    ours: (count) => {
      for (let index = 0; index < count; index += 1) histogram.add(waits[index & MASK] ?? 0);
      return histogram.count;
    },
    against: 'keeping and sorting all',
    theirs: (count) => {
      const all = new Float64Array(count);
      for (let index = 0; index < count; index += 1) all[index] = waits[index & MASK] ?? 0;
      return all.toSorted()[count >> 1] ?? 0;
    },
  };
}

/** The hold model: the next event is taken and causes another one. */
function holding(size: number): Pair {
  const heap = new EventHeap();
  const objects = new ObjectHeap();
  let sequence = 0;
  for (; sequence < size; sequence += 1) {
    const time = gaps[sequence & MASK] ?? 0;
    heap.push(time, 1, sequence);
    objects.push({ time, priority: 0, sequence, payload: sequence });
  }
  let [at, theirs] = [0, 0];
  return {
    what: `an event among ${size.toLocaleString('en')}`,
    ours: (count) => {
      for (let index = 0; index < count; index += 1) {
        heap.pop();
        heap.push(heap.time + (gaps[at & MASK] ?? 0), 1, heap.payload);
        at += 1;
      }
      return heap.time;
    },
    against: 'heap of objects',
    theirs: (count) => {
      let now = 0;
      for (let index = 0; index < count; index += 1) {
        const { time = 0, payload = 0 } = objects.pop() ?? {};
        now = time;
        objects.push({ time: time + (gaps[theirs & MASK] ?? 0), priority: 0, sequence, payload });
        sequence += 1;
        theirs += 1;
      }
      return now;
    },
  };
}

/** Sum of all results, so that none can be left out by the compiler. */
let answers = 0;

function figureOf({ what, ours, against, theirs }: Pair): Figure {
  let [nanos, theirNanos] = [Infinity, Infinity];
  for (let round = 0; round < ROUNDS; round += 1) {
    nanos = Math.min(nanos, nanosOf(ours));
    theirNanos = Math.min(theirNanos, nanosOf(theirs));
  }
  return { what, against, nanos, theirNanos };
}

function nanosOf(loop: Loop): number {
  const start = process.hrtime.bigint();
  answers += loop(OPERATIONS);
  return Number(process.hrtime.bigint() - start) / OPERATIONS;
}

function inWords(figures: readonly Figure[]): string {
  return alignedRows([
    ['', 'ns', 'beside', 'ns', 'times as fast'],
    ...figures.map(({ what, nanos, against, theirNanos }) => [
      what,
      nanos.toFixed(1),
      against,
      theirNanos.toFixed(1),
      (theirNanos / nanos).toFixed(1),
    ]),
  ]);
}

const measured = [...pairs().map(figureOf), ...HEAP_SIZES.map((size) => figureOf(holding(size)))];
console.log(inWords(measured));
if (!Number.isFinite(answers)) process.exitCode = 1;
