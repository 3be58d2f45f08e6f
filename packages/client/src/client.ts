import { type ModelView, ROUTES, type TicketView } from '@tierline/contracts';

import { adminClient, type AdminClient } from './admin-client.ts';
import { attachmentClient, type AttachmentClient } from './attachment-client.ts';
import {
  type ChangeOptions,
  headersOf,
  type Input,
  type Output,
  type Parts,
  type Repeatable,
  type Route,
  type Routes,
} from './call.ts';
import { clockClient, type ClockClient } from './clock-client.ts';
import { UnexpectedAnswerError } from './errors.ts';
import { pathOf } from './path.ts';
import { recomputationClient, type RecomputationClient } from './recomputation-client.ts';
import { slaClient, type SlaClient } from './sla-client.ts';
import { type Answer, createTransport } from './transport.ts';

export type NewTicket = Input<Routes['createTicket']['body']>;
/** Which tickets. `limit` is the size of a page, at most 500. */
export type TicketQuery = Omit<Input<Routes['listTickets']['query']>, 'limit'> & { readonly limit?: number };
export type TicketPage = Output<Routes['listTickets']['response']>;
export type MessageList = Output<Routes['listMessages']['response']>;
export type Message = MessageList['items'][number];
/** Which part of a history. `limit` is the size of a page, at most 500. */
export type HistoryQuery = Omit<Input<Routes['listEvents']['query']>, 'limit'> & { readonly limit?: number };
export type HistoryEvent = EventList['items'][number];
export type EventList = Output<Routes['listEvents']['response']>;
/** Which models. `limit` is the size of a page, at most 100. */
export type ModelQuery = Omit<Input<Routes['listModels']['query']>, 'limit'> & { readonly limit?: number };
export type ModelPage = Output<Routes['listModels']['response']>;
export type AgentList = Output<Routes['listAgents']['response']>;
export type AgentView = AgentList['items'][number];
export type Reply = Input<Routes['reply']['body']>;
export type Escalation = Input<Routes['escalate']['body']>;
export type DeEscalation = Input<Routes['deEscalate']['body']>;
export type Update = Input<Routes['update']['body']>;
export type Reassignment = Input<Routes['reassign']['body']>;
export type ContactHandover = Input<Routes['handContact']['body']>;
export type HelpQuestion = Input<Routes['askForHelp']['body']>;
export type HelpAnswer = Input<Routes['answerHelp']['body']>;
/** Which open help requests. `limit` is the size of a page, at most 500. */
export type HelpQuery = Omit<Input<Routes['listHelp']['query']>, 'limit'> & { readonly limit?: number };
export type HelpPage = Output<Routes['listHelp']['response']>;
/** Which report. Times in ISO 8601. */
export type ReportQuery = Omit<Input<Routes['readReport']['query']>, 'format'>;
export type Report = Output<Routes['readReport']['response']>;
export type Hold = Input<Routes['hold']['body']>;
export type Unsolving = Input<Routes['unsolve']['body']>;
export type Resumption = Input<Routes['resume']['body']>;
export type Merge = Input<Routes['merge']['body']>;
export type Split = Input<Routes['split']['body']>;
export type Attachment = Input<Routes['attach']['body']>;
export type IncidentUpdate = Input<Routes['updateAll']['body']>;
export type ByAgent = Input<Routes['detach']['body']>;
/** Which attached tickets. `limit` is the size of a page, at most 500. */
export type AttachedQuery = Omit<Input<Routes['listAttached']['query']>, 'limit'> & {
  readonly limit?: number;
};
export type AttachedPage = Output<Routes['listAttached']['response']>;
export type Link = Input<Routes['link']['body']>;
export type Solution = Input<Routes['solve']['body']>;
export type EngineeringHandoff = Input<Routes['handToEngineering']['body']>;
export type EngineeringComment = Input<Routes['commentToEngineering']['body']>;
export type IssueUnlinking = Input<Routes['unlinkIssue']['body']>;
/** Which issues. `limit` is the size of a page, at most 500. */
export type IssueQuery = Omit<Input<Routes['listIssues']['query']>, 'limit'> & { readonly limit?: number };
export type IssuePage = Output<Routes['listIssues']['response']>;
/** Which deliveries. `limit` is the size of a page, at most 500. */
export type DeliveryQuery = Omit<Input<Routes['listDeliveries']['query']>, 'limit'> & {
  readonly limit?: number;
};
export type ExportPage = Output<Routes['exportTickets']['response']>;
export type DeliveryPage = Output<Routes['listDeliveries']['response']>;
export type Delivery = DeliveryPage['items'][number];
export type PolicyInForce = Output<Routes['readPolicy']['response']>;
export type PolicyVersion = Output<Routes['readPolicyVersion']['response']>;
/** Which applications. `limit` is the size of a page, at most 500. */
export interface PolicyQuery {
  readonly limit?: number;
  readonly cursor?: string;
}
export type PolicyHistory = Output<Routes['listPolicies']['response']>;
export type PolicyValidation = Output<Routes['validatePolicy']['response']>;
export type PolicyApplication = Output<Routes['applyPolicy']['response']>;
/** A policy to look at: the text of a file, or an earlier version. */
export type PolicyCandidate = { readonly text: string } | { readonly version: string };
export type PolicyComparison = PolicyCandidate & {
  /** Compare with this version instead of the one in force. */
  readonly from?: string;
};
export type PolicyDiff = Output<Routes['diffPolicy']['response']>;
/** Which tickets to look at. `limit` is the size of a page, at most 1000. */
export type PolicyTrial = PolicyCandidate & {
  /** ISO 8601. */
  readonly since?: string;
  readonly limit?: number;
  readonly cursor?: string;
  /** Open tickets whose promises to look at, on the first page; at most 50,000. */
  readonly open?: number;
};
export type PolicyDryRun = Output<Routes['dryRunPolicy']['response']>;
export type NewPolicy = Input<Routes['applyPolicy']['body']>;
export type PolicyRollback = Input<Routes['rollbackPolicy']['body']>;

