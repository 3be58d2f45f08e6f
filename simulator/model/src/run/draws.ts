import { type Stream, streamOf } from '@tierline/engine';

/** One stream per purpose, so that a change of one share leaves everything else as it was. */
export interface Draws {
  readonly kind: Stream;
  readonly handle: Stream;
  readonly findOut1: Stream;
  readonly findOut2: Stream;
  readonly asks: Stream;
  readonly reply: Stream;
  readonly mistaken: Stream;
  readonly back: Stream;
  readonly after: Stream;
  readonly bug: Stream;
  readonly fix: Stream;
  readonly patience: Stream;
  readonly handover: Stream;
  readonly touches: Stream;
  readonly absence: Stream;
  readonly incidents: Stream;
}

const PURPOSES = [
  'kind',
  'handle',
  'findOut1',
  'findOut2',
  'asks',
  'reply',
  'mistaken',
  'back',
  'after',
  'bug',
  'fix',
  'patience',
  'handover',
  'touches',
  'absence',
  'incidents',
] as const satisfies readonly (keyof Draws)[];

export function drawsOf(seed: number, replication: number): Draws {
  return Object.fromEntries(
    PURPOSES.map((purpose) => [purpose, streamOf({ seed, replication, purpose })]),
  ) as unknown as Draws;
}
