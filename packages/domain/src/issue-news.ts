import type { Actor } from './actor.ts';
import { contactToTell } from './contact.ts';
import { isUnderWay } from './engineering.ts';
import { wokenUp } from './hand-to-engineering.ts';
import { type History, record } from './history.ts';
import type { Step } from './step.ts';

/** The tracker has the issue that was asked for. Nothing for a handoff that is over, or filed already. */
export function issueFiled({ history, command, now }: Step<'issue-filed'>): History {
  const { engineering } = history.ticket;
  if (engineering?.state !== 'requested' || engineering.handoff !== command.handoff) return history;
  const { tracker } = engineering;
  return record(history, command.by, now, { kind: 'issue.filed', tracker, issue: command.issue });
}

/** The tracker will not have the issue, or has no such one: support must see to it. Nothing where it was heard of. */
export function engineeringFailed({ history, command, now, policy }: Step<'engineering-failed'>): History {
  const { engineering } = history.ticket;
  if (engineering?.handoff !== command.handoff || engineering.state === 'open' || !isUnderWay(engineering))
    return history;
  const failed = record(history, command.by, now, { kind: 'engineering.failed', reason: command.reason });
  return wokenUp(failed, command.by, now, policy);
}

/**
 * What the tracker says of an issue reaches a ticket of it: new comments as internal notes of their engineers, of
 * which the customer's contact should hear, and a
 * state that is another one. What is done brings a ticket that waits for it back to support. What the ticket has heard
 * already changes nothing, and nothing changes a ticket of another issue.
 */
export function issueChanged({ history, command, now, policy }: Step<'issue-changed'>): History {
  const { engineering } = history.ticket;
  if (engineering?.tracker !== command.tracker || engineering.issue?.key !== command.key) return history;
  const heard = new Set(engineering.heard);
  const said = command.comments
    .filter(({ id }) => !heard.has(id))
    .reduce((soFar, { id, author: name, body }) => {
      const author: Actor = { kind: 'engineer', id: name };
      return record(soFar, author, now, {
        kind: 'message.added',
        visibility: 'internal',
        body,
        clocks: {},
        comment: id,
        ...contactToTell(soFar.ticket, author),
      });
    }, history);
  if (engineering.state === command.state) return said;
  const changed = record(said, command.by, now, { kind: 'issue.changed', state: command.state });
  return command.state === 'open' ? changed : wokenUp(changed, command.by, now, policy);
}
