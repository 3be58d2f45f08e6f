import { instant } from '@tierline/domain';
import { z } from 'zod';

/** Wake-ups that one job carries at most: many to a job is what makes the pipeline fast. */
export const WAKES_PER_JOB = 50;

/** A job of a wake-up queue: "look at these tickets", as pairs of ticket id and number of the event. */
export const wakePayload = z.strictObject({
  v: z.literal(1),
  items: z
    .array(z.tuple([z.string().min(1), z.int().nonnegative()]))
    .min(1)
    .max(WAKES_PER_JOB),
});

export type WakePayload = z.output<typeof wakePayload>;

/** A delayed job of the timer queue: "look at this ticket at that moment" of domain time. */
export const timerPayload = z.strictObject({
  v: z.literal(1),
  ticketId: z.string().min(1),
  due: z.int().transform(instant),
});

export type TimerPayload = z.input<typeof timerPayload>;
