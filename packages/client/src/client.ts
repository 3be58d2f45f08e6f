import { ROUTES, type TicketView } from '@tierline/contracts';

import { UnexpectedAnswerError } from './errors.ts';
import { pathOf, type PathValues } from './path.ts';
import { type Answer, type ApiRequest, createTransport } from './transport.ts';

// What a schema of the contract accepts and what it gives; the client itself needs nothing else of zod.
type Input<S extends { readonly _zod: { readonly input: unknown } }> = S['_zod']['input'];
type Output<S extends { readonly _zod: { readonly output: unknown } }> = S['_zod']['output'];
type Routes = typeof ROUTES;

export type NewTicket = Input<Routes['createTicket']['body']>;
/** Which tickets. `limit` is the size of a page, at most 500. */
export type TicketQuery = Omit<Input<Routes['listTickets']['query']>, 'limit'> & { readonly limit?: number };
export type TicketPage = Output<Routes['listTickets']['response']>;
export type MessageList = Output<Routes['listMessages']['response']>;
export type EventList = Output<Routes['listEvents']['response']>;
export type AgentList = Output<Routes['listAgents']['response']>;
export type Reply = Input<Routes['reply']['body']>;
export type Escalation = Input<Routes['escalate']['body']>;
export type DeEscalation = Input<Routes['deEscalate']['body']>;
export type Hold = Input<Routes['hold']['body']>;
export type Resumption = Input<Routes['resume']['body']>;
export type Solution = Input<Routes['solve']['body']>;
/** Which deliveries. `limit` is the size of a page, at most 500. */
export type DeliveryQuery = Omit<Input<Routes['listDeliveries']['query']>, 'limit'> & {
  readonly limit?: number;
};
export type DeliveryPage = Output<Routes['listDeliveries']['response']>;
export type Delivery = DeliveryPage['items'][number];

/**
 * The HTTP API, one method per route of the contract. Answers are parsed with the contract's schemas.
 *
 * Every method throws ApiError when the API refuses, UnreachableError when no answer came, UnexpectedAnswerError when the
 * answer is not in the contract. Reads are safe to repeat. `createTicket` is safe to repeat only with the same
 * idempotency key. The other changes of a ticket and `claimNext` have no key: after an UnreachableError read the ticket (after a
 * claim: list the tickets in the agent's hands) and go on from what is true.
 */
export interface Client {
  /** Opens a ticket. With an idempotency key a repeat finds the first ticket; without one it makes a second. */
  createTicket(body: NewTicket, options?: { readonly idempotencyKey?: string }): Promise<TicketView>;
  readTicket(id: string): Promise<TicketView>;
  /** One page, newest first. */
  listTickets(query?: TicketQuery): Promise<TicketPage>;
  /** Every ticket that the query asks for, newest first, page by page as they are used. */
  allTickets(query?: Omit<TicketQuery, 'cursor'>): AsyncGenerator<TicketView, void, undefined>;
  /** The conversation, oldest first, internal notes included. */
  listMessages(id: string): Promise<MessageList>;
  /** The whole history, oldest first. */
  listEvents(id: string): Promise<EventList>;
  /** Adds a message. Not safe to repeat blindly: it would be there twice. */
  reply(id: string, body: Reply): Promise<TicketView>;
  /** Hands over to a higher tier. A repeat is refused, because the ticket is no longer in the agent's hands. */
  escalate(id: string, body: Escalation): Promise<TicketView>;
  /** Closes the case. A repeat is refused, as for escalate. */
  /** Hands the ticket over to a lower tier. */
  deEscalate(id: string, body: DeEscalation): Promise<TicketView>;
  /** Lets the ticket wait for engineering or a third party. */
  hold(id: string, body: Hold): Promise<TicketView>;
  /** Puts a waiting ticket back into its queue. */
  resume(id: string, body: Resumption): Promise<TicketView>;
  solve(id: string, body: Solution): Promise<TicketView>;
  listAgents(): Promise<AgentList>;
  /** Takes the next ticket of the agent's tier; undefined when none waits. A repeat takes another one. */
  claimNext(agent: string): Promise<TicketView | undefined>;
  /** Says that the agent is still at work. Safe to repeat. */
  heartbeat(agent: string): Promise<void>;
  /** One page of the webhooks' delivery log, newest first. */
  listDeliveries(query?: DeliveryQuery): Promise<DeliveryPage>;
  /** Has a delivered or failed delivery sent again. A repeat is refused until it was sent, and sends once more after. */
  redeliver(id: string): Promise<Delivery>;
}

