import {
  CHANNELS,
  CLOCK_NAMES,
  ENGINEERING_STATES,
  type ClockName,
  type Engineering,
  type HelpRequest,
  HOLD_REASONS,
  LINK_KINDS,
  PRIORITIES,
  type SlaClock,
  statusOf,
  type Ticket,
  TIERS,
  type TierStay,
  WAYS_IN,
  WAYS_OUT,
} from '@tierline/domain';
import { z } from 'zod';

import { fieldValue } from './field-values.ts';
import { routingView, viewOfRouting } from './routing-view.ts';

const moment = z.iso.datetime();
const seconds = z.number();

export const TICKET_STATUSES = ['new', 'open', 'pending', 'on-hold', 'solved', 'closed'] as const;

const engineeringView = z
  .strictObject({
    tracker: z.string(),
    state: z
      .enum(ENGINEERING_STATES)
      .describe(
        'requested: to be filed; filed: the tracker has it; open, fixed, closed: as the tracker says; failed: the tracker will not have it; unlinked: taken back',
      ),
    since: moment.describe('when that state began'),
    issue: z
      .strictObject({ key: z.string(), url: z.string().optional() })
      .optional()
      .describe('once it is known'),
    handoffs: z.int().describe('how often the ticket was handed to engineering'),
  })
  .meta({ id: 'Engineering', description: 'What engineering has to do with a ticket.' });
/** A question to another tier or agent that nobody has answered yet. */
export const helpRequestView = z
  .strictObject({
    seq: z.int().describe('number of the event that asked'),
    askedAt: moment,
    asker: z.string(),
    tier: z.enum(TIERS),
    to: z.string().optional().describe('only this agent was asked'),
    question: z.string(),
  })
  .meta({ id: 'HelpRequest' });

const clockView = z
  .strictObject({
    state: z.enum(['running', 'paused', 'met', 'missed', 'cancelled']),
    targetSeconds: seconds,
    spentSeconds: seconds.describe('working time used until `since`'),
    since: moment.describe('when the clock last started, paused or stopped'),
    dueAt: moment.optional().describe('present while the clock runs'),
    warnedAt: moment.optional(),
    breachedAt: moment.optional(),
    cycle: z.int().optional().describe('how many times the promise has begun, where more than once'),
    earlier: z
      .strictObject({ met: z.int(), missed: z.int() })
      .optional()
      .describe('what became of the times before'),
    firedSteps: z.array(z.string()).optional().describe('steps of its ladder that are done'),
  })
  .meta({ id: 'Clock', description: 'One promise against working time.' });

