import type { LimitedMove, TicketChange } from './event.ts';
import { movedTo } from './handover.ts';
import { type History, record } from './history.ts';
import type { LadderAction, LadderStep } from './ladder.ts';
import { CLOCKWORK, marked } from './marks.ts';
import type { Policy } from './policy.ts';
import { PRIORITIES, type Priority } from './priority.ts';
import { type ClockName, cycleOf, type SlaClock } from './sla-clock.ts';
import { promiseOf, slaPolicyFor } from './sla-policy.ts';
import { promisedAnew } from './ticket-clocks.ts';
import type { Ticket } from './ticket.ts';
import { tierAbove } from './tier.ts';
import type { Instant } from './time.ts';

/** Later than that after its time, what is done is marked late: everything was down, or the queue was. Milliseconds. */
export const LATE = 60_000;

/** Why a ladder hands a ticket up: beside the policy's own reasons. */
const LADDER_REASON = 'promise-at-risk';

/** A step whose time has come. */
interface DueStep {
  readonly clock: ClockName;
  readonly step: string;
  readonly dueAt: Instant;
}

/**
 * Records a step of a ladder and does what it says, as far as the ticket is where it can be done: what is in nobody's
 * hands is not taken out of them, T3 has no tier above, and a ticket that moved as often as the policy allows stays. A step
 * whose condition does not hold is recorded as skipped, so that it is over as well.
 */
export function playStep(
  history: History,
  { clock: name, step, dueAt }: DueStep,
  now: Instant,
  policy: Policy,
): History {
  const clock = history.ticket.clocks[name];
  if (clock === undefined) return history;
  const known = stepOf(history.ticket, name, step, policy);
  const skipped = known?.only !== undefined && !holds(known.only, history.ticket, clock);
  const actions = skipped ? [] : (known?.do ?? []);
  const recorded = record(history, CLOCKWORK, now, {
    kind: 'sla.stepped',
    clock: name,
    cycle: cycleOf(clock),
    step,
    dueAt,
    do: actions,
    priority: history.ticket.priority,
    ...(history.ticket.tier !== undefined && { tier: history.ticket.tier }),
    ...(clock.breachedAt !== undefined && { broken: true }),
    ...toldBy(actions, history.ticket),
    ...(skipped && { skipped: true }),
    ...(now - dueAt > LATE && { late: true }),
  });
  const changing = actions.filter(({ kind }) => kind !== 'notify' && kind !== 'page');
  if (changing.length === 0) return recorded;
  // What was due before the step is done, however late that is, was due under the promises until then.
  return changing.reduce(
    (soFar, action) => acted(soFar, action, `${name} ${step}`, now, policy),
    marked(recorded, now),
  );
}

/** Who is told by these actions, as far as there is somebody. */
function toldBy(
  actions: readonly LadderAction[],
  { state, contact, team }: Ticket,
): Pick<Extract<TicketChange, { kind: 'sla.stepped' }>, 'tells'> {
  const whom = new Set(actions.flatMap((action) => (action.kind === 'notify' ? [action.whom] : [])));
  const tells = {
    ...(whom.has('holder') && state.kind === 'working' && { holder: state.holder }),
    ...(whom.has('contact') && contact !== undefined && { contact }),
    ...(whom.has('team') && team !== undefined && { team }),
    ...(whom.has('manager') && { manager: true as const }),
  };
  return Object.keys(tells).length === 0 ? {} : { tells };
}

function stepOf(ticket: Ticket, name: ClockName, step: string, policy: Policy): LadderStep | undefined {
  return promiseOf(name, ticket, slaPolicyFor(ticket, policy))?.ladder?.find((one) => one.name === step);
}

function holds(condition: NonNullable<LadderStep['only']>, ticket: Ticket, clock: SlaClock): boolean {
  switch (condition) {
    case 'untouched':
      return ticket.state.kind !== 'working' && (ticket.stays.at(-1)?.by.length ?? 0) === 0;
    case 'unanswered':
      return ticket.respondedAt === undefined || ticket.respondedAt < (clock.beganAt ?? ticket.openedAt);
  }
}

function acted(history: History, action: LadderAction, why: string, now: Instant, policy: Policy): History {
  const { ticket } = history;
  switch (action.kind) {
    case 'notify':
    case 'page':
      // The event says it; whoever sends it hears the event.
      return history;
    case 'raise-priority':
      return raised(history, higher(ticket.priority, action.to), now, policy);
    case 'reassign':
      return reassigned(history, now, policy);
    case 'escalate':
      return escalated(history, why, now, policy);
  }
}

/** Out of the holder's hands, for others first. */
function reassigned(history: History, now: Instant, policy: Policy): History {
  const { state, reassignments } = history.ticket;
  if (state.kind !== 'working') return history;
  const move = { from: state.holder, reason: LADDER_REASON };
  return reassignments < policy.escalation.maxReassignments
    ? record(history, CLOCKWORK, now, { kind: 'ticket.reassigned', ...move })
    : forManager(history, { limit: 'reassignments', ...move }, now, policy);
}

/** A ticket that was passed on as often as the policy allows stays, and is marked where the policy has managers for that. */
function forManager(history: History, move: LimitedMove, now: Instant, policy: Policy): History {
  return policy.escalation.atLimit === 'manager' && history.ticket.needsManagerSince === undefined
    ? record(history, CLOCKWORK, now, { kind: 'ticket.bounce-limited', ...move })
    : history;
}

function higher(from: Priority, to: Priority | undefined): Priority | undefined {
  const rank = PRIORITIES.indexOf(from);
  return to === undefined ? PRIORITIES[rank + 1] : PRIORITIES.indexOf(to) > rank ? to : undefined;
}

function raised(history: History, priority: Priority | undefined, now: Instant, policy: Policy): History {
  if (priority === undefined) return history;
  const { ticket } = history;
  return record(history, CLOCKWORK, now, {
    kind: 'ticket.updated',
    changes: { priority: { from: ticket.priority, to: priority } },
    headStart: policy.priorities[priority].headStart,
    clocks: promisedAnew({ ...ticket, priority }, 'play', now, policy),
  });
}

function escalated(history: History, why: string, now: Instant, policy: Policy): History {
  const { ticket } = history;
  const { state, tier: from } = ticket;
  const to = from && tierAbove(from);
  if (from === undefined || to === undefined || (state.kind !== 'waiting' && state.kind !== 'working'))
    return history;
  const reason = LADDER_REASON;
  const note = {
    seen: `The ticket was on ${from} for long.`,
    tried: state.kind === 'working' ? `${state.holder} has it in hand.` : 'Nobody has it in hand.',
    why: `${why}: the policy hands it up at this step.`,
  };
  return ticket.moves < policy.escalation.max
    ? movedTo(history, CLOCKWORK, { to, reason, note }, now, policy)
    : forManager(history, { limit: 'moves', from, to, reason, note }, now, policy);
}
