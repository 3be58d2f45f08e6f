import assert from 'node:assert/strict';

import { fixedPolicy, type LoadedPolicy } from '@tierline/contracts';
import { type Command, decide, instant, type Ticket, type TicketEvent } from '@tierline/domain';
import { createTrackerDuty, createTrackerMetrics, type TrackerDuty, trackersOf } from '@tierline/notifier';
import { type Clock, realClock } from '@tierline/platform';
import { historyOf, wakeIssues } from '@tierline/store';
import {
  aPolicy,
  aRequest,
  EVE,
  type FakeTracker,
  MONDAY,
  realTicketing,
  type RealTicketing,
  startFakeTracker,
  type TrackerKind,
} from '@tierline/testkit';

/** A company whose T3 works with one tracker, on real servers; and the notifier's part in it, run by hand. */
export interface EngineeringTest extends AsyncDisposable {
  readonly real: RealTicketing;
  readonly tracker: FakeTracker;
  readonly duty: TrackerDuty;
  /** Tickets in Eve's hands, as many as asked for. */
  readonly eves: (count?: number) => Promise<readonly Ticket[]>;
  readonly command: (ticket: Pick<Ticket, 'id'>, command: Command) => Promise<Ticket>;
  /** Files an issue for a ticket, or links one. */
  readonly hand: (ticket: Ticket, key?: string) => Promise<Ticket>;
  readonly ticket: (ticket: Pick<Ticket, 'id'>) => Promise<Ticket>;
  readonly history: (ticket: Pick<Ticket, 'id'>) => Promise<readonly TicketEvent[]>;
  /** Does what is due, until nothing is; with `all` also what would have to wait. */
  readonly work: (all?: 'all') => Promise<void>;
  /** As a webhook does. */
  readonly hear: (key: string) => Promise<void>;
}

export const TITLE = 'The import loses rows';

export async function engineeringTest(kind: TrackerKind = 'github'): Promise<EngineeringTest> {
  const tracker = await startFakeTracker(kind);
  const loaded: LoadedPolicy = aPolicy(
    `engineering:\n  pollAfter: 10m\n  trackers:\n    - ${tracker.dialect.declared('product', tracker.url)}\n`,
  );
  const real = await realTicketing(loaded);
  const { database, store, relay } = real.ticketing;
  const policies = fixedPolicy(loaded);
  // Before anything falls due.
  const clock: Clock = { ...realClock(), now: () => instant(MONDAY + 60_000) };
  const duty = createTrackerDuty({
    desk: { database, store, policies, clock },
    trackers: trackersOf(policies, { TRACKER_TOKEN: tracker.dialect.token }),
    metrics: createTrackerMetrics(real.registry, database, policies),
    logger: real.logger,
  });

  const command: EngineeringTest['command'] = async ({ id }, asked) => {
    const outcome = await store.change(id, (ticket) => decide(ticket, asked, clock.now(), loaded.policy));
    assert.ok(outcome.kind === 'changed', `${asked.kind}: ${JSON.stringify(outcome)}`);
    return outcome.ticket;
  };
  const ticket: EngineeringTest['ticket'] = async ({ id }) => (await store.read([id]))[0] ?? assert.fail();

  return {
    real,
    tracker,
    duty,
    command,
    ticket,
    eves: async (count = 1) => {
      // One slot each: Eve has as many as there are tickets.
      const eve = loaded.policy.agents.get(EVE) ?? assert.fail();
      const roomy = { ...loaded.policy, agents: new Map([[EVE, { ...eve, capacity: count }]]) };
      return Promise.all(
        Array.from({ length: count }, async (_, slot) => {
          const { ticket: opened } = await store.create(aRequest({ subject: 'A data breach' }), MONDAY);
          const into: readonly Command[] = [
            { kind: 'route', by: { kind: 'system', name: 'test' } },
            {
              kind: 'claim',
              agentId: EVE,
              occupied: Array.from({ length: count }, (_, other) => other).filter((other) => other !== slot),
            },
          ];
          for (const step of into) await store.change(opened.id, (now) => decide(now, step, MONDAY, roomy));
          return ticket(opened);
        }),
      );
    },
    hand: async (of, key) =>
      command(of, {
        kind: 'hand-to-engineering',
        agentId: EVE,
        tracker: 'product',
        as:
          key === undefined
            ? { kind: 'file', title: TITLE, body: 'About one in ten.' }
            : { kind: 'link', key },
      }),
    history: async ({ id }) => (await historyOf(database, id)) ?? assert.fail(),
    work: async (all) => {
      await relay.idle();
      if (all !== undefined)
        await database.trackerWork.updateMany({ state: 'pending' }, { $set: { nextAttemptAt: new Date() } });
      await duty.sweep();
      await relay.idle();
      await duty.sweep();
    },
    hear: async (key) => void (await wakeIssues(database, 'product', [key])),
    [Symbol.asyncDispose]: async () => {
      await real[Symbol.asyncDispose]();
      await tracker[Symbol.asyncDispose]();
    },
  };
}

export function kinds(events: readonly TicketEvent[]): readonly string[] {
  return events.map(({ kind }) => kind);
}