/** A ticket as the API shows it. Times are ISO 8601 in UTC, lengths of time in seconds. */
export const ticketView = z
  .strictObject({
    id: z.string(),
    version: z.int().describe('grows with every change; also the ETag'),
    subject: z.string(),
    description: z.string(),
    requester: z.string(),
    organisation: z.string().optional().describe("the customer's company, where it is known"),
    channel: z.enum(CHANNELS),
    priority: z.enum(PRIORITIES),
    plan: z.string().optional(),
    tags: z.array(z.string()),
    fields: z
      .record(z.string(), fieldValue)
      .optional()
      .describe('the custom fields that have a value; absent when none has'),
    status: z.enum(TICKET_STATUSES).describe('the category of the state'),
    state: z.string().optional().describe("the policy's own name of the state, or that of its category"),
    tier: z.enum(TIERS).optional().describe('absent until the ticket is routed'),
    team: z.string().optional().describe('whose queue; absent on a tier without teams'),
    sharedWith: z.array(z.string()).optional().describe('teams that may take it as well'),
    needs: z.record(z.string(), z.int()).optional().describe('skills that it asks for, with levels'),
    effort: z.int().optional().describe('slots of an agent that it takes; 1 where absent'),
    holder: z.string().optional().describe('the agent who works on it'),
    waitsFor: z.enum(HOLD_REASONS).optional().describe('whom a ticket on hold waits for'),
    followUpOf: z.string().optional().describe('the closed ticket to which the customer wrote again'),
    splitFrom: z
      .strictObject({ ticket: z.string(), messages: z.array(z.int()) })
      .optional()
      .describe('the ticket of some of whose messages this one was made'),
    incident: z.boolean().optional().describe('true for an incident, to which others are attached'),
    attachedTo: z.string().optional().describe('the incident that it is attached to'),
    mergedInto: z.string().optional().describe('the ticket that goes on in the place of this one'),
    merged: z.array(z.string()).optional().describe('the tickets that go on in this one'),
    participants: z
      .array(z.string())
      .optional()
      .describe('customers beside the requester, by e-mail address'),
    links: z
      .array(z.strictObject({ to: z.string(), kind: z.enum(LINK_KINDS) }))
      .optional()
      .describe('other tickets that it belongs with, and how'),
    routing: routingView.optional(),
    openedAt: moment,
    firstRespondedAt: moment.optional(),
    solvedAt: moment.optional(),
    escalations: z.int(),
    moves: z.int().describe('moves between tiers, up and down'),
    reassignments: z.int().describe('how often it was passed on within a tier'),
    bounces: z
      .int()
      .describe(
        'returns to a tier that it had been on, or to an agent who had it before and was given it again',
      ),
    needsManagerSince: moment
      .optional()
      .describe('since when a manager should decide: it was passed on as often as the policy allows'),
    contact: z
      .string()
      .optional()
      .describe('the support agent whom the customer knows, whatever tier the ticket is on'),
    help: z.array(helpRequestView).describe('open questions to other tiers or agents, oldest first'),
    reopens: z.int(),
    messages: z.int(),
    engineering: engineeringView.optional().describe('present once it was handed to engineering'),
    clocks: z.strictObject({
      firstResponse: clockView.optional(),
      nextResponse: clockView.optional(),
      update: clockView.optional(),
      resolution: clockView.optional(),
      tier: clockView.optional(),
      supplier: clockView.optional(),
    }),
    stays: z
      .array(
        z.strictObject({
          tier: z.enum(TIERS),
          enteredAt: moment,
          leftAt: moment.optional(),
          cameBy: z.strictObject({ kind: z.enum(WAYS_IN), reason: z.string().optional() }),
          leftBy: z.strictObject({ kind: z.enum(WAYS_OUT), reason: z.string().optional() }).optional(),
          workedSeconds: seconds.describe("wall time in an agent's hands"),
          waitedSeconds: seconds.describe("wall time in the tier's queue"),
          pausedSeconds: seconds.describe('wall time waiting for the customer or on hold'),
          by: z
            .array(z.strictObject({ agent: z.string(), workedSeconds: seconds }))
            .describe('who worked on it here, in the order in which they first did'),
          target: z
            .enum(['met', 'missed', 'cancelled'])
            .optional()
            .describe("what became of the tier's target; present when the stay is over"),
        }),
      )
      .describe('times reach to the last change of state; once a stay is over they add up to its length'),
    nextTimer: moment.optional().describe('when the next warning or breach is due'),
  })
  .meta({ id: 'Ticket', description: 'A support ticket.' });

export type TicketView = z.output<typeof ticketView>;

/** Shows a ticket. */
export function viewOf(ticket: Ticket): TicketView {
  const { state, tier, routing, plan, firstRespondedAt, solvedAt, nextTimer } = ticket;
  return {
    id: ticket.id,
    version: ticket.seq,
    subject: ticket.subject,
    description: ticket.description,
    requester: ticket.requester,
    ...(ticket.organisation !== undefined && { organisation: ticket.organisation }),
    channel: ticket.channel,
    priority: ticket.priority,
    ...(plan !== undefined && { plan }),
    tags: [...ticket.tags],
    ...(ticket.fields !== undefined && { fields: { ...ticket.fields } }),
    status: statusOf(state),
    state: ticket.customState ?? statusOf(state),
    ...(tier !== undefined && { tier }),
    ...placementOf(ticket),
    ...(state.kind === 'working' && { holder: state.holder }),
    ...(state.kind === 'on-hold' && { waitsFor: state.waitsFor }),
    ...(ticket.followUpOf !== undefined && { followUpOf: ticket.followUpOf }),
    ...relationsOf(ticket),
    ...(routing !== undefined && { routing: viewOfRouting(routing) }),
    openedAt: iso(ticket.openedAt),
    ...(firstRespondedAt !== undefined && { firstRespondedAt: iso(firstRespondedAt) }),
    ...(solvedAt !== undefined && { solvedAt: iso(solvedAt) }),
    escalations: ticket.escalations,
    moves: ticket.moves,
    reassignments: ticket.reassignments,
    bounces: ticket.bounces,
    ...(ticket.needsManagerSince !== undefined && { needsManagerSince: iso(ticket.needsManagerSince) }),
    ...(ticket.contact !== undefined && { contact: ticket.contact }),
    help: ticket.help.map(viewOfHelp),
    reopens: ticket.reopens,
    messages: ticket.messages,
    ...(ticket.engineering && { engineering: viewOfEngineering(ticket.engineering) }),
    clocks: clockViews(ticket.clocks),
    stays: ticket.stays.map(viewOfStay),
    ...(nextTimer !== undefined && { nextTimer: iso(nextTimer) }),
  };
}

