import { HOLD_REASONS, PAUSING_STATES, PRIORITIES, RESPONSES, TIERS } from '@tierline/domain';
import { z } from 'zod';

import { conditionFile } from './condition-file.ts';
import { duration } from './duration.ts';
import { ladderFile } from './ladder-file.ts';

/** The name of the promises that hold where no SLA policy applies. */
export const EVERYBODY = 'default';

const share = z.number().gt(0).lt(1);

/** A promise with all that may be said of it; what is not said is as the file says of all. */
const promiseObject = z.strictObject({
  target: duration,
  calendar: z.string().exactOptional(),
  warnAfter: share.exactOptional(),
  pausedWhile: z.array(z.enum(PAUSING_STATES)).exactOptional(),
  ladder: z.string().exactOptional(),
});

export type PromiseFile = z.output<typeof promiseObject>;

/** A promise: a length of time, or an object. Not a union: that would say "invalid input" and not what is wrong. */
const promise = z.unknown().transform((value, context): PromiseFile => {
  const parsed = promiseObject.safeParse(typeof value === 'string' ? { target: value } : value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const path = typeof value === 'string' ? [] : issue.path;
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : undefined;
    for (const key of keys ?? [undefined])
      context.addIssue({
        code: 'custom',
        path: key === undefined ? path : [...path, key],
        message:
          key !== undefined
            ? 'is not a known key'
            : issue.path.length === 0
              ? 'must be a length of time, or an object with a target'
              : issue.message,
      });
  }
  return z.NEVER;
});

/** A promise, or the word none where the policies after it would make one. */
const promiseOrNone = z.unknown().transform((value, context): PromiseFile | 'none' => {
  if (value === 'none') return 'none';
  const parsed = promise.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
});

const headStart = duration
  .optional()
  .describe('how much earlier than its promise a waiting ticket is ranked');

const priority = z.strictObject({
  firstResponse: promise.describe('working time until an agent has answered'),
  nextResponse: promise.exactOptional().describe('until an agent has answered a later message'),
  update: promise.exactOptional().describe('from one answer until the customer hears of the case again'),
  resolution: promise.describe('working time until the ticket is solved'),
  headStart,
});

const supplier = z.partialRecord(z.enum(HOLD_REASONS), promise);

const policy = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .refine(
      (name) => name !== EVERYBODY,
      `must not be ${EVERYBODY}: so the promises to all others are called`,
    ),
  when: conditionFile.describe('what must be true of a ticket; see docs/routing.md'),
  calendar: z.string().exactOptional(),
  warnAfter: share.exactOptional(),
  ladder: z.string().exactOptional(),
  priorities: z
    .partialRecord(
      z.enum(PRIORITIES),
      z.strictObject({
        firstResponse: promiseOrNone.exactOptional(),
        nextResponse: promiseOrNone.exactOptional(),
        update: promiseOrNone.exactOptional(),
        resolution: promiseOrNone.exactOptional(),
      }),
    )
    .default({}),
  tiers: z.partialRecord(z.enum(TIERS), promise).default({}),
  suppliers: supplier.default({}),
});

export type SlaPolicyFile = z.output<typeof policy>;

/** What customers are promised, in a policy file. */
export const promisesFile = z.strictObject({
  calendar: z.string(),
  warnAfter: share,
  ladder: z.string().exactOptional(),
  respondsBy: z
    .array(z.enum(RESPONSES))
    .min(1)
    .default([...RESPONSES]),
  priorities: z.record(z.enum(PRIORITIES), priority),
  suppliers: supplier.default({}),
  policies: z.array(policy).max(200).default([]),
  ladders: z.record(z.string(), ladderFile).default({}),
});

/** The target of each tier's stays, in a policy file. */
export const tiersFile = z.record(z.enum(TIERS), promiseObject);
