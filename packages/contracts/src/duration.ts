import { millis, type Millis } from '@tierline/domain';
import { z } from 'zod';

/** More than a promise ever needs, and less than would leave the years that calendars cover. */
const LONGEST = 10_000 * 3_600_000;
const PATTERN = /^(?:(\d+)h)?\s*(?:(\d+)m)?\s*(?:(\d+)s)?$/;

/** A length of time as a policy file spells it: `90s`, `15m`, `4h`, `1h 30m`. Parsed to milliseconds, more than zero. */
export const duration = z.string().transform((text, context): Millis => {
  const [, hours = '0', minutes = '0', seconds = '0'] = PATTERN.exec(text.trim()) ?? [];
  const value = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  if (value > 0 && value <= LONGEST) return millis(value);
  context.addIssue({
    code: 'custom',
    message: 'must be a length of time above zero such as 90s, 15m, 4h or 1h 30m, and at most 10000h',
  });
  return z.NEVER;
});