function viewOfEngineering(part: Engineering): z.output<typeof engineeringView> {
  const { tracker, state, since, issue, handoffs } = part;
  return { tracker, state, since: iso(since), ...(issue && { issue: { ...issue } }), handoffs };
}

function placementOf({ team, sharedWith, needs, effort }: Ticket) {
  return {
    ...(team !== undefined && { team }),
    ...(sharedWith !== undefined && { sharedWith: [...sharedWith] }),
    ...(needs !== undefined && { needs: { ...needs } }),
    ...(effort !== undefined && { effort }),
  };
}

function relationsOf({ mergedInto, merged, participants, links, splitFrom, incident, attached }: Ticket) {
  return {
    ...(splitFrom !== undefined && {
      splitFrom: { ticket: splitFrom.ticket, messages: [...splitFrom.messages] },
    }),
    ...(incident !== undefined && { incident: true }),
    ...(attached !== undefined && { attachedTo: attached.to }),
    ...(mergedInto !== undefined && { mergedInto }),
    ...(merged !== undefined && { merged: [...merged] }),
    ...(participants !== undefined && { participants: [...participants] }),
    ...(links !== undefined && { links: [...links] }),
  };
}

function viewOfStay(stay: TierStay): TicketView['stays'][number] {
  const { tier, enteredAt, leftAt, leftBy, by, target } = stay;
  return {
    tier,
    enteredAt: iso(enteredAt),
    ...(leftAt !== undefined && { leftAt: iso(leftAt) }),
    cameBy: stay.cameBy,
    ...(leftBy !== undefined && { leftBy }),
    workedSeconds: stay.worked / 1000,
    waitedSeconds: stay.waited / 1000,
    pausedSeconds: stay.paused / 1000,
    by: by.map(({ agent, worked }) => ({ agent, workedSeconds: worked / 1000 })),
    ...(target !== undefined && { target }),
  };
}

/** Shows an open help request. */
export function viewOfHelp({ askedAt, ...request }: HelpRequest): z.output<typeof helpRequestView> {
  return { ...request, askedAt: iso(askedAt) };
}

function clockViews(clocks: Ticket['clocks']): TicketView['clocks'] {
  return CLOCK_NAMES.reduce<Partial<Record<ClockName, z.output<typeof clockView>>>>((views, name) => {
    const clock = clocks[name];
    return clock === undefined ? views : { ...views, [name]: viewOfClock(clock) };
  }, {});
}

function viewOfClock(clock: SlaClock): z.output<typeof clockView> {
  return {
    state: clock.state === 'stopped' ? clock.outcome : clock.state,
    targetSeconds: clock.target / 1000,
    spentSeconds: clock.spent / 1000,
    since: iso(clock.state === 'stopped' ? clock.at : clock.since),
    ...(clock.state === 'running' && { dueAt: iso(clock.dueAt) }),
    ...(clock.warnedAt !== undefined && { warnedAt: iso(clock.warnedAt) }),
    ...(clock.breachedAt !== undefined && { breachedAt: iso(clock.breachedAt) }),
    ...(clock.cycle !== undefined && { cycle: clock.cycle }),
    ...(clock.earlier !== undefined && { earlier: { ...clock.earlier } }),
    ...(clock.fired !== undefined && { firedSteps: [...clock.fired] }),
  };
}

function iso(epochMillis: number): string {
  return new Date(epochMillis).toISOString();
}
