import {
  type Actor,
  type AgentId,
  type Command,
  LINK_KINDS,
  openTicket,
  PRIORITIES,
  type Ticket,
  ticketId,
} from '@tierline/domain';
import { aPolicy, aRequest, MONDAY } from '@tierline/testkit';
import * as fc from 'fast-check';

/** What somebody tries, given the ticket as it is at that time. */
export type Attempt = (ticket: Ticket) => Command;

const POLICY = aPolicy().policy;

/** The ticket whose life it is. */
export const SELF = ticketId('0123456789abcdef01234567');
const OTHER_TICKETS = [ticketId('111111111111111111111111'), ticketId('222222222222222222222222'), SELF];

/** What an incident and the tickets attached to it live through: mostly the next step, sometimes just any. */
export function incidents(agent: fc.Arbitrary<(ticket: Ticket) => AgentId>): fc.Arbitrary<Attempt> {
  const by: Actor = { kind: 'system', name: 'router' };
  const incident = {
    ...openTicket(aRequest(), OTHER_TICKETS[0] ?? SELF, MONDAY, POLICY).ticket,
    incident: { lastUpdate: 2, spread: 2 },
  };
  return fc
    .tuple(fc.nat(1000), agent, fc.constantFrom('tell', 'solve', 'release'), fc.boolean())
    .map(([pick, who, effect, wait]): Attempt => (ticket) => {
      const agentId = who(ticket);
      const { attached } = ticket;
      const message = { visibility: 'public', body: 'Words.' } as const;
      if (ticket.incident !== undefined)
        return pick % 3 === 0
          ? { kind: 'incident-spread', upTo: ticket.incident.lastUpdate, by }
          : { kind: 'update-attached', agentId, effect, ...(wait && { message }) };
      if (attached !== undefined && pick % 4 !== 0) {
        if (pick % 4 === 1) return { kind: 'detach', agentId };
        const seq = attached.reached + 3;
        const updates = [{ seq, by: agentId, effect, ...(wait && { message }) }];
        return { kind: 'reach', incident: attached.to, updates, upTo: seq, by };
      }
      switch (pick % 7) {
        case 0:
          return { kind: 'declare-incident', agentId };
        case 1:
          return { kind: 'update-attached', agentId, effect };
        case 2:
          return { kind: 'attach', agentId, incident: { ...incident, id: SELF }, wait };
        case 3: {
          const { incident: _, ...none } = incident;
          return { kind: 'attach', agentId, incident: none, wait };
        }
        default:
          return { kind: 'attach', agentId, incident, wait };
      }
    });
}

/** Relations to another ticket, to more of them than one may have, and to itself. */
export function relations(agent: fc.Arbitrary<(ticket: Ticket) => AgentId>): fc.Arbitrary<Attempt> {
  const other = fc.constantFrom(...OTHER_TICKETS);
  const linking = fc
    .tuple(fc.constantFrom('link', 'unlink'), agent, other, fc.constantFrom(...LINK_KINDS))
    .map(([kind, who, to, link]): Attempt => (ticket) => {
      // Mostly a link that is there, where one is to go.
      const there = kind === 'unlink' ? ticket.links?.[0] : undefined;
      return { kind, agentId: who(ticket), to: there?.to ?? to, link: there?.kind ?? link };
    });
  const absorbing = fc
    .tuple(agent, other, fc.constantFrom(...PRIORITIES), fc.constantFrom(0, 0, 0, 200))
    .map(([who, id, priority, more]): Attempt => (ticket) => {
      const request = aRequest({ priority, requester: 'another@example.com' });
      const { ticket: opened } = openTicket(request, id, ticket.openedAt, POLICY);
      const merged = more === 0 ? opened : { ...opened, merged: Array.from({ length: more }, () => id) };
      return { kind: 'absorb', agentId: who(ticket), merged };
    });
  const merging = fc.tuple(agent, other).map(([who, into]): Attempt => (ticket) => ({
    kind: 'merge',
    agentId: who(ticket),
    into,
  }));
  return fc.oneof(
    { weight: 4, arbitrary: linking },
    { weight: 2, arbitrary: absorbing },
    { weight: 1, arbitrary: merging },
  );
}
