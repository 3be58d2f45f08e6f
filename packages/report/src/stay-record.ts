import {
  type AgentId,
  type Channel,
  type Instant,
  type Millis,
  type Priority,
  type TeamId,
  type Ticket,
  type TicketId,
  type Tier,
  type TierStay,
  type WayIn,
  type WayOut,
  type Verdict,
  verdictOf,
} from '@tierline/domain';

/**
 * One stay of one ticket on one tier, flat: all that reports are made of. The simulator writes the same. Lengths of time
 * are wall time. What can still change (the present stay, a promise that is owed, a ticket that is re-opened) makes the
 * ticket's records be written anew.
 */
export interface StayRecord {
  readonly ticketId: TicketId;
  /** Number of the stay within the ticket, from 0. */
  readonly stay: number;
  /** The version of the ticket that it was made of. */
  readonly version: number;

  readonly priority: Priority;
  readonly channel: Channel;
  readonly plan?: string;
  readonly organisation?: string;
  readonly tier: Tier;
  readonly team?: TeamId;
  /** Who worked on it for longest here. */
  readonly agent?: AgentId;

  readonly openedAt: Instant;
  readonly enteredAt: Instant;
  readonly cameBy: WayIn;
  /** The reason of the move. */
  readonly cameFor?: string;
  /** Absent while it lasts. */
  readonly leftAt?: Instant;
  readonly leftBy?: WayOut;
  readonly leftFor?: string;
  readonly worked: Millis;
  readonly waited: Millis;
  readonly paused: Millis;
  /** A move brought the ticket back to a tier that it had been on. */
  readonly bounced: boolean;
  readonly toEngineeringAt?: Instant;

  /** What became of the tier's target, and when that was known: at the end of the stay, or at the breach. */
  readonly target?: Verdict;
  readonly targetAt?: Instant;

  /** The first response, on the stay that gave it; a breach without one, on the last stay. */
  readonly firstResponse?: Verdict;
  readonly firstResponseAt?: Instant;
  /** From the opening to the answer; absent where only the breach is known. */
  readonly firstResponseTook?: Millis;

  /** The resolution, on the last stay. */
  readonly resolution?: Verdict;
  readonly resolutionAt?: Instant;
  /** From the opening to the solution that stands; absent where only the breach is known. */
  readonly resolutionTook?: Millis;

  /** When and where the ticket was solved, on each of its stays; absent while it is not. */
  readonly solvedAt?: Instant;
  readonly solvedOn?: Tier;
}

/** The records of a ticket, one per stay, oldest first; none before it is routed. */
export function stayRecords(ticket: Ticket & { readonly organisation?: string }): readonly StayRecord[] {
  const { stays } = ticket;
  const answering = answeringStay(ticket);
  return stays.map((stay, index) => {
    const last = index === stays.length - 1;
    return {
      ticketId: ticket.id,
      stay: index,
      version: ticket.seq,
      ...whose(ticket, stay),
      openedAt: ticket.openedAt,
      ...passage(stay),
      worked: stay.worked,
      waited: stay.waited,
      paused: stay.paused,
      bounced: isMove(stay) && stays.slice(0, index).some(({ tier }) => tier === stay.tier),
      ...(stay.toEngineeringAt !== undefined && { toEngineeringAt: stay.toEngineeringAt }),
      ...targetOf(ticket, stay, last),
      ...(index === answering && firstResponseOf(ticket)),
      ...(last && resolutionOf(ticket)),
      ...solutionOf(ticket),
    };
  });
}

function whose({ priority, channel, plan, organisation }: Parameters<typeof stayRecords>[0], stay: TierStay) {
  const agent = stay.by.toSorted((a, b) => b.worked - a.worked)[0]?.agent;
  return {
    priority,
    channel,
    ...(plan !== undefined && { plan }),
    ...(organisation !== undefined && { organisation }),
    tier: stay.tier,
    ...(stay.team !== undefined && { team: stay.team }),
    ...(agent !== undefined && { agent }),
  };
}

function passage({ enteredAt, cameBy, leftAt, leftBy }: TierStay) {
  return {
    enteredAt,
    cameBy: cameBy.kind,
    ...(cameBy.reason !== undefined && { cameFor: cameBy.reason }),
    ...(leftAt !== undefined && { leftAt }),
    ...(leftBy !== undefined && { leftBy: leftBy.kind }),
    ...(leftBy?.reason !== undefined && { leftFor: leftBy.reason }),
  };
}

function isMove({ cameBy }: TierStay): boolean {
  return cameBy.kind === 'escalated' || cameBy.kind === 'de-escalated';
}

/** The stay during which the customer was first answered; the last while nobody has. -1 before there is any. */
function answeringStay({ stays, firstRespondedAt }: Ticket): number {
  if (firstRespondedAt === undefined) return stays.length - 1;
  const found = stays.findIndex(({ leftAt }) => leftAt === undefined || firstRespondedAt <= leftAt);
  return found === -1 ? stays.length - 1 : found;
}

function targetOf({ clocks }: Ticket, { target, leftAt }: TierStay, last: boolean) {
  if (leftAt !== undefined) {
    return target === 'met' || target === 'missed' ? { target, targetAt: leftAt } : {};
  }
  const breachedAt = last ? clocks.tier?.breachedAt : undefined;
  return breachedAt === undefined ? {} : { target: 'missed' as const, targetAt: breachedAt };
}

function firstResponseOf({ clocks: { firstResponse }, firstRespondedAt, openedAt }: Ticket) {
  const outcome = verdictOf(firstResponse);
  if (firstRespondedAt !== undefined) {
    return {
      ...(outcome !== undefined && { firstResponse: outcome }),
      firstResponseAt: firstRespondedAt,
      firstResponseTook: (firstRespondedAt - openedAt) as Millis,
    };
  }
  const at = firstResponse?.breachedAt;
  return at === undefined ? {} : { firstResponse: 'missed' as const, firstResponseAt: at };
}

function resolutionOf({ clocks: { resolution }, solvedAt, openedAt }: Ticket) {
  const outcome = verdictOf(resolution);
  if (solvedAt !== undefined) {
    return {
      ...(outcome !== undefined && { resolution: outcome }),
      resolutionAt: solvedAt,
      resolutionTook: (solvedAt - openedAt) as Millis,
    };
  }
  const at = resolution?.breachedAt;
  return at === undefined ? {} : { resolution: 'missed' as const, resolutionAt: at };
}

function solutionOf({ solvedAt, stays }: Ticket) {
  const last = stays.at(-1);
  return solvedAt === undefined || last === undefined ? {} : { solvedAt, solvedOn: last.tier };
}
