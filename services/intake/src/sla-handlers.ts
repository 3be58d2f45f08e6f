import { type CheckView, type RepairView, viewOfSla } from '@tierline/contracts';
import { explainSla, type TicketEvent, type TicketId } from '@tierline/domain';
import {
  checkTickets,
  type Difference,
  type Finding,
  historyOf,
  missingEvents,
  type Repair,
  repairTicket,
} from '@tierline/store';

import type { HandlerOptions } from './handler-options.ts';
import { keyed } from './idempotency.ts';
import type { Handlers } from './mount.ts';
import { ProblemError } from './problems.ts';
import { unknownTicket } from './ticket-answer.ts';

/** Events that are read in one go. */
const READ = 500;
/** Differences of one ticket that are told: who is wrong in more of them is wrong in all. */
const MOST_DIFFERENCES = 50;

/** Why promises are as they are, and whether tickets are what their events make of them. */
export function slaHandlers({
  ticketing: { database },
  policies,
  clock,
  metrics,
}: HandlerOptions): Pick<Handlers, 'readSla' | 'checkSla' | 'repairSla'> {
  async function wholeHistory(id: TicketId): Promise<readonly TicketEvent[]> {
    const events: TicketEvent[] = [];
    for (;;) {
      const page = await historyOf(database, id, { after: events.at(-1)?.seq ?? 0, limit: READ });
      if (page === undefined) throw unknownTicket(id);
      events.push(...page);
      if (page.length < READ) return events;
    }
  }

  return {
    readSla: async ({ params: { id } }) => {
      const events = await wholeHistory(id);
      const missing = missingEvents(events, events.at(-1)?.seq ?? 1);
      if (missing.length > 0)
        throw new ProblemError(
          'history-incomplete',
          `events ${missing.join(', ')} of ticket ${id} are missing`,
        );
      const { policy, keyed: calendars } = policies.current();
      const explanation = explainSla(events, clock.now(), policy);
      return { body: viewOfSla(explanation, calendars), headers: { ETag: `"${explanation.ticket.seq}"` } };
    },
    checkSla: async ({ body }) => {
      const { examined, findings, last } = await checkTickets(database, body);
      metrics.checked(examined, findings);
      return {
        body: {
          examined,
          findings: findings.map(viewOfFinding),
          ...(last !== undefined && { nextCursor: last }),
        },
      };
    },
    repairSla: async ({ headers: { 'idempotency-key': key }, body }) => {
      const items: RepairView[] = [];
      for (const id of body.tickets) {
        const repair = await repairTicket(database, id, keyed(`repair ${id}`, key, body));
        if (repair.kind === 'repaired') metrics.repaired();
        items.push(viewOfRepair(id, repair));
      }
      const repeated =
        items.some((item) => item.repeated) &&
        items.every(({ outcome, repeated: before }) => before ?? outcome !== 'repaired');
      return { body: { items }, ...(repeated && { headers: { 'Idempotent-Replayed': 'true' } }) };
    },
  };
}

function viewOfFinding(finding: Finding): CheckView['findings'][number] {
  const { ticket, version, kind } = finding;
  return finding.kind === 'different'
    ? { ticket, version, kind, differences: told(finding.differences) }
    : { ticket, version, kind, missing: [...finding.missing] };
}

function viewOfRepair(ticket: TicketId, repair: Repair): RepairView {
  switch (repair.kind) {
    case 'repaired':
      return { ticket, outcome: repair.kind, differences: told(repair.differences) };
    case 'repeated':
      return { ticket, outcome: 'repaired', repeated: true };
    case 'incomplete':
      return { ticket, outcome: repair.kind, missing: [...repair.missing] };
    case 'different':
    case 'changed':
      return { ticket, outcome: 'changed' };
    case 'consistent':
    case 'slot-taken':
    case 'unknown':
      return { ticket, outcome: repair.kind };
  }
}

function told(differences: readonly Difference[]): Difference[] {
  return differences.slice(0, MOST_DIFFERENCES);
}
