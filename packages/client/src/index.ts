export {
  type AgentList,
  type Client,
  type ClientOptions,
  createClient,
  type Escalation,
  type MessageList,
  type NewTicket,
  type Reply,
  type Solution,
  type TicketPage,
  type TicketQuery,
} from './client.ts';
export { ApiError, UnexpectedAnswerError, UnreachableError } from './errors.ts';
