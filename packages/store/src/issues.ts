import type { Engineering, Issue, IssueState, Ticket, TicketId } from '@tierline/domain';
import type { mongo } from 'mongoose';

import type { Database } from './database.ts';
import {
  ISSUE_LOG,
  ISSUE_TICKETS,
  type KnownIssueState,
  type ReadWork,
  type TicketDocument,
  TRACKER_ISSUE_LOG,
  type TrackerWorkDocument,
} from './schemas.ts';
import { TICKET_ONLY, ticketOf } from './ticket-document.ts';

/** An issue with tickets that wait for it, or did. */
export interface LinkedIssue {
  readonly tracker: string;
  readonly issue: Issue;
  readonly state: KnownIssueState;
  /** How many tickets have it. */
  readonly tickets: number;
  /** When it was last read; real time. */
  readonly readAt?: Date;
  /** What the last attempt to read it came to. */
  readonly lastResult?: string;
}

export interface IssueFilter {
  readonly tracker?: string;
  readonly state?: KnownIssueState;
  /** The last issue of the page before, as `issuePlace` writes it. */
  readonly cursor?: string;
  readonly limit: number;
}

const STATES: KnownIssueState[] = ['unknown', 'open', 'fixed', 'closed', 'missing'];

/** Linked issues by tracker and key, `limit` at most, after the cursor. */
export async function listIssues(database: Database, filter: IssueFilter): Promise<readonly LinkedIssue[]> {
  const found = (await issueQuery(database, filter).toArray()).flatMap((work) =>
    work.kind === 'read' ? [work] : [],
  );
  const counts = new Map(
    (await countsOf(database, found)).map(({ _id: { tracker, key }, count }) => [`${tracker}/${key}`, count]),
  );
  return found.map(({ tracker, issue, issueState: state, readAt, lastResult }) => ({
    tracker,
    issue,
    state,
    tickets: counts.get(`${tracker}/${issue.key}`) ?? 0,
    ...(readAt !== undefined && { readAt }),
    ...(lastResult !== undefined && { lastResult }),
  }));
}

/** The query of `listIssues`: reads about as many index keys as it finds issues. */
export function issueQuery(
  { trackerWork }: Database,
  { tracker, state, cursor, limit }: IssueFilter,
): mongo.FindCursor<TrackerWorkDocument> {
  return trackerWork
    .find({
      kind: 'read',
      // Always a condition on it, because the index has it before the id: MongoDB merges the orders of the states.
      issueState: state ?? { $in: STATES },
      ...(tracker !== undefined && { tracker }),
      ...(cursor !== undefined && { _id: { $gt: `read:${cursor}` } }),
    })
    .sort({ _id: 1 })
    .hint(tracker === undefined ? ISSUE_LOG : TRACKER_ISSUE_LOG)
    .limit(limit);
}

async function countsOf({ tickets }: Database, found: readonly ReadWork[]) {
  const unique = (values: readonly string[]) => [...new Set(values)];
  return tickets
    .aggregate<{ _id: { tracker: string; key: string }; count: number }>([
      {
        $match: {
          'engineering.tracker': { $in: unique(found.map(({ tracker }) => tracker)) },
          'engineering.issue.key': { $in: unique(found.map(({ issue }) => issue.key)) },
        },
      },
      {
        $group: {
          _id: { tracker: '$engineering.tracker', key: '$engineering.issue.key' },
          count: { $sum: 1 },
        },
      },
    ])
    .toArray();
}

/** One issue, by its names. */
export interface IssueName {
  readonly tracker: string;
  readonly key: string;
}

/** Tickets of an issue newest first, `limit` at most, after the cursor. */
export async function ticketsOfIssue(
  database: Database,
  name: IssueName,
  { cursor, limit }: { readonly cursor?: TicketId; readonly limit: number },
): Promise<readonly Ticket[]> {
  return (await ticketsOfIssueQuery(database, name, cursor).limit(limit).toArray()).map(ticketOf);
}

/** The query of `ticketsOfIssue`. */
export function ticketsOfIssueQuery(
  { tickets }: Database,
  { tracker, key }: IssueName,
  cursor?: TicketId,
): mongo.FindCursor<TicketDocument> {
  return tickets
    .find(
      {
        'engineering.tracker': tracker,
        'engineering.issue.key': key,
        ...(cursor !== undefined && { _id: { $lt: cursor as string } }),
      },
      { projection: TICKET_ONLY },
    )
    .sort({ _id: -1 })
    .hint(ISSUE_TICKETS);
}

/**
 * Ids of tickets of an issue, page by page, those that came to it first: all, or those for which it is in another state.
 */
export async function* idsOfIssue(
  { tickets }: Database,
  { tracker, key }: IssueName,
  otherThan?: Engineering['state'],
): AsyncGenerator<readonly string[], void, undefined> {
  const PAGE = 500;
  let after = '';
  for (;;) {
    const found = await tickets
      .find(
        {
          'engineering.tracker': tracker,
          'engineering.issue.key': key,
          _id: { $gt: after },
          ...(otherThan !== undefined && { 'engineering.state': { $ne: otherThan } }),
        },
        { projection: { _id: 1 } },
      )
      .sort({ _id: 1 })
      .hint(ISSUE_TICKETS)
      .limit(PAGE)
      .toArray();
    const ids = found.map(({ _id }) => _id);
    if (ids.length > 0) yield ids;
    if (ids.length < PAGE) return;
    after = ids.at(-1) ?? after;
  }
}

/** Whether anybody still cares how the issue stands: it has a ticket that is not closed. */
export async function hasOpenTickets({ tickets }: Database, { tracker, key }: IssueName): Promise<boolean> {
  const found = await tickets.findOne(
    { 'engineering.tracker': tracker, 'engineering.issue.key': key, 'state.kind': { $ne: 'closed' } },
    { projection: { _id: 1 }, hint: ISSUE_TICKETS },
  );
  return found !== null;
}

/** How many tickets wait for engineering. */
export async function waitingForEngineering({ tickets }: Database): Promise<number> {
  return tickets.countDocuments({ 'state.waitsFor': 'engineering' });
}

/** Records what the tickets of an issue know of it by now. */
export async function recordIssue(
  { trackerWork }: Database,
  { _id }: ReadWork,
  known: {
    readonly issue: Issue;
    readonly state: IssueState | 'missing';
    readonly readTo: Date;
    readonly heard: readonly string[];
  },
): Promise<void> {
  const { issue, state: issueState, readTo, heard } = known;
  await trackerWork.updateOne(
    { _id },
    { $set: { issue, issueState, heard, readAt: new Date() }, $max: { readTo } },
  );
}
