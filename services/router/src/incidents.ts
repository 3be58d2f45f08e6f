import type { PolicySource } from '@tierline/contracts';
import { decide, type TicketId } from '@tierline/domain';
import type { Clock } from '@tierline/platform';
import type { Ticketing } from '@tierline/service';
import { ConflictError, incidentProgress, incidentUpdates, openIncidents, unreached } from '@tierline/store';

import { ROUTER } from './actor.ts';

/** Tickets written in one go: few enough that the bulk writes of others are not held up. */
const PAGE = 200;
const INCIDENTS = 100;

export interface IncidentOptions {
  readonly ticketing: Pick<Ticketing, 'store' | 'database'>;
  readonly policies: PolicySource;
  readonly clock: Clock;
  /** Aborted when the process stops: what is under way ends with its page. */
  readonly stopping: AbortSignal;
}

/** Brings what incidents say to the tickets that are attached to them. */
export interface Incidents {
  /**
   * Looks at these tickets' incidents: themselves, or what they are attached to. Which updates a ticket has is part of the
   * ticket, so all of this may run twice, at once in several processes, and again from the start after a death: each
   * ticket gets each update once. Throws ConflictError when tickets kept changing meanwhile.
   */
  readonly look: (ids: readonly string[]) => Promise<void>;
  /** The same for whatever a lost queue or process left; how many incidents there were. */
  readonly sweep: () => Promise<number>;
}

export function createIncidents({ ticketing, policies, clock, stopping }: IncidentOptions): Incidents {
  const { store, database } = ticketing;

  async function bring(incident: TicketId): Promise<void> {
    const [ticket] = await store.read([incident]);
    if (ticket?.incident === undefined) return;
    const upTo = ticket.incident.lastUpdate;
    const updates = await incidentUpdates(database, incident, 0);
    for (;;) {
      if (stopping.aborted) return;
      const missing = await unreached(database, incident, upTo, PAGE);
      if (missing.length === 0) return finish(incident, upTo);
      const outcomes = await store.changeAll(missing, (one) =>
        decide(
          one,
          { kind: 'reach', incident, updates, upTo, by: ROUTER },
          clock.now(),
          policies.current().policy,
        ),
      );
      const lost = [...outcomes.values()].find((outcome) => outcome instanceof ConflictError);
      if (lost !== undefined) throw lost;
    }
  }

  async function finish(incident: TicketId, upTo: number): Promise<void> {
    const { attached, reached } = await incidentProgress(database, incident, upTo);
    // Those on no tier yet keep it open; the sweep comes back when they are routed.
    if (reached < attached) return;
    await store.change(incident, (ticket) =>
      decide(ticket, { kind: 'incident-spread', upTo, by: ROUTER }, clock.now(), policies.current().policy),
    );
  }

  async function look(ids: readonly string[]): Promise<void> {
    const incidents = (await store.read(ids)).flatMap(({ id, incident, attached }) =>
      incident !== undefined ? [id] : attached !== undefined ? [attached.to] : [],
    );
    for (const incident of new Set(incidents)) await bring(incident);
  }

  return {
    look,
    sweep: async () => {
      const open = await openIncidents(database, INCIDENTS);
      for (const incident of open) await bring(incident);
      // Not looked for again at once: what is still open then waits for something else.
      return 0;
    },
  };
}
