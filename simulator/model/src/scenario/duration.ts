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
const mean = z.number().gt(0).max(10_000_000);

/**
 * A length of time in minutes that is left to chance. `cv` is the standard deviation as a multiple of the mean. Without a
 * name of a distribution it is lognormal: few take very long.
 */
export const duration = z
  .discriminatedUnion('distribution', [
    z.strictObject({
      distribution: z.literal('lognormal').optional(),
      meanMinutes: mean,
      cv: z.number().min(0).max(10),
    }),
    z.strictObject({
      distribution: z.literal('gamma'),
      meanMinutes: mean,
      cv: z.number().min(0).max(10),
    }),
    z.strictObject({ distribution: z.literal('exponential'), meanMinutes: mean }),
    z.strictObject({ distribution: z.literal('constant'), meanMinutes: minutes }),
    z.strictObject({
      distribution: z.literal('erlang'),
      meanMinutes: mean,
      phases: z.int().min(1).max(1000),
    }),
    z.strictObject({
      distribution: z.literal('hyperexponential'),
      meanMinutes: mean,
      cv: z.number().min(1).max(10),
    }),
    z.strictObject({
      distribution: z.literal('uniform'),
      lowMinutes: minutes,
      highMinutes: mean,
    }),
    z.strictObject({
      distribution: z.literal('empirical'),
      minutes: z.array(minutes).min(1).max(100_000).describe('values that were seen, each as likely'),
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
