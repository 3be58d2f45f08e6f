/**
 * Why a command was refused. Stable: clients and tests rely on the codes.
 * - illegal-transition: not possible in the ticket's present state
 * - stale-version: the ticket has changed since the version that the command was made on
 * - not-holder: only the agent who holds the ticket may do that
 * - unknown-agent: the policy knows no such agent
 * - wrong-tier: the agent works on another tier
 * - wrong-team: the ticket waits for another team
 * - lacks-skill: the ticket needs a skill that the agent lacks
 * - kept-for-another: the ticket waits for the agent who knows it, for a while
 * - off-shift: the agent's shift is over or has not begun
 * - not-available: nothing is given to somebody who is away or offline
 * - at-capacity: the agent has no room for the ticket
 * - not-a-higher-tier: an escalation goes up
 * - not-a-lower-tier: a de-escalation goes down
 * - move-limit: the ticket has moved between tiers as often as the policy allows
 * - reassignment-limit: the ticket was passed on within a tier as often as the policy allows
 * - no-manager-needed: a manager moves only tickets that are marked for one
 * - unknown-reason: the policy has no such reason for passing a ticket on
 * - help-limit: so many help requests of one ticket are open that no more may be made
 * - unknown-help-request: the ticket has no open help request of that number
 * - not-asked: the help request went to somebody else
 * - closed: the case is over, and the policy says that a message does not re-open it
 * - missing-fields: custom fields without which a ticket is not solved have no value
 * - too-many-tags: a ticket has 100 tags at most
 * - unknown-state: the policy has no such state where the ticket goes
 * - merged: another ticket goes on in the place of this one
 * - same-ticket: a ticket has no relation to itself
 * - is-incident: the ticket is an incident, which is neither merged nor attached
 * - not-an-incident: the ticket is none
 * - attached: the ticket is attached to an incident already
 * - not-a-customer-message: only what one customer wrote can be split off
 * - relation-limit: the ticket has as many relations as one may have
 * - too-many-attachments: the ticket has as many, or as large, as the policy allows
 * - unknown-attachment: a message refers to a file that the ticket has not, or not for those who see the message
 * - support-is-the-contact: engineering never writes to the customer
 * - only-t3: only T3 works with engineering
 * - unknown-tracker: the policy knows no such tracker of issues
 * - already-in-engineering: the ticket has an issue that is not done
 * - no-issue: the ticket has no issue
 */
export const REFUSAL_CODES = [
  'illegal-transition',
  'stale-version',
  'not-holder',
  'unknown-agent',
  'wrong-tier',
  'wrong-team',
  'lacks-skill',
  'kept-for-another',
  'off-shift',
  'not-available',
  'at-capacity',
  'not-a-higher-tier',
  'not-a-lower-tier',
  'move-limit',
  'reassignment-limit',
  'no-manager-needed',
  'unknown-reason',
  'help-limit',
  'unknown-help-request',
  'not-asked',
  'closed',
  'missing-fields',
  'too-many-tags',
  'unknown-state',
  'merged',
  'same-ticket',
  'is-incident',
  'not-an-incident',
  'attached',
  'not-a-customer-message',
  'relation-limit',
  'too-many-attachments',
  'unknown-attachment',
  'support-is-the-contact',
  'only-t3',
  'unknown-tracker',
  'already-in-engineering',
  'no-issue',
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** The answer to a command that the rules do not allow. A value, not an exception. */
export interface Refusal {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  readonly message: string;
}

export function refuse(code: RefusalCode, message: string): Refusal {
  return { kind: 'refused', code, message };
}