/**
 * The HTTP API, one method per route of the contract. Answers are parsed with the contract's schemas.
 *
 * Every method throws ApiError when the API refuses, UnreachableError when no answer came, UnexpectedAnswerError when the
 * answer is not in the contract. Reads are safe to repeat. What changes something is safe to repeat with
 * the same idempotency key; without one, after an UnreachableError, read the ticket (after a claim: list the tickets in the
 * agent's hands) and go on from what is true.
 */
export interface Client extends AdminClient, AttachmentClient, ClockClient, RecomputationClient, SlaClient {
  /** Opens a ticket. */
  createTicket(body: NewTicket, options?: Repeatable): Promise<TicketView>;
  readTicket(id: string): Promise<TicketView>;
  /** One page, newest first. */
  listTickets(query?: TicketQuery): Promise<TicketPage>;
  /** Every ticket that the query asks for, newest first, page by page as they are used. */
  allTickets(query?: Omit<TicketQuery, 'cursor'>): AsyncGenerator<TicketView, void, undefined>;
  /** One page of the conversation, oldest first, internal notes included. */
  listMessages(id: string, query?: HistoryQuery): Promise<MessageList>;
  /** The whole conversation, page by page as it is used. */
  allMessages(id: string): AsyncGenerator<Message, void, undefined>;
  /** One page of the history, oldest first. */
  listEvents(id: string, query?: HistoryQuery): Promise<EventList>;
  /** The whole history, page by page as it is used. */
  allEvents(id: string): AsyncGenerator<HistoryEvent, void, undefined>;
  /** Adds a message. */
  reply(id: string, body: Reply, options?: ChangeOptions): Promise<TicketView>;
  /** Hands the ticket over to a higher tier. */
  escalate(id: string, body: Escalation, options?: ChangeOptions): Promise<TicketView>;
  /** Hands the ticket over to a lower tier. */
  deEscalate(id: string, body: DeEscalation, options?: ChangeOptions): Promise<TicketView>;
  /** Changes what the ticket says of itself; what is not named stays. */
  update(id: string, body: Update, options?: ChangeOptions): Promise<TicketView>;
  /** Passes the ticket on within its tier. */
  reassign(id: string, body: Reassignment, options?: ChangeOptions): Promise<TicketView>;
  /** Makes another agent the customer's contact. */
  handContact(id: string, body: ContactHandover, options?: ChangeOptions): Promise<TicketView>;
  /** Asks another tier, or one agent, without moving the ticket. */
  askForHelp(id: string, body: HelpQuestion, options?: ChangeOptions): Promise<TicketView>;
  /** Answers an open help request, named by the number of the event that asked. */
  answerHelp(id: string, seq: number, body: HelpAnswer, options?: ChangeOptions): Promise<TicketView>;
  withdrawHelp(
    id: string,
    seq: number,
    body: { readonly agent: string },
    options?: ChangeOptions,
  ): Promise<TicketView>;
  /** One page of the open help requests to a tier, of the oldest ticket first. */
  listHelp(query: HelpQuery): Promise<HelpPage>;
  /** What happened in a stretch of time. */
  readReport(query: ReportQuery): Promise<Report>;
  /** Lets the ticket wait for engineering or a third party. */
  hold(id: string, body: Hold, options?: ChangeOptions): Promise<TicketView>;
  /** Puts a waiting ticket back into its queue. */
  resume(id: string, body: Resumption, options?: ChangeOptions): Promise<TicketView>;
  unsolve(id: string, body: Unsolving, options?: ChangeOptions): Promise<TicketView>;
  /** Closes the case. */
  solve(id: string, body: Solution, options?: ChangeOptions): Promise<TicketView>;
  /** Ends the ticket because another goes on in its place; gives that one. */
  merge(id: string, body: Merge, options?: ChangeOptions): Promise<TicketView>;
  /** Opens another ticket out of a customer's messages in this one; gives the new one. */
  split(id: string, body: Split, options?: ChangeOptions): Promise<TicketView>;
  /** Makes the ticket an incident. */
  declareIncident(id: string, body: ByAgent, options?: ChangeOptions): Promise<TicketView>;
  /** Attaches the ticket to an incident. */
  attach(id: string, body: Attachment, options?: ChangeOptions): Promise<TicketView>;
  detach(id: string, body: ByAgent, options?: ChangeOptions): Promise<TicketView>;
  /** Writes to the customers of all tickets attached to this incident, in the background. */
  updateAll(id: string, body: IncidentUpdate, options?: ChangeOptions): Promise<TicketView>;
  /** One page of the tickets attached to an incident, and how far its updates are. */
  listAttached(id: string, query?: AttachedQuery): Promise<AttachedPage>;
  /** Links the ticket to another, which shows it as well. */
  link(id: string, body: Link, options?: ChangeOptions): Promise<TicketView>;
  /** Takes a link away, on both tickets. */
  unlink(id: string, body: Link, options?: ChangeOptions): Promise<TicketView>;
  /** Has a model trained from the solved tickets, in the background; while one is under way that one is the answer. */
  trainModel(options?: Repeatable): Promise<ModelView>;
  /** One page of the models, newest first. */
  listModels(query?: ModelQuery): Promise<ModelPage>;
  /** How far a model's training is, or how good it is. */
  readModel(version: string): Promise<ModelView>;
  listAgents(): Promise<AgentList>;
  readAgent(agent: string): Promise<AgentView>;
  /** Says whether the agent is available, away or offline. Safe to repeat. */
  setPresence(agent: string, state: AgentView['presence']): Promise<AgentView>;
  /** Takes the next ticket that the agent may have; undefined when none waits. */
  claimNext(agent: string, options?: Repeatable): Promise<TicketView | undefined>;
  /** Says that the agent is still at work. Safe to repeat. */
  heartbeat(agent: string): Promise<void>;
  /**
   * Tickets that changed since the cursor, in the order in which they last changed. Keep `nextCursor` for the next time,
   * also when there is no `more`.
   */
  exportTickets(query?: { readonly cursor?: string; readonly limit?: number }): Promise<ExportPage>;
  /** Hands the ticket to engineering, as an issue to be filed or one that is there. */
  handToEngineering(id: string, body: EngineeringHandoff, options?: ChangeOptions): Promise<TicketView>;
  /** Writes to the engineers, on the ticket's issue. */
  commentToEngineering(id: string, body: EngineeringComment, options?: ChangeOptions): Promise<TicketView>;
  /** Takes the ticket back from engineering. */
  unlinkIssue(id: string, body: IssueUnlinking, options?: ChangeOptions): Promise<TicketView>;
  /** One page of the issues that tickets have, by tracker and key. */
  listIssues(query?: IssueQuery): Promise<IssuePage>;
  /** One page of the tickets of an issue, newest first. */
  listIssueTickets(
    issue: { readonly tracker: string; readonly key: string },
    query?: Pick<TicketQuery, 'cursor' | 'limit'>,
  ): Promise<TicketPage>;
  /** One page of the webhooks' delivery log, newest first. */
  listDeliveries(query?: DeliveryQuery): Promise<DeliveryPage>;
  /** Has a delivered or failed delivery sent again. A repeat is refused until it was sent, and sends once more after. */
  redeliver(id: string, options?: Repeatable): Promise<Delivery>;
  /** The policy in force. */
  readPolicy(): Promise<PolicyInForce>;
  /** One page of what was put in force, newest first. */
  listPolicies(query?: PolicyQuery): Promise<PolicyHistory>;
  readPolicyVersion(version: string): Promise<PolicyVersion>;
  /** Everything that is wrong with a policy file. */
  validatePolicy(text: string): Promise<PolicyValidation>;
  /** What a policy changes. */
  diffPolicy(body: PolicyComparison): Promise<PolicyDiff>;
  /** What would be otherwise under a policy, over one page of recent tickets. */
  dryRunPolicy(body: PolicyTrial): Promise<PolicyDryRun>;
  /** Puts a policy in force; refused with `policy-superseded` when it was made from another than the one in force. */
  applyPolicy(body: NewPolicy, options?: Repeatable): Promise<PolicyApplication>;
  /** Puts an earlier version in force again. */
  rollbackPolicy(body: PolicyRollback, options?: Repeatable): Promise<PolicyApplication>;
}

