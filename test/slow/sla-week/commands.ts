import type { RecordedEvent } from '@tierline/contracts';
import type { Command, Instant, Policy, TicketRequest } from '@tierline/domain';

/** What somebody did to a ticket, as far as its log tells, and how many events of the log it made. */
export interface LoggedCommand {
  readonly command: Command;
  readonly events: number;
}

type Event<K extends RecordedEvent['kind']> = Extract<RecordedEvent, { kind: K }>;

/** Whether time alone did it. */
export function isClockwork({ actor }: Pick<RecordedEvent, 'actor'>): boolean {
  return actor.kind === 'system' && actor.name === 'clockwork';
}

/** What was asked for when the ticket was opened. */
export function requestOf(opened: Event<'ticket.opened'>): TicketRequest {
  const {
    kind: _kind,
    headStart: _headStart,
    clocks: _clocks,
    policyVersion: _version,
    ticketId: _id,
    seq: _seq,
    at: _at,
    actor: _actor,
    via: _via,
    ...request
  } = opened;
  return request;
}

/** The command that made this event and perhaps those after it. Throws RangeError for one that nobody of this week gives. */
export function commandAt(log: readonly RecordedEvent[], index: number, policy: Policy): LoggedCommand {
  const event = log[index];
  if (event === undefined) throw new RangeError(`no event ${index}`);
  if (event.kind === 'message.added') return written(event, log[index + 1]);
  const command = commandOf(event, policy);
  if (command === undefined) throw new RangeError(`nobody does this in the week: ${JSON.stringify(event)}`);
  return { command, events: 1 };
}

/** A message, and what came of it: a customer's brings a ticket back, an agent's may leave or solve it. */
function written(event: Event<'message.added'>, follower: RecordedEvent | undefined): LoggedCommand {
  const { actor, body, visibility } = event;
  const next = follower !== undefined && isOneDecision(event, follower) ? follower.kind : undefined;
  if (actor.kind === 'agent' && next === 'ticket.solved')
    return { command: { kind: 'solve', agentId: actor.id, answer: body }, events: 2 };
  const ask = next === 'ticket.pended';
  const follows = ask || next === 'ticket.resumed' || next === 'ticket.reopened';
  return { command: { kind: 'reply', author: actor, visibility, body, ask }, events: follows ? 2 : 1 };
}

function commandOf(event: RecordedEvent, policy: Policy): Command | undefined {
  const { actor } = event;
  if (event.kind === 'ticket.routed') return { kind: 'route', by: actor };
  if (actor.kind !== 'agent') return undefined;
  const agentId = actor.id;
  switch (event.kind) {
    case 'ticket.claimed': {
      const slots = Array.from({ length: policy.agents.get(agentId)?.capacity ?? 0 }, (_, slot) => slot);
      return { kind: 'claim', agentId, occupied: slots.filter((slot) => !event.slots.includes(slot)) };
    }
    case 'ticket.escalated':
      return { kind: 'escalate', agentId, to: event.to, reason: event.reason ?? '', note: event.note };
    case 'ticket.bounce-limited':
      if (event.limit !== 'moves') return undefined;
      return { kind: 'escalate', agentId, to: event.to, reason: event.reason, note: event.note };
    case 'ticket.updated': {
      const { priority, tags } = event.changes;
      const add = tags?.to.filter((tag) => !tags.from.includes(tag)) ?? [];
      return {
        kind: 'update',
        agentId,
        changes: { ...(priority && { priority: priority.to }), tags: { add } },
      };
    }
    case 'ticket.held':
      return { kind: 'hold', agentId, waitsFor: event.waitsFor };
    case 'ticket.resumed':
      return { kind: 'resume', agentId };
    case 'ticket.solved':
      return { kind: 'solve', agentId };
    case 'ticket.reopened':
      return { kind: 'unsolve', agentId };
    default:
      return undefined;
  }
}

/** Everything that somebody did to a ticket after it was opened, in order, with the moment at which it was decided. */
export function commandsOf(
  log: readonly RecordedEvent[],
  policy: Policy,
): readonly (LoggedCommand & { readonly at: Instant })[] {
  const commands: (LoggedCommand & { readonly at: Instant })[] = [];
  for (let index = 1; index < log.length;) {
    const event = log[index];
    if (event === undefined || isClockwork(event)) index += 1;
    else {
      const logged = commandAt(log, index, policy);
      commands.push({ ...logged, at: event.at });
      index += logged.events;
    }
  }
  return commands;
}

/** The same words as the journal has for what it asked. */
export function inWords(command: Command): string {
  switch (command.kind) {
    case 'reply': {
      const by = command.author.kind === 'system' ? command.author.name : command.author.id;
      return `${command.ask ? 'ask' : 'reply'} ${by} ${command.body}`;
    }
    default:
      return 'agentId' in command ? `${command.kind} ${command.agentId}` : command.kind;
  }
}

function isOneDecision(first: RecordedEvent | undefined, second: RecordedEvent): boolean {
  return first?.at === second.at && JSON.stringify(first.actor) === JSON.stringify(second.actor);
}
