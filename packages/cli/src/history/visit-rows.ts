import type { Priority, Tier } from '@tierline/domain';
import type { RecordedTicket } from '@tierline/model';

import { type Cells, createdOf, minutesOf, priorityOf, RowError, tierOf } from './ticket-row.ts';

interface Seen {
  readonly created: number;
  readonly priority: Priority | undefined;
  readonly plan: string | undefined;
  readonly start: Tier | undefined;
  /** Work of the present stay on a tier. */
  stay: number;
  solver: Tier | undefined;
  handle: number | undefined;
  readonly findOut: Partial<Record<Tier, number>>;
}

/**
 * Tickets out of the records of a run, visit by visit, each ticket's in their order: who solved it first, the work of that
 * stay, and the work of those who handed it up. Of several runs only the first counts: they are not one history.
 */
export class VisitRows {
  readonly #tickets = new Map<string, Seen>();
  #run: string | undefined;
  /** Rows of other runs than the first. */
  others = 0;

  /** Whether these columns are those of records. */
  static are(cells: Cells): boolean {
    return ['ticket', 'queued', 'outcome'].every((name) => cells.has(name));
  }

  /** Throws RowError with the reason where a cell makes no sense. */
  add(cells: Cells, zone: string): void {
    const run = cells.get('replication') ?? '';
    this.#run ??= run;
    if (run !== this.#run) {
      this.others += 1;
      return;
    }
    const number = cells.get('ticket');
    const outcome = cells.get('outcome');
    if (number === undefined || outcome === undefined) throw new RowError('ticket, outcome: missing');
    const tier = tierOf(cells.get('tier'));
    const worked = minutesOf(cells, 'workedminutes') ?? 0;
    const known = this.#tickets.get(number) ?? {
      created: createdOf(cells, zone),
      priority: priorityOf(cells),
      plan: cells.get('plan'),
      start: tier,
      stay: 0,
      solver: undefined,
      handle: undefined,
      findOut: {},
    };
    this.#tickets.set(number, known);
    known.stay += worked;
    if (tier === undefined || outcome === 'ask' || outcome === 'engineering') return;
    if (known.solver === undefined && outcome === 'escalate') known.findOut[tier] = known.stay;
    if (known.solver === undefined && outcome === 'solve') {
      known.solver = tier;
      known.handle = known.stay;
    }
    known.stay = 0;
  }

  get tickets(): RecordedTicket[] {
    return [...this.#tickets.values()].map(({ created, priority, plan, start, solver, handle, findOut }) => ({
      created,
      ...(priority !== undefined && { priority }),
      ...(plan !== undefined && { plan }),
      ...(start !== undefined && { start }),
      ...(solver !== undefined && { tier: solver }),
      ...(handle !== undefined && { handleMinutes: handle }),
      findOutMinutes: findOut,
    }));
  }
}
