import { AGENT_ID_PATTERN, ISSUE_KEY_PATTERN } from '@tierline/domain';
import { z } from 'zod';

const ISSUE_KNOWLEDGE = ['unknown', 'open', 'fixed', 'closed', 'missing'] as const;

/** A tracker's id. */
export const trackerId = z
  .string()
  .regex(AGENT_ID_PATTERN, 'must be the id of a tracker: lower-case letters, digits, hyphens');

/** An issue's key. */
export const issueKey = z
  .string()
  .regex(ISSUE_KEY_PATTERN, 'must be the key of an issue as its tracker has it, such as 7 or SUP-7');

const CURSOR = /^[a-z0-9][a-z0-9-]{0,62}\/[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export const listIssuesQuery = z.strictObject({
  tracker: trackerId.exactOptional(),
  state: z.enum(ISSUE_KNOWLEDGE).exactOptional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().regex(CURSOR, 'must be the nextCursor of the page before').exactOptional(),
});

/** An issue of engineering that tickets have. */
const issueView = z
  .strictObject({
    tracker: z.string(),
    key: z.string(),
    url: z.string().optional().describe('once it is known'),
    state: z
      .enum(ISSUE_KNOWLEDGE)
      .describe('as it was last read; unknown: not yet; missing: the tracker has no such issue'),
    tickets: z.int().describe('how many tickets have it'),
    readAt: z.iso.datetime().optional().describe('when it was last read, in real time'),
    lastResult: z.string().optional().describe('what the last attempt to read it came to'),
  })
  .meta({ id: 'Issue', description: 'An issue in a tracker of engineering.' });

export const issuePage = z
  .strictObject({
    items: z.array(issueView),
    nextCursor: z.string().optional().describe('absent on the last page'),
  })
  .meta({ id: 'IssuePage' });
