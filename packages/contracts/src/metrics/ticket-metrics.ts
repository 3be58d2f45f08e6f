import { CLOCK_NAMES, PRIORITIES, TIERS } from '@tierline/domain';

import { counter, gauge, histogram, SERVICES } from './metric.ts';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** From five minutes to a week, with the targets that tiers and customers are usually given. */
const LIFE_BUCKETS = [5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 4 * HOUR, 8 * HOUR, DAY, 3 * DAY, 7 * DAY];

/** Where an open ticket is: the kinds of its state, without those in which it is done. */
export const OPEN_STATES = ['new', 'waiting', 'working', 'pending', 'on-hold'] as const;

/** Seconds from now until which waiting tickets are due, for a forecast. */
export const DUE_WITHIN = ['900', '1800', '3600', '7200', '14400', '28800'] as const;

/** Tickets, their promises and the people who work on them. */
export const TICKET_METRICS = {
  ticketsRouted: counter('tickets_routed_total', {
    help: 'Tickets put on a tier, by who decided (rule, model or default) and the rule of the policy.',
    labels: {
      tier: TIERS,
      by: ['rule', 'model', 'default'],
      rule: { declaredBy: 'the routing rules of the policy', atMost: 40 },
    },
    services: ['router'],
  }),
  acceptToRouted: histogram('ticket_accept_to_routed_seconds', {
    help: 'Real time from a ticket being received to its being on a tier.',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    services: ['router'],
  }),
  ticketsPushed: counter('tickets_pushed_total', {
    help: 'Tickets given to agents of push teams.',
    labels: { tier: TIERS },
    services: ['router'],
  }),
  ticketsTaken: counter('tickets_taken_total', {
    help: 'Times that a ticket came into the hands of an agent.',
    labels: { tier: TIERS },
    services: SERVICES,
  }),
  ticketsEscalated: counter('tickets_escalated_total', {
    help: 'Tickets handed up to another tier, by the reason of the policy.',
    labels: {
      from_tier: TIERS,
      to_tier: TIERS,
      reason: { declaredBy: 'the reasons of the policy, or none', atMost: 15 },
    },
    services: SERVICES,
  }),
  ticketsReturned: counter('tickets_returned_total', {
    help: 'Tickets handed back to a lower tier.',
    labels: { from_tier: TIERS, to_tier: TIERS },
    services: SERVICES,
  }),
  ticketsBounced: counter('tickets_bounced_total', {
    help: 'Times that a move brought a ticket to a tier on which it had been before.',
    labels: { tier: TIERS },
    services: SERVICES,
  }),
  ticketsHandedOff: counter('tickets_handed_off_total', {
    help: 'Tickets for which engineering was asked to do something.',
    services: SERVICES,
  }),
  ticketsSolved: counter('tickets_solved_total', {
    help: 'Solutions given; a ticket that is re-opened may have several.',
    labels: { tier: TIERS },
    services: SERVICES,
  }),
  ticketsReopened: counter('tickets_reopened_total', {
    help: 'Tickets that came back after a solution.',
    labels: { tier: TIERS },
    services: SERVICES,
  }),
  firstResponse: histogram('ticket_first_response_seconds', {
    help: 'Time of the desk from a ticket being received to the first answer.',
    labels: { tier: TIERS, priority: PRIORITIES },
    buckets: LIFE_BUCKETS,
    services: SERVICES,
  }),
  resolution: histogram('ticket_resolution_seconds', {
    help: 'Time of the desk from a ticket being received to a solution.',
    labels: { tier: TIERS, priority: PRIORITIES },
    buckets: LIFE_BUCKETS,
    services: SERVICES,
  }),
  promiseOutcomes: counter('sla_outcomes_total', {
    help: 'Promises of which it became known whether they were kept, each once; a breach counts when it is recorded.',
    labels: { tier: TIERS, promise: CLOCK_NAMES, outcome: ['met', 'missed'] },
    services: SERVICES,
  }),
  slaEvents: counter('sla_events_total', {
    help: 'Warnings, breaches and steps of ladders recorded, by promise.',
    labels: { kind: ['sla.warned', 'sla.breached', 'sla.stepped'], clock: CLOCK_NAMES },
    services: ['sla-monitor'],
  }),
  timersStale: counter('sla_timers_stale_total', {
    help: 'Timers that found nothing to do.',
    services: ['sla-monitor'],
  }),
  timerLateness: histogram('sla_timer_lateness_seconds', {
    help: 'Real time from a warning or breach being due to its being decided.',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
    services: ['sla-monitor'],
  }),
  acceptToTimed: histogram('ticket_accept_to_timed_seconds', {
    help: 'Real time from a ticket being received to its being routed and its promises watched.',
    // Fine enough that a percentile can be read from it within a tenth of its value.
    buckets: Array.from({ length: 44 }, (_, index) => Number((0.002 * 1.2 ** index).toPrecision(3))),
    services: ['sla-monitor'],
  }),
  recomputationRemaining: gauge('recomputation_remaining_tickets', {
    help: 'Open tickets that this process has still to look at after a policy was applied; 0 when it does not.',
    services: ['sla-monitor'],
  }),
  recomputedTickets: counter('recomputed_tickets_total', {
    help: 'Open tickets whose promises were changed because a policy was applied.',
    services: ['sla-monitor'],
  }),
  recomputationFailures: counter('recomputation_failures_total', {
    help: 'Open tickets that could not follow a policy; the log names them.',
    services: ['sla-monitor'],
  }),
  recomputationWaits: counter('recomputation_waits_total', {
    help: 'Times that open tickets waited to follow a policy because timers were late.',
    services: ['sla-monitor'],
  }),
  ticketsOpen: gauge('tickets_open', {
    help: 'Tickets that are not solved, by where they are; new ones count on the lowest tier.',
    labels: { tier: TIERS, state: OPEN_STATES },
    shared: true,
    services: ['router'],
  }),
  oldestWaiting: gauge('oldest_unassigned_ticket_age_seconds', {
    help: 'Time of the desk for which the ticket has waited that has waited longest for somebody of its tier; 0 where none waits.',
    labels: { tier: TIERS },
    shared: true,
    services: ['router'],
  }),
  waitingDue: gauge('tickets_waiting_due', {
    help: 'Waiting tickets that are to be taken up within so many seconds (of the desk) to keep their promises, those due earlier and already late included.',
    labels: { tier: TIERS, within: DUE_WITHIN },
    shared: true,
    services: ['router'],
  }),
  undetectedOverdue: gauge('sla_oldest_undetected_overdue_seconds', {
    help: 'Real time for which the oldest warning or breach is due that nobody has recorded; 0 where there is none.',
    shared: true,
    services: ['router'],
  }),
  people: gauge('people', {
    help: 'Agents, by tier: on_shift by their calendar; of those, free with room for another ticket, full, and absent: not available by what they said or by silence.',
    labels: { tier: TIERS, state: ['on_shift', 'free', 'full', 'absent'] },
    shared: true,
    services: ['router'],
  }),
} as const;
