import type { PolicySource } from '@tierline/contracts';
import { decide, type Ticket } from '@tierline/domain';
import type { Clock, Timer, TimerQueue, Wake } from '@tierline/platform';
import { ConflictError, type NearTimer, type TicketStore, type WatchedTicket } from '@tierline/store';

import type { SlaMetrics } from './metrics.ts';

export interface SlaOptions {
  readonly store: Pick<TicketStore, 'changeAll'>;
  /** The timers of tickets as they are now. */
  readonly timersOf: (ids: readonly string[]) => Promise<readonly WatchedTicket[]>;
  readonly timers: Pick<TimerQueue, 'schedule'>;
  readonly policies: PolicySource;
  readonly clock: Clock;
  readonly metrics: SlaMetrics;
  /** Real milliseconds within which a promise gets a timer of its own. */
  readonly horizonMs: number;
}

/** What sla-monitor does. Each part may run twice, late, or in any order: it looks at the tickets as they are. */
export interface SlaProcessor {
  /** Sets timers for those of the tickets whose next warning or breach is within the horizon. */
  readonly watch: (wakes: readonly Wake[]) => Promise<void>;
  /** Sets these timers; one that is set already stays as it is. */
  readonly setTimers: (near: readonly NearTimer[]) => Promise<void>;
  /**
   * Records what fell due on these tickets, once, and sets the timers for what is next on them, whoever recorded what was
   * due. Throws ConflictError when one kept changing meanwhile.
   */
  readonly fire: (timers: readonly Pick<Timer, 'ticketId'>[]) => Promise<void>;
}

/** The number of the event by which a ticket that nobody has touched yet was routed. */
const JUST_ROUTED = 2;

export function createSlaProcessor({
  store,
  timersOf,
  timers,
  policies,
  clock,
  metrics,
  horizonMs,
}: SlaOptions): SlaProcessor {
  const setTimers = (near: readonly NearTimer[]) =>
    timers.schedule(near.map(({ ticketId, due }) => ({ ticketId, due, delayMs: clock.wallUntil(due) })));

  async function setNear(tickets: readonly Pick<WatchedTicket, 'ticketId' | 'nextTimer'>[]): Promise<void> {
    const horizon = clock.now() + clock.domainSpan(horizonMs);
    await setTimers(
      tickets.flatMap(({ ticketId, nextTimer }) =>
        nextTimer !== undefined && nextTimer < horizon ? [{ ticketId, due: nextTimer }] : [],
      ),
    );
  }

  return {
    setTimers,
    watch: async (wakes) => {
      const tickets = await timersOf([...new Set(wakes.map(({ ticketId }) => ticketId))]);
      await setNear(tickets);
      for (const ticket of tickets) if (ticket.seq === JUST_ROUTED) metrics.timed(ticket);
    },
    fire: async (due) => {
      const outcomes = await store.changeAll(
        due.map(({ ticketId }) => ticketId),
        (ticket) => decide(ticket, { kind: 'timer' }, clock.now(), policies.current().policy),
      );
      const left: Pick<WatchedTicket, 'ticketId' | 'nextTimer'>[] = [];
      for (const outcome of outcomes.values()) {
        if (outcome instanceof ConflictError) throw outcome;
        if ('ticket' in outcome) left.push(timerOf(outcome.ticket));
        if (outcome.kind === 'unchanged') metrics.stale();
        if (outcome.kind === 'changed')
          for (const event of outcome.events) if ('dueAt' in event) metrics.fired(event);
      }
      await setNear(left);
    },
  };
}

function timerOf({ id, nextTimer }: Ticket): Pick<WatchedTicket, 'ticketId' | 'nextTimer'> {
  return { ticketId: id, ...(nextTimer !== undefined && { nextTimer }) };
}
