import { setTimeout as sleep } from 'node:timers/promises';

import type { Client, TicketCheck } from '@tierline/client';

/** What a check came to. */
export interface CheckResult {
  readonly examined: number;
  readonly findings: TicketCheck['findings'];
  /** The ticket after which to go on; absent where all were looked at. */
  readonly goOnAfter?: string;
}

export interface CheckOptions {
  /** ISO 8601. */
  readonly since?: string;
  readonly open?: boolean;
  /** How many tickets, at most. */
  readonly limit?: number;
  /** Tickets per second, at most. */
  readonly rate: number;
  /** The ticket after which to begin. */
  readonly after?: string;
  readonly onPage: (examined: number, last: string) => void;
}

/** Tickets of one request, at most. */
const PAGE = 100;

/** Compares tickets with their events, page by page, no faster than told. Safe to break off, and to begin again. */
export async function check(client: Client, options: CheckOptions): Promise<CheckResult> {
  const { since, open, limit = Infinity, rate, after, onPage } = options;
  const findings: TicketCheck['findings'] = [];
  let examined = 0;
  let cursor = after;
  do {
    const began = performance.now();
    const page = await client.checkSla({
      ...(since !== undefined && { since }),
      ...(open === true && { open }),
      ...(cursor !== undefined && { cursor }),
      limit: Math.min(PAGE, rate, limit - examined),
    });
    examined += page.examined;
    findings.push(...page.findings);
    cursor = page.nextCursor;
    if (cursor !== undefined) {
      onPage(examined, cursor);
      if (examined < limit)
        await sleep(Math.max(0, (1000 * page.examined) / rate - (performance.now() - began)));
    }
  } while (cursor !== undefined && examined < limit);
  return { examined, findings, ...(cursor !== undefined && { goOnAfter: cursor }) };
}
