import type { PolicySource } from '@tierline/contracts';
import { type Actor, type Command, decide, type EngineeringEvent } from '@tierline/domain';
import type { Clock } from '@tierline/platform';
import type { Database, TakenWork, TicketStore, WorkOutcome } from '@tierline/store';
import { type Tracker, TrackerError } from '@tierline/trackers';

export const NOTIFIER: Actor = { kind: 'system', name: 'notifier' };

/** What work with trackers is done with. */
export interface EngineeringDesk {
  readonly database: Database;
  readonly store: TicketStore;
  readonly policies: PolicySource;
  readonly clock: Clock;
}

type Requested = Extract<EngineeringEvent, { kind: 'engineering.requested' }>;
type Commented = Extract<EngineeringEvent, { kind: 'engineering.commented' }>;

/**
 * Files the issue that a ticket asked for and tells the ticket. A process may die anywhere in between: the next attempt
 * finds what was filed. A handoff that is over, because T3 took it back, is not filed. What the tracker will not have
 * comes back to support. Throws TrackerError when it is to be tried again.
 */
export async function fileIssue(
  { store, policies, clock }: EngineeringDesk,
  tracker: Tracker,
  event: Requested,
  attempt: { readonly reference: string; readonly signal: AbortSignal } & Pick<TakenWork, 'triedSince'>,
): Promise<WorkOutcome> {
  const tell = async (command: Command) =>
    store.change(event.ticketId, (ticket) => decide(ticket, command, clock.now(), policies.current().policy));
  const [ticket] = await store.read([event.ticketId]);
  const wanted = ticket?.engineering?.handoff === event.seq && ticket.engineering.state === 'requested';
  if (!wanted) return { kind: 'done', result: 'no longer asked for' };
  try {
    const issue = await tracker.file({ title: event.title, body: event.body, ...attempt });
    await tell({ kind: 'issue-filed', handoff: event.seq, issue, by: NOTIFIER });
    return { kind: 'done', result: 'filed' };
  } catch (error) {
    if (!(error instanceof TrackerError) || error.failure !== 'refused') throw error;
    const reason = `${event.tracker} does not take the issue: ${error.message}`;
    await tell({ kind: 'engineering-failed', handoff: event.seq, reason, by: NOTIFIER });
    return { kind: 'failed', result: error.message };
  }
}

/** Makes a comment of support on an issue. Throws TrackerError when it is to be tried again. */
export async function sayOnIssue(
  tracker: Tracker,
  { issue, body }: Commented,
  attempt: { readonly reference: string; readonly signal: AbortSignal } & Pick<TakenWork, 'triedSince'>,
): Promise<WorkOutcome> {
  try {
    await tracker.comment(issue.key, { body, ...attempt });
    return { kind: 'done', result: 'said' };
  } catch (error) {
    const hopeless = error instanceof TrackerError && ['refused', 'missing', 'gone'].includes(error.failure);
    if (!hopeless) throw error;
    return { kind: 'failed', result: error.message };
  }
}
