import { createHash } from 'node:crypto';

import type { Millis } from '@tierline/domain';
import { type Distribution, Sfc32 } from '@tierline/engine';
import { distributionOf, type Duration, minutesOf } from '@tierline/model';

/** Uniform numbers between 0 and 1, neither included. */
export type RandomStream = () => number;

/**
 * The stream of one purpose: the same seed and purpose give the same numbers, and what one purpose draws never shifts
 * another. sfc32 on 128 bits of a hash.
 */
export function randomStream(seed: number, purpose: string): RandomStream {
  const generator = new Sfc32(...words(seed, purpose));
  return () => generator.next();
}

/** A seed for a library that brings its own generator. */
export function seedOf(seed: number, purpose: string): number {
  return words(seed, purpose)[0] >>> 0;
}

/** One of the names, each as likely as its weight. Takes one number of the stream. */
export function pick<K extends string>(
  stream: RandomStream,
  weights: Readonly<Partial<Record<K, number>>>,
): K {
  const entries = (Object.entries(weights) as [K, number][]).filter(([, weight]) => weight > 0);
  let left = stream() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  const found = entries.find(([, weight]) => (left -= weight) < 0) ?? entries.at(-1);
  if (found === undefined) throw new RangeError('nothing to pick from');
  return found[0];
}

/** One of the items, each as likely. Takes one number of the stream. */
export function pickOne<T>(stream: RandomStream, items: readonly T[]): T {
  const item = items[Math.floor(stream() * items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}

/** Distributions that were made of what a scenario states: to make one takes a thousand times as long as to draw from it. */
const made = new WeakMap<Duration, Distribution>();

/** A length of time. Takes one number of the stream. */
export function drawDuration(stream: RandomStream, length: Duration): Millis {
  const distribution = made.get(length) ?? distributionOf(length);
  made.set(length, distribution);
  return minutesOf(distribution.quantile(stream()));
}

function words(seed: number, purpose: string): [number, number, number, number] {
  const digest = createHash('sha256').update(`${seed}/${purpose}`).digest();
  return [digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8), digest.readInt32LE(12)];
}
