import { ROUTES, type RepairView, type SlaView } from '@tierline/contracts';

import { type Call, headersOf, type Input, type Output, type Repeatable, type Routes } from './call.ts';

export type Sla = SlaView;
export type ExplainedClock = Sla['clocks'][number];
/** Which tickets to compare. `limit` is the size of a page, at most 200; `since` is ISO 8601. */
export type CheckQuery = Input<Routes['checkSla']['body']>;
export type TicketCheck = Output<Routes['checkSla']['response']>;
export type Repair = RepairView;
export type Repairs = Output<Routes['repairSla']['response']>;

/** Why promises are as they are, and whether tickets are what their events make of them. */
export interface SlaClient {
  /** Every promise of a ticket, told out of its events. */
  readSla(id: string): Promise<Sla>;
  /** Compares one page of tickets with their events. Changes nothing. */
  checkSla(query?: CheckQuery): Promise<TicketCheck>;
  /** Makes tickets what their events say; at most 200. Safe to repeat. */
  repairSla(tickets: readonly string[], options?: Repeatable): Promise<Repairs>;
}

export function slaClient(call: Call): SlaClient {
  return {
    readSla: async (id) => call(ROUTES.readSla, { params: { id } }),
    checkSla: async (query = {}) => call(ROUTES.checkSla, { body: query }),
    repairSla: async (tickets, options) =>
      call(ROUTES.repairSla, { body: { tickets }, headers: headersOf(options) }),
  };
}