export interface ClientOptions {
  /** Such as `http://127.0.0.1:8080`, with or without a slash at the end. */
  readonly baseUrl: string;
  /** Real milliseconds until a request counts as unreachable. 10 s unless told. */
  readonly timeoutMs?: number;
}

/** The largest page that the contract allows. */
const FULL_PAGE = 500;

interface Route<T> {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly status: number;
  readonly response: { readonly parse: (body: unknown) => T };
}

interface Parts extends Pick<ApiRequest, 'headers' | 'body'> {
  readonly params?: PathValues;
  readonly query?: PathValues;
}

/** A client of the API at one address. Opens no connection until it is used, needs no closing. */
export function createClient({ baseUrl, timeoutMs = 10_000 }: ClientOptions): Client {
  const transport = createTransport({ baseUrl, timeoutMs });

  async function send(route: Route<unknown>, { params, query, ...rest }: Parts): Promise<Answer> {
    return transport({ method: route.method, path: pathOf(route.path, params, query), ...rest });
  }

  async function call<T>(route: Route<T>, parts: Parts = {}): Promise<T> {
    return read(route, await send(route, parts));
  }

  async function listTickets(query: TicketQuery = {}): Promise<TicketPage> {
    return call(ROUTES.listTickets, { query });
  }

  async function* allTickets(
    query: Omit<TicketQuery, 'cursor'> = {},
  ): AsyncGenerator<TicketView, void, undefined> {
    let cursor: string | undefined;
    do {
      const page = await listTickets({ limit: FULL_PAGE, ...query, ...(cursor !== undefined && { cursor }) });
      yield* page.items;
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }

  return {
    createTicket: async (body, { idempotencyKey } = {}) =>
      call(ROUTES.createTicket, {
        body,
        ...(idempotencyKey !== undefined && { headers: { 'idempotency-key': idempotencyKey } }),
      }),
    readTicket: async (id) => call(ROUTES.readTicket, { params: { id } }),
    listTickets,
    allTickets,
    listMessages: async (id) => call(ROUTES.listMessages, { params: { id } }),
    listEvents: async (id) => call(ROUTES.listEvents, { params: { id } }),
    reply: async (id, body) => call(ROUTES.reply, { params: { id }, body }),
    escalate: async (id, body) => call(ROUTES.escalate, { params: { id }, body }),
    deEscalate: async (id, body) => call(ROUTES.deEscalate, { params: { id }, body }),
    hold: async (id, body) => call(ROUTES.hold, { params: { id }, body }),
    resume: async (id, body) => call(ROUTES.resume, { params: { id }, body }),
    solve: async (id, body) => call(ROUTES.solve, { params: { id }, body }),
    listAgents: async () => call(ROUTES.listAgents),
    async claimNext(agent) {
      const answer = await send(ROUTES.claimNext, { params: { agent } });
      return answer.status === ROUTES.claimNext.empty ? undefined : read(ROUTES.claimNext, answer);
    },
    heartbeat: async (agent) => void (await call(ROUTES.heartbeat, { params: { agent } })),
    listDeliveries: async (query = {}) => call(ROUTES.listDeliveries, { query }),
    redeliver: async (id) => call(ROUTES.redeliver, { body: { id } }),
  };
}

function read<T>(route: Route<T>, { status, body }: Answer): T {
  const name = `${route.method.toUpperCase()} ${route.path}`;
  if (status !== route.status) throw new UnexpectedAnswerError(name, status);
  try {
    return route.response.parse(body);
  } catch (error) {
    throw new UnexpectedAnswerError(name, status, { cause: error });
  }
}
