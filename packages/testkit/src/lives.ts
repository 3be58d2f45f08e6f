import {
  type Command,
  decide,
  type Instant,
  instant,
  openTicket,
  type Policy,
  ticketId,
} from '@tierline/domain';
import { type Database, eventId } from '@tierline/store';
import { mongo } from 'mongoose';

import { ADA, aRequest, type Life, MONDAY } from './ticket.ts';

const MINUTE = 60_000;

const ROUTE: Command = { kind: 'route', by: { kind: 'system', name: 'router' } };
const CLAIM: Command = { kind: 'claim', agentId: ADA, occupied: [] };
const SOLVE: Command = { kind: 'solve', agentId: ADA, answer: 'Done.' };

function says(ask: boolean): Command {
  return { kind: 'reply', author: { kind: 'agent', id: ADA }, visibility: 'public', body: 'Words.', ask };
}

const WRITES: Command = {
  kind: 'reply',
  author: { kind: 'requester', id: 'customer@example.com' },
  visibility: 'public',
  body: 'And now?',
  ask: false,
};

/** What is done to a ticket, a minute apart; none of them stays in anybody's hands. */
const LIVES: readonly (readonly Command[])[] = [
  [],
  [ROUTE],
  [ROUTE, CLAIM, says(true)],
  [ROUTE, CLAIM, { kind: 'hold', agentId: ADA, waitsFor: 'third-party' }],
  [ROUTE, CLAIM, says(false), WRITES, { kind: 'reassign', agentId: ADA, reason: 'workload' }],
  [ROUTE, CLAIM, says(true), WRITES],
  [ROUTE, CLAIM, SOLVE],
  [ROUTE, CLAIM, SOLVE, WRITES],
];

const REQUESTS = [
  aRequest(),
  aRequest({ priority: 'urgent' }),
  aRequest({ plan: 'enterprise' }),
  aRequest({ priority: 'high', tags: ['vip'] }),
  aRequest({ priority: 'low' }),
];

/** Tickets in all states, opened one after the other from `from` on (MONDAY unless told), with what time did to them until `until`. */
export function livesInAllStates(
  policy: Policy,
  {
    count,
    from = MONDAY,
    until,
  }: { readonly count: number; readonly from?: Instant; readonly until: Instant },
): readonly Life[] {
  return Array.from({ length: count }, (_, index) => {
    const opened = instant(from + index * 10_000);
    const request = REQUESTS[index % REQUESTS.length] ?? aRequest();
    const id = ticketId(index.toString(16).padStart(24, '0'));
    const commands = LIVES[Math.floor(index / REQUESTS.length) % LIVES.length] ?? [];
    const life = commands.reduce<Life>(
      (so, command, step) => after(so, command, instant(opened + (step + 1) * MINUTE), policy),
      openTicket(request, id, opened, policy),
    );
    return after(life, { kind: 'timer' }, until, policy);
  });
}

function after(life: Life, command: Command, now: Instant, policy: Policy): Life {
  const decision = decide(life.ticket, command, now, policy);
  if (decision.kind === 'refused') throw new Error(`${command.kind} was refused: ${decision.message}`);
  return { ticket: decision.ticket, events: [...life.events, ...decision.events] };
}

/** Stores tickets as they are after all their events were published. */
export async function insertLives({ tickets, events }: Database, lives: readonly Life[]): Promise<void> {
  await tickets.insertMany(
    lives.map(({ ticket: { id: _id, ...rest } }, index) => ({
      _id,
      ...rest,
      outbox: [],
      changedAt: mongo.Timestamp.fromNumber(index),
    })),
  );
  const recordedAt = new Date();
  await events.insertMany(
    lives.flatMap((life) => life.events.map((event) => ({ _id: eventId(event), recordedAt, ...event }))),
  );
}
