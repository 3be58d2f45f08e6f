import {
  type Actor,
  type AgentId,
  agentId,
  type Command,
  type Decision,
  type HandoverNote,
  instant,
  type Instant,
  millis,
} from '@tierline/domain';
import { ADA, aLife, aPolicy, INTO_ADAS_HANDS, MONDAY } from '@tierline/testkit';

export const { policy } = aPolicy();

export const BEN: AgentId = agentId('t1-ben');
/** Somebody of whom the policy knows nothing. */
export const GHOST: AgentId = agentId('nobody');
export const CUSTOMER: Actor = { kind: 'requester', id: 'customer@example.com' };
export const ENGINEER: Actor = { kind: 'engineer', id: 'dev@example.com' };
export const ROUTER: Actor = { kind: 'system', name: 'router' };
export const NOTE: HandoverNote = { seen: 'an error', tried: 'a restart', why: 'needs logs' };

export function as(id: AgentId): Actor {
  return { kind: 'agent', id };
}

/** A message, public and not asking unless said otherwise. */
export function reply(
  author: Actor,
  more: { readonly visibility?: 'public' | 'internal'; readonly ask?: boolean } = {},
): Command {
  return { kind: 'reply', author, visibility: 'public', body: 'Words.', ask: false, ...more };
}

export function claim(agent: AgentId, occupied: readonly number[] = []): Command {
  return { kind: 'claim', agentId: agent, occupied };
}

const SOLVE: Command = { kind: 'solve', agentId: ADA, answer: 'Done.' };
const closingAtOnce = { ...policy, life: { ...policy.life, closeAfter: millis(60_000) } };

/** A ticket in each state, at most three minutes old; where it was in somebody's hands, they were Ada's. */
export const TICKETS = {
  new: aLife([], { policy }).ticket,
  waiting: aLife(INTO_ADAS_HANDS.slice(0, 1), { policy }).ticket,
  working: aLife(INTO_ADAS_HANDS, { policy }).ticket,
  pending: aLife([...INTO_ADAS_HANDS, reply(as(ADA), { ask: true })], { policy }).ticket,
  'on-hold': aLife([...INTO_ADAS_HANDS, { kind: 'hold', agentId: ADA, waitsFor: 'engineering' }], { policy })
    .ticket,
  solved: aLife([...INTO_ADAS_HANDS, SOLVE], { policy }).ticket,
  closed: aLife([...INTO_ADAS_HANDS, SOLVE, { kind: 'timer' }], { policy: closingAtOnce }).ticket,
} as const;

export type StateName = keyof typeof TICKETS;
export const STATES: readonly StateName[] = [
  'new',
  'waiting',
  'working',
  'pending',
  'on-hold',
  'solved',
  'closed',
];

/** A later moment, before anything of the test policy falls due. */
export const SOON: Instant = instant(MONDAY + 10 * 60_000);

/** The kinds of the events, or the code of the refusal. */
export function outcome(decision: Decision): string {
  if (decision.kind === 'refused') return decision.code;
  return decision.events.map(({ kind }) => kind).join(' + ') || 'nothing';
}
