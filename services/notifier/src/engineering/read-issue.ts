import { type Command, decide, type IssueState, type Ticket } from '@tierline/domain';
import {
  ConflictError,
  hasOpenTickets,
  idsOfIssue,
  type ReadWork,
  recordIssue,
  type WorkOutcome,
} from '@tierline/store';
import { type DatedComment, type IssueNow, type Tracker, TrackerError } from '@tierline/trackers';

import { type EngineeringDesk, NOTIFIER } from './handoffs.ts';

/** Comments that reach the tickets at a time: a ticket remembers more than twice as many. */
const AT_A_TIME = 100;
/** Milliseconds that are read again each time: what was written meanwhile may become visible late. */
const OVERLAP = 60_000;

/**
 * Reads an issue and tells all its tickets what is new: by now, whatever the webhooks said. A process may die anywhere in
 * between: what the tickets know is recorded after they know it, and a ticket that is told twice hears it once.
 * Throws TrackerError when it is to be tried again.
 */
export async function readIssue(
  desk: EngineeringDesk,
  tracker: Tracker,
  work: ReadWork,
): Promise<WorkOutcome> {
  const now = await look(tracker, work);
  if (now === 'missing') return unknownIssue(desk, work);
  const { state, issue } = now;
  const known = new Set(work.heard);
  const news = now.comments.filter(({ id }) => !known.has(id));
  let { readTo } = work;
  for (const comments of inParts(news)) {
    await tellTickets(desk, work, state, comments);
    readTo = comments.at(-1)?.at ?? readTo;
    const heard = now.comments.filter(({ at }) => at <= readTo && at >= again(readTo)).map(({ id }) => id);
    await recordIssue(desk.database, work, { issue, state, readTo, heard });
  }
  const over = state !== 'open' || !(await hasOpenTickets(desk.database, nameOf(work)));
  if (over) return { kind: 'done', result: state };
  const { pollAfter } = desk.policies.current().engineering;
  return { kind: 'again', result: state, at: new Date(Date.now() + pollAfter), failed: false };
}

/** From where to read on. */
function again(readTo: Date): Date {
  return new Date(Math.max(0, readTo.getTime() - OVERLAP));
}

async function look(
  tracker: Tracker,
  { issue, issueState, readTo }: ReadWork,
): Promise<IssueNow | 'missing'> {
  try {
    return await tracker.read(issue.key, again(readTo));
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error;
    if (error.failure === 'gone') return { issue, state: 'closed', comments: [] };
    // What was there once is not missing: Tierline may have lost the right to see it.
    if (error.failure === 'missing' && (issueState === 'unknown' || issueState === 'missing'))
      return 'missing';
    throw error;
  }
}

/** Nothing new is one part too: the state may be. */
function inParts(comments: readonly DatedComment[]): readonly (readonly DatedComment[])[] {
  const parts = [comments.slice(0, AT_A_TIME)];
  for (let from = AT_A_TIME; from < comments.length; from += AT_A_TIME)
    parts.push(comments.slice(from, from + AT_A_TIME));
  return parts;
}

async function tellTickets(
  desk: EngineeringDesk,
  work: ReadWork,
  state: IssueState,
  comments: readonly DatedComment[],
): Promise<void> {
  const { tracker, key } = nameOf(work);
  const said = comments.map(({ id, author, body }) => ({ id, author, body }));
  const command: Command = { kind: 'issue-changed', tracker, key, state, comments: said, by: NOTIFIER };
  const concerned = idsOfIssue(desk.database, { tracker, key }, comments.length === 0 ? state : undefined);
  await changePages(desk, concerned, () => command);
}

/** The tickets of an issue that there is not go back to support. */
async function unknownIssue(desk: EngineeringDesk, work: ReadWork): Promise<WorkOutcome> {
  const { tracker, key } = nameOf(work);
  await changePages(desk, idsOfIssue(desk.database, { tracker, key }, 'failed'), ({ engineering }) => ({
    kind: 'engineering-failed',
    handoff: engineering?.handoff ?? 0,
    reason: `${tracker} has no issue ${key} that Tierline may see`,
    by: NOTIFIER,
  }));
  const { issue, readTo, heard } = work;
  await recordIssue(desk.database, work, { issue, state: 'missing', readTo, heard });
  return { kind: 'failed', result: 'missing' };
}

/** Changes page after page. Throws ConflictError when a ticket kept changing: the next attempt tells it. */
async function changePages(
  { store, clock, policies }: EngineeringDesk,
  pages: AsyncGenerator<readonly string[], void, undefined>,
  command: (ticket: Ticket) => Command,
): Promise<void> {
  for await (const ids of pages) {
    const outcomes = await store.changeAll(ids, (ticket) =>
      decide(ticket, command(ticket), clock.now(), policies.current().policy),
    );
    for (const outcome of outcomes.values()) if (outcome instanceof ConflictError) throw outcome;
  }
}

function nameOf({ tracker, issue: { key } }: ReadWork) {
  return { tracker, key };
}
