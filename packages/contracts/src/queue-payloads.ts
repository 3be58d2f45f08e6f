import { instant } from '@tierline/domain';
import { z } from 'zod';

/** Wake-ups that one job carries at most: many to a job is what makes the pipeline fast. */
export const WAKES_PER_JOB = 50;

// Releases run side by side: fields that a later one adds to a known version are ignored, a later version is left to it.
// docs/operations/upgrades.md has the rules for changing a payload.

/** A job of a wake-up queue: "look at these tickets", as pairs of ticket id and number of the event. */
export const wakePayload = z.object({
  v: z.literal(1),
  items: z
    .array(z.tuple([z.string().min(1), z.int().nonnegative()], z.unknown()))
    .min(1)
    .max(WAKES_PER_JOB),
});

export type WakePayload = z.output<typeof wakePayload>;

/** A delayed job of the timer queue: "look at this ticket at that moment" of domain time. */
export const timerPayload = z.object({
  v: z.literal(1),
  ticketId: z.string().min(1),
  due: z.int().transform(instant),
});

export type TimerPayload = z.input<typeof timerPayload>;

/** The last version of payloads that this release knows. */
const KNOWN_VERSION = 1;
const versioned = z.looseObject({ v: z.int().gt(KNOWN_VERSION) });

/** The version of a payload that a later release made; undefined for every other payload, well formed or not. */
export function laterVersion(payload: unknown): number | undefined {
  return versioned.safeParse(payload).data?.v;
}
