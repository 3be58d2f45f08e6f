import type { PagerFile } from '@tierline/contracts';
import { CLOCK_NAMES, type Priority, type TicketEvent } from '@tierline/domain';

type Stepped = Extract<TicketEvent, { kind: 'sla.stepped' }>;

interface Page {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Severities of PagerDuty's Events API v2. */
const SEVERITY: Readonly<Record<Priority, string>> = {
  urgent: 'critical',
  high: 'error',
  normal: 'warning',
  low: 'info',
};
/** Priorities of Opsgenie's Alert API. */
const OPSGENIE: Readonly<Record<Priority, string>> = { urgent: 'P1', high: 'P2', normal: 'P3', low: 'P4' };

/**
 * The requests that tell a pager of an event: an alert of a step, or, for every promise that ended, that its alert is
 * resolved. One alert for each ticket and clock, whatever steps page: a repetition is the same alert again. Nothing in them is
 * personal: ids, times, and what kind of ticket it is.
 */
export function pagesOf(pager: PagerFile, event: TicketEvent, key: string): readonly Page[] {
  if (event.kind === 'sla.stepped') return [triggered(pager, event, key)];
  if (!('clocks' in event)) return [];
  return CLOCK_NAMES.filter((name) => {
    const clock = event.clocks[name];
    return clock?.state === 'stopped' && clock.fired !== undefined;
  }).map((name) => resolved(pager, alertOf(event, name), key));
}

function alertOf({ ticketId }: TicketEvent, clock: string): string {
  return `tierline/${ticketId}/${clock}`;
}

function triggered(pager: PagerFile, event: Stepped, key: string): Page {
  const alert = alertOf(event, event.clock);
  const dueAt = new Date(event.dueAt).toISOString();
  const where = event.tier === undefined ? '' : ` on ${event.tier}`;
  const summary = `Ticket ${event.ticketId}${where}: ${event.clock} ${event.broken === true ? 'is broken' : 'is at risk'} (step ${event.step})`;
  const details = {
    ticketId: event.ticketId,
    clock: event.clock,
    cycle: event.cycle,
    step: event.step,
    dueAt,
    priority: event.priority,
    ...(event.tier !== undefined && { tier: event.tier }),
  };
  switch (pager.kind) {
    case 'pagerduty':
      return pagerDuty(pager.url, {
        routing_key: key,
        event_action: 'trigger',
        dedup_key: alert,
        payload: {
          summary,
          source: 'tierline',
          severity: SEVERITY[event.priority],
          timestamp: dueAt,
          class: `sla.${event.clock}`,
          ...(event.tier !== undefined && { group: event.tier }),
          custom_details: details,
        },
      });
    case 'opsgenie':
      return {
        url: `${pager.url}/v2/alerts`,
        headers: { authorization: `GenieKey ${key}` },
        body: JSON.stringify({
          // The API takes 130 characters.
          message: summary.slice(0, 130),
          alias: alert,
          source: 'tierline',
          priority: OPSGENIE[event.priority],
          tags: ['tierline', event.clock, ...(event.tier === undefined ? [] : [event.tier])],
          details: Object.fromEntries(Object.entries(details).map(([name, value]) => [name, String(value)])),
        }),
      };
  }
}

function resolved(pager: PagerFile, alert: string, key: string): Page {
  switch (pager.kind) {
    case 'pagerduty':
      return pagerDuty(pager.url, { routing_key: key, event_action: 'resolve', dedup_key: alert });
    case 'opsgenie':
      return {
        url: `${pager.url}/v2/alerts/${encodeURIComponent(alert)}/close?identifierType=alias`,
        headers: { authorization: `GenieKey ${key}` },
        body: JSON.stringify({ source: 'tierline' }),
      };
  }
}

function pagerDuty(url: string, body: object): Page {
  return { url: `${url}/v2/enqueue`, headers: {}, body: JSON.stringify(body) };
}
