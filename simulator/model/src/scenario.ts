import { CHANNELS, type Millis, millis, PRIORITIES, TIERS } from '@tierline/domain';
import { parseDocument } from 'yaml';
import { z } from 'zod';

import { ScenarioError } from './errors.ts';

const share = z.number().min(0).max(1);
const minutes = z.number().min(0).max(10_000);
const weight = z.number().min(0);

const lognormal = z
  .strictObject({ meanMinutes: z.number().gt(0).max(10_000), cv: z.number().min(0).max(10) })
  .describe('lognormal length of time: its mean, and its standard deviation as a multiple of it');

/** Shares or weights of a closed set, of which at least one is above zero. */
function weights<K extends string>(names: readonly K[]) {
  return z
    .record(z.enum(names), weight)
    .refine((all) => Object.values<number>(all).some((one) => one > 0), 'must have a weight above zero');
}

const hours = z
  .record(
    z.string().regex(/^([01]\d|2[0-3])$/, 'must be an hour of the day in two digits, such as 09'),
    weight,
  )
  .refine((all) => Object.values(all).some((one) => one > 0), 'must have an hour with a weight above zero');

const scenarioFile = z.strictObject({
  load: z.strictObject({
    ticketsPerDay: z.int().min(1).max(1_000_000),
    split: z
      .record(z.enum(TIERS), share)
      .refine(
        (split) => Math.abs(Object.values(split).reduce((sum, one) => sum + one, 0) - 1) < 1e-9,
        'must add up to 1',
      )
      .describe('share of tickets by the tier that can solve them'),
    hours: hours.describe('relative arrivals by hour of the day, UTC'),
    obvious: z
      .strictObject({ T2: share, T3: share })
      .describe('share of tickets of a higher tier whose text says so'),
    priorities: z.record(z.enum(TIERS), weights(PRIORITIES)),
    plans: z
      .record(z.string().trim().min(1).max(60), weight)
      .refine((all) => Object.values(all).some((one) => one > 0), 'must have a weight above zero'),
    channels: z
      .partialRecord(z.enum(CHANNELS), weight)
      .refine((all) => Object.values(all).some((one) => one > 0), 'must have a weight above zero'),
  }),
  work: z.strictObject({
    handle: z
      .record(z.enum(TIERS), lognormal)
      .describe('all work of one ticket on the tier that can solve it'),
    firstAnswerMinutes: z
      .record(z.enum(TIERS), minutes)
      .describe('the part of the work until the first public answer'),
    findOut: z
      .strictObject({ T1: lognormal, T2: lognormal })
      .describe('work until it is clear that a ticket must go up'),
    questions: z
      .strictObject({ share, reply: lognormal })
      .describe('tickets that need an answer of the customer, and how long that takes'),
    reopens: z
      .strictObject({ share, after: lognormal, workShare: share })
      .describe('tickets that come back once, when, and how much of the work again'),
    mistakes: z
      .strictObject({ share })
      .describe('tickets that T1 hands up although T1 could solve them; T2 hands them back'),
    engineering: z
      .strictObject({ share, fix: lognormal })
      .describe('tickets of T3 that are a bug of the product, and how long engineering takes'),
    overtimeMinutes: minutes.describe('how long after closing time people finish what they have in hand'),
  }),
  replay: z.strictObject({
    defaultSpeed: z.number().gt(0).max(100_000).describe('replayed milliseconds per real one'),
  }),
});

/** Load and work of an organisation, as `scenario.yaml` states them. Lengths of time in minutes. */
export type Scenario = z.output<typeof scenarioFile>;

/** A lognormal length of time. */
export type Duration = z.output<typeof lognormal>;

/** A length of time that a scenario states in minutes, to the millisecond. */
export function minutesOf(minutes: number): Millis {
  return millis(Math.round(minutes * 60_000));
}

/** Reads the text of a scenario (YAML). Throws ScenarioError that names every problem with its path. */
export function parseScenario(text: string, source: string): Scenario {
  const document = parseDocument(text, { prettyErrors: false });
  const title = `${source} has problems:`;
  if (document.errors.length > 0)
    throw new ScenarioError(
      title,
      document.errors.map(({ message }) => message),
    );
  const parsed = scenarioFile.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  throw new ScenarioError(
    title,
    parsed.error.issues.map(
      ({ path, message }) => `${path.length === 0 ? 'the file' : path.join('.')}: ${message}`,
    ),
  );
}
