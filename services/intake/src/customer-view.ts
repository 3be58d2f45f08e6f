import {
  type AttachmentView,
  type messageView,
  type Route,
  ROUTES,
  type TicketView,
} from '@tierline/contracts';
import type { z } from 'zod';

type Message = z.output<typeof messageView>;

/** What a customer gets of an answer that anybody else gets whole, by the schema of the answer. */
const VIEWS: ReadonlyMap<z.ZodType, (body: never) => unknown> = new Map<z.ZodType, (body: never) => unknown>([
  [ROUTES.readTicket.response, (ticket: TicketView) => ticketForCustomer(ticket)],
  [
    ROUTES.listTickets.response,
    ({ items, ...rest }: { readonly items: readonly TicketView[] }) => ({
      ...rest,
      items: items.map(ticketForCustomer),
    }),
  ],
  // Customers add public files only, and get what is in them or are told that there is none.
  [ROUTES.addAttachment.response, (attachment: unknown) => attachment],
  [ROUTES.readAttachment.response, (content: unknown) => content],
  [
    ROUTES.listAttachments.response,
    ({ items, ...rest }: { readonly items: readonly AttachmentView[] }) => ({
      ...rest,
      items: items.filter(({ visibility }) => visibility === 'public'),
    }),
  ],
  [
    ROUTES.listMessages.response,
    ({ items, ...rest }: { readonly items: readonly Message[] }) => ({
      ...rest,
      items: items.filter(({ visibility }) => visibility === 'public'),
    }),
  ],
]);

/**
 * The view of a route's answer for customers. Throws RangeError for a route that lets customers in and has none: what
 * they may see of a new kind of answer has to be said here first.
 */
export function customerViewOf({ path, response }: Route): (body: never) => unknown {
  const view = VIEWS.get(response);
  if (view === undefined) throw new RangeError(`${path}: say in customer-view.ts what a customer sees of it`);
  return view;
}

/** Their own case, without who and what is behind it: only what is named here, so that a new field is not shown by itself. */
function ticketForCustomer(ticket: TicketView): TicketView {
  const { firstResponse, nextResponse, update, resolution } = ticket.clocks;
  const { organisation, plan, tier, followUpOf, mergedInto, firstRespondedAt, solvedAt } = ticket;
  return {
    id: ticket.id,
    version: ticket.version,
    subject: ticket.subject,
    description: ticket.description,
    requester: ticket.requester,
    channel: ticket.channel,
    priority: ticket.priority,
    tags: ticket.tags,
    status: ticket.status,
    openedAt: ticket.openedAt,
    escalations: ticket.escalations,
    moves: ticket.moves,
    reopens: ticket.reopens,
    messages: ticket.messages,
    clocks: {
      ...(firstResponse && { firstResponse: promised(firstResponse) }),
      ...(nextResponse && { nextResponse: promised(nextResponse) }),
      ...(update && { update: promised(update) }),
      ...(resolution && { resolution: promised(resolution) }),
    },
    stays: [],
    // How support passes a case around is its own business.
    reassignments: 0,
    bounces: 0,
    help: [],
    ...(organisation !== undefined && { organisation }),
    ...(plan !== undefined && { plan }),
    ...(tier !== undefined && { tier }),
    ...(followUpOf !== undefined && { followUpOf }),
    // Where to go on reading and writing.
    ...(mergedInto !== undefined && { mergedInto }),
    ...(firstRespondedAt !== undefined && { firstRespondedAt }),
    ...(solvedAt !== undefined && { solvedAt }),
  };
}

/** What support does about its promises is its own business. */
function promised({ firedSteps: _, ...clock }: NonNullable<TicketView['clocks']['resolution']>) {
  return clock;
}