export interface ClientOptions {
  /** Such as `http://127.0.0.1:8080`, with or without a slash at the end. */
  readonly baseUrl: string;
  /** Who asks: `tl_...`. Only the description of the API can be read without one. */
  readonly apiKey?: string;
  /** Real milliseconds until a request counts as unreachable. 10 s unless told. */
  readonly timeoutMs?: number;
}

/** The largest page that the contract allows. */
const FULL_PAGE = 500;

/** A client of the API at one address. Opens no connection until it is used, needs no closing. */
export function createClient({ baseUrl, apiKey, timeoutMs = 10_000 }: ClientOptions): Client {
  const transport = createTransport({ baseUrl, apiKey, timeoutMs });

  async function send(route: Route<unknown>, { params, query, ...rest }: Parts): Promise<Answer> {
    return transport({ method: route.method, path: pathOf(route.path, params, query), ...rest });
  }

  async function call<T>(route: Route<T>, parts: Parts = {}): Promise<T> {
    return read(route, await send(route, parts));
  }

  async function listTickets(query: TicketQuery = {}): Promise<TicketPage> {
    return call(ROUTES.listTickets, { query });
  }

  async function listMessages(id: string, query: HistoryQuery = {}): Promise<MessageList> {
    return call(ROUTES.listMessages, { params: { id }, query });
  }

  async function listEvents(id: string, query: HistoryQuery = {}): Promise<EventList> {
    return call(ROUTES.listEvents, { params: { id }, query });
  }

  return {
    createTicket: async (body, options) => call(ROUTES.createTicket, { body, headers: headersOf(options) }),
    readTicket: async (id) => call(ROUTES.readTicket, { params: { id } }),
    listTickets,
    allTickets: (query) => everyPage(({ limit, ...place }) => listTickets({ limit, ...query, ...place })),
    listMessages,
    allMessages: (id) => everyPage((query) => listMessages(id, query)),
    listEvents,
    allEvents: (id) => everyPage((query) => listEvents(id, query)),
    reply: async (id, body, options) =>
      call(ROUTES.reply, { params: { id }, body, headers: headersOf(options) }),
    escalate: async (id, body, options) =>
      call(ROUTES.escalate, { params: { id }, body, headers: headersOf(options) }),
    deEscalate: async (id, body, options) =>
      call(ROUTES.deEscalate, { params: { id }, body, headers: headersOf(options) }),
    update: async (id, body, options) =>
      call(ROUTES.update, { params: { id }, body, headers: headersOf(options) }),
    reassign: async (id, body, options) =>
      call(ROUTES.reassign, { params: { id }, body, headers: headersOf(options) }),
    handContact: async (id, body, options) =>
      call(ROUTES.handContact, { params: { id }, body, headers: headersOf(options) }),
    askForHelp: async (id, body, options) =>
      call(ROUTES.askForHelp, { params: { id }, body, headers: headersOf(options) }),
    answerHelp: async (id, seq, body, options) =>
      call(ROUTES.answerHelp, { params: { id, seq }, body, headers: headersOf(options) }),
    withdrawHelp: async (id, seq, body, options) =>
      call(ROUTES.withdrawHelp, { params: { id, seq }, body, headers: headersOf(options) }),
    listHelp: async (query) => call(ROUTES.listHelp, { query }),
    readReport: async (query) => call(ROUTES.readReport, { query }),
    hold: async (id, body, options) =>
      call(ROUTES.hold, { params: { id }, body, headers: headersOf(options) }),
    resume: async (id, body, options) =>
      call(ROUTES.resume, { params: { id }, body, headers: headersOf(options) }),
    unsolve: async (id, body, options) =>
      call(ROUTES.unsolve, { params: { id }, body, headers: headersOf(options) }),
    solve: async (id, body, options) =>
      call(ROUTES.solve, { params: { id }, body, headers: headersOf(options) }),
    merge: async (id, body, options) =>
      call(ROUTES.merge, { params: { id }, body, headers: headersOf(options) }),
    split: async (id, body, options) =>
      call(ROUTES.split, { params: { id }, body, headers: headersOf(options) }),
    declareIncident: async (id, body, options) =>
      call(ROUTES.declareIncident, { params: { id }, body, headers: headersOf(options) }),
    attach: async (id, body, options) =>
      call(ROUTES.attach, { params: { id }, body, headers: headersOf(options) }),
    detach: async (id, body, options) =>
      call(ROUTES.detach, { params: { id }, body, headers: headersOf(options) }),
    updateAll: async (id, body, options) =>
      call(ROUTES.updateAll, { params: { id }, body, headers: headersOf(options) }),
    listAttached: async (id, query = {}) => call(ROUTES.listAttached, { params: { id }, query }),
    link: async (id, body, options) =>
      call(ROUTES.link, { params: { id }, body, headers: headersOf(options) }),
    unlink: async (id, body, options) =>
      call(ROUTES.unlink, { params: { id }, body, headers: headersOf(options) }),
    trainModel: async (options) => call(ROUTES.trainModel, { headers: headersOf(options) }),
    listModels: async (query = {}) => call(ROUTES.listModels, { query }),
    readModel: async (version) => call(ROUTES.readModel, { params: { version } }),
    listAgents: async () => call(ROUTES.listAgents),
    readAgent: async (agent) => call(ROUTES.readAgent, { params: { agent } }),
    setPresence: async (agent, state) => call(ROUTES.setPresence, { params: { agent }, body: { state } }),
    async claimNext(agent, options) {
      const answer = await send(ROUTES.claimNext, { params: { agent }, headers: headersOf(options) });
      return answer.status === ROUTES.claimNext.empty ? undefined : read(ROUTES.claimNext, answer);
    },
    heartbeat: async (agent) => void (await call(ROUTES.heartbeat, { params: { agent } })),
    exportTickets: async (query = {}) => call(ROUTES.exportTickets, { query }),
    handToEngineering: async (id, body, options) =>
      call(ROUTES.handToEngineering, { params: { id }, body, headers: headersOf(options) }),
    commentToEngineering: async (id, body, options) =>
      call(ROUTES.commentToEngineering, { params: { id }, body, headers: headersOf(options) }),
    unlinkIssue: async (id, body, options) =>
      call(ROUTES.unlinkIssue, { params: { id }, body, headers: headersOf(options) }),
    listIssues: async (query = {}) => call(ROUTES.listIssues, { query }),
    listIssueTickets: async ({ tracker, key }, { limit, cursor } = {}) =>
      call(ROUTES.listIssueTickets, { params: { tracker, key }, query: { limit, cursor } }),
    listDeliveries: async (query = {}) => call(ROUTES.listDeliveries, { query }),
    ...adminClient(call),
    ...attachmentClient(call, send),
    ...clockClient(call),
    ...recomputationClient(call),
    ...slaClient(call),
    redeliver: async (id, options) => call(ROUTES.redeliver, { body: { id }, headers: headersOf(options) }),
    readPolicy: async () => call(ROUTES.readPolicy),
    listPolicies: async ({ limit, cursor } = {}) => call(ROUTES.listPolicies, { query: { limit, cursor } }),
    readPolicyVersion: async (version) => call(ROUTES.readPolicyVersion, { params: { version } }),
    validatePolicy: async (text) => call(ROUTES.validatePolicy, { body: { text } }),
    diffPolicy: async (body) => call(ROUTES.diffPolicy, { body }),
    dryRunPolicy: async (body) => call(ROUTES.dryRunPolicy, { body }),
    applyPolicy: async (body, options) => call(ROUTES.applyPolicy, { body, headers: headersOf(options) }),
    rollbackPolicy: async (body, options) =>
      call(ROUTES.rollbackPolicy, { body, headers: headersOf(options) }),
  };
}

/** The items of all pages, each page asked for when it is needed. */
async function* everyPage<T>(
  page: (query: { readonly limit: number; readonly cursor?: string }) => Promise<{
    readonly items: readonly T[];
    readonly nextCursor?: string | undefined;
  }>,
): AsyncGenerator<T, void, undefined> {
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await page({ limit: FULL_PAGE, ...(cursor !== undefined && { cursor }) });
    yield* items;
    cursor = nextCursor;
  } while (cursor !== undefined);
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
