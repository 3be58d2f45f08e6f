import { setImmediate as yieldNow } from 'node:timers/promises';

import type { OpenPromisesView } from '@tierline/contracts';
import {
  CLOCK_NAMES,
  type ClockName,
  type Instant,
  type Policy,
  type PromiseEffect,
  promiseEffects,
} from '@tierline/domain';
import { type Database, openTicketsByTimer } from '@tierline/store';

/** Promises that are named of each kind; all are counted. */
const NAMED = 100;
/** Tickets that are in memory at once. */
const BATCH = 100;
/** Milliseconds after which everybody else gets a turn. */
const STRETCH_MS = 10;

type Affected = { count: number; items: OpenPromisesView['breached']['items'] };

/**
 * What another policy would make of the promises of open tickets, `limit` of them at most, by the rule that brings them up
 * to it when it is applied. Reads a batch at a time and never keeps the process busy for long. Writes nothing.
 */
export async function promisesUnder(
  database: Database,
  {
    before,
    after,
    now,
    limit,
  }: { readonly before: Policy; readonly after: Policy; readonly now: Instant; readonly limit: number },
): Promise<OpenPromisesView> {
  const candidate = inForceNext(before, after);
  const sum = createSum();
  let examined = 0;
  let since = performance.now();
  for await (const tickets of openTicketsByTimer(database, BATCH)) {
    for (const ticket of tickets) {
      if (examined === limit) return sum(examined, true);
      examined += 1;
      sum.add(ticket.id, promiseEffects(ticket, now, candidate));
      if (performance.now() - since < STRETCH_MS) continue;
      await yieldNow();
      since = performance.now();
    }
  }
  return sum(examined, false);
}

/** As if it were applied now: later than every policy so far, with the calendars on which open tickets count. */
function inForceNext(before: Policy, after: Policy): Policy {
  return {
    ...after,
    number: Number.MAX_SAFE_INTEGER,
    calendars: new Map([...before.calendars, ...after.calendars]),
  };
}

function createSum() {
  const clocks = new Map<ClockName, OpenPromisesView['clocks'][number]>();
  const breached: Affected = { count: 0, items: [] };
  const kept: Affected = { count: 0, items: [] };
  const cancelled: Affected = { count: 0, items: [] };
  let changed = 0;

  function note(affected: Affected, item: Affected['items'][number]): void {
    affected.count += 1;
    if (affected.items.length < NAMED) affected.items.push(item);
  }

  function add(ticket: string, effects: readonly PromiseEffect[]): void {
    if (effects.length > 0) changed += 1;
    for (const effect of effects) {
      const { clock } = effect;
      const known = clocks.get(clock) ?? { clock, earlier: 0, later: 0, same: 0, cancelled: 0 };
      clocks.set(clock, known);
      if (effect.kind === 'cancelled') {
        known.cancelled += 1;
        note(cancelled, { ticket, clock });
        continue;
      }
      known[effect.due] += 1;
      if (effect.breach?.kind === 'new')
        note(breached, { ticket, clock, overSeconds: effect.breach.over / 1000 });
      if (effect.breach?.kind === 'gone') note(kept, { ticket, clock });
    }
  }

  const told = (examined: number, more: boolean): OpenPromisesView => ({
    examined,
    more,
    changed,
    clocks: CLOCK_NAMES.flatMap((name) => clocks.get(name) ?? []),
    breached,
    kept,
    cancelled,
  });
  return Object.assign(told, { add });
}
