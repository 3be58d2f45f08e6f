import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** A source of uniform random numbers. */
export interface Stream {
  /** The next number, strictly between 0 and 1. */
  next(): number;
}

/** What tells one stream from another. */
export interface StreamName {
  readonly seed: number;
  /** Counts the runs of one scenario from 0. */
  readonly replication: number;
  /** What the numbers are drawn for, such as `arrivals` or `work/T2`. */
  readonly purpose: string;
}

/**
 * The stream of one purpose. The same name gives the same numbers on every machine; what one purpose draws never
 * shifts another, which is what makes common random numbers work between two scenarios.
 */
export function streamOf({ seed, replication, purpose }: StreamName): Stream {
  const digest = sha256(utf8ToBytes(`${seed}/${replication}/${purpose}`));
  const words = new DataView(digest.buffer, digest.byteOffset);
  const word = (index: number): number => words.getInt32(4 * index, true);
  return new Drawn(new Sfc32(word(0), word(1), word(2), word(3)));
}

/** Numbers drawn at a time: few enough that the streams of a run stay near the processor together. */
const BLOCK = 32;

/** A generator's numbers, drawn some at a time: to take one is so little that it costs no call. */
class Drawn implements Stream {
  readonly #generator: Sfc32;
  readonly #numbers = new Float64Array(BLOCK);
  #place = BLOCK;

  constructor(generator: Sfc32) {
    this.#generator = generator;
  }

  next(): number {
    if (this.#place === BLOCK) this.#draw();
    return this.#numbers[this.#place++] as number;
  }

  #draw(): void {
    for (let place = 0; place < BLOCK; place += 1) this.#numbers[place] = this.#generator.next();
    this.#place = 0;
  }
}

/**
 * sfc32, a small fast counting generator by Chris Doty-Humphrey (PractRand), on four 32-bit words. Its period is at
 * least 2^32, about 2^127 on average.
 *
 * A number is the middle of one of 2^32 equal cells of (0, 1): never 0 or 1, so every quantile is finite, and the
 * largest exponential of mean 1 is 22.9.
 */
export class Sfc32 implements Stream {
  // One typed array rather than four fields: fields outside 31 bits are boxed in some engines.
  readonly #state: Int32Array;

  constructor(a: number, b: number, c: number, counter: number) {
    this.#state = Int32Array.of(a, b, c, counter);
  }

  /** The next 32 bits as an unsigned integer. */
  bits(): number {
    const state = this.#state;
    const b = state[1] as number;
    const c = state[2] as number;
    const counter = state[3] as number;
    const sum = ((state[0] as number) + b + counter) | 0;
    state[3] = counter + 1;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  }

  next(): number {
    return (this.bits() + 0.5) / 0x1_0000_0000;
  }
}
