import { type Millis, millis } from '@tierline/domain';
import {
  constant,
  type Distribution,
  empirical,
  erlang,
  exponential,
  gamma,
  hyperexponential,
  lognormal,
  uniform,
} from '@tierline/engine';
import { z } from 'zod';

export const share = z.number().min(0).max(1);
export const minutes = z.number().min(0).max(10_000_000);
const mean = z.number().gt(0).max(10_000_000).describe('mean, in minutes');
const cv = (from: number) =>
  z.number().min(from).max(10).describe('coefficient of variation: standard deviation over mean');
const named = <N extends string>(name: N) => z.literal(name).describe('which distribution it is');

/**
 * A length of time in minutes that is left to chance. `cv` is the standard deviation as a multiple of the mean. Without a
 * name of a distribution it is lognormal: few take very long.
 */
export const duration = z
  .discriminatedUnion('distribution', [
    z.strictObject({
      distribution: named('lognormal').optional(),
      meanMinutes: mean,
      cv: cv(0),
    }),
    z.strictObject({
      distribution: named('gamma'),
      meanMinutes: mean,
      cv: cv(0),
    }),
    z.strictObject({ distribution: named('exponential'), meanMinutes: mean }),
    z.strictObject({ distribution: named('constant'), meanMinutes: minutes.describe('it, in minutes') }),
    z.strictObject({
      distribution: named('erlang'),
      meanMinutes: mean,
      phases: z.int().min(1).max(1000).describe('exponential phases, one after the other'),
    }),
    z.strictObject({
      distribution: named('hyperexponential'),
      meanMinutes: mean,
      cv: cv(1),
    }),
    z.strictObject({
      distribution: named('uniform'),
      lowMinutes: minutes.describe('the shortest, in minutes'),
      highMinutes: mean.describe('the longest, in minutes'),
    }),
    z.strictObject({
      distribution: named('empirical'),
      minutes: z
        .array(minutes)
        .min(1)
        .max(100_000)
        .describe('values that were seen, in minutes, each as likely'),
    }),
  ])
  .describe(
    'length of time in minutes: `meanMinutes` and `cv` (lognormal), or another `distribution`: gamma, exponential, constant, erlang, hyperexponential, uniform, empirical',
  );

/** A length of time that is left to chance, as a scenario states it. */
export type Duration = z.output<typeof duration>;

/** A length of time that a scenario states in minutes, to the millisecond. */
export function minutesOf(minutes: number): Millis {
  return millis(Math.round(minutes * 60_000));
}

/** The distribution of a length of time, in minutes. Throws RangeError for a uniform one whose ends are not in order. */
export function distributionOf(length: Duration): Distribution {
  switch (length.distribution) {
    case undefined:
    case 'lognormal':
      return lognormal(length.meanMinutes, length.cv);
    case 'gamma':
      return gamma(length.meanMinutes, length.cv);
    case 'exponential':
      return exponential(length.meanMinutes);
    case 'constant':
      return constant(length.meanMinutes);
    case 'erlang':
      return erlang(length.meanMinutes, length.phases);
    case 'hyperexponential':
      return hyperexponential(length.meanMinutes, length.cv);
    case 'uniform':
      return uniform(length.lowMinutes, length.highMinutes);
    case 'empirical':
      return empirical(length.minutes);
  }
}
