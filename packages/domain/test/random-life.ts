import {
  type Actor,
  type AgentId,
  agentId,
  CHANNELS,
  ISSUE_STATES,
  type Command,
  decide,
  type Decision,
  instant,
  type Instant,
  openTicket,
  type Policy,
  PRESENCES,
  PRIORITIES,
  serves,
  type Ticket,
  type TicketEvent,
  type TicketRequest,
  TIERS,
} from '@tierline/domain';
import { aRequest, MONDAY } from '@tierline/testkit';
import * as fc from 'fast-check';

import { contents, CUSTOMER, OTHERS } from './random-content.ts';
import { type Attempt, incidents, relations, SELF } from './random-relations.ts';

/** One command of a random life: the ticket before it, when it came, and what was decided. */
export interface RandomStep {
  readonly before: Ticket;
  readonly command: Command;
  readonly now: Instant;
  /** The policy in force then. */
  readonly policy: Policy;
  readonly decision: Decision;
}

export interface RandomLife {
  readonly ticket: Ticket;
  readonly events: readonly TicketEvent[];
  readonly steps: readonly RandomStep[];
}

const MINUTE = 60_000;
const NOTE = { seen: 'an error', tried: 'a restart', why: 'needs logs' };
/** Mostly the agent who may act, so that lives get somewhere; sometimes just anybody. */
function agentFor(ticket: Ticket, policy: Policy, pick: number): AgentId {
  const agents = [...policy.agents.values()];
  if (pick % 5 === 0) return agents[pick % agents.length]?.id ?? agentId('nobody');
  if (ticket.state.kind === 'working') return ticket.state.holder;
  if (ticket.state.kind === 'waiting' && ticket.state.preferred && pick % 3 > 0)
    return ticket.state.preferred;
  const { lane } = ticket;
  const fitting = agents.filter(
    (agent) => agent.tier === ticket.tier && (lane === undefined || serves(agent, lane, MONDAY, policy)),
  );
  return fitting[pick % fitting.length]?.id ?? agentId('nobody');
}

/** What moves a ticket on from where it is. */
function onwards(ticket: Ticket, policy: Policy, pick: number): Command {
  const id = agentFor(ticket, policy, pick);
  switch (ticket.state.kind) {
    case 'new':
      return { kind: 'route', by: { kind: 'system', name: 'router' } };
    case 'waiting':
      return { kind: 'claim', agentId: id, occupied: [] };
    case 'working':
      if (pick % 6 === 0) return { kind: 'escalate', agentId: id, reason: 'needs-expertise', note: NOTE };
      if (pick % 6 === 1) return { kind: 'de-escalate', agentId: id, reason: 'needs-expertise', note: NOTE };
      if (pick % 6 === 2) return { kind: 'hold', agentId: id, waitsFor: 'third-party' };
      if (pick % 6 <= 4) return { kind: 'solve', agentId: id };
      return {
        kind: 'reply',
        author: { kind: 'agent', id },
        visibility: 'public',
        body: 'Which page?',
        ask: true,
      };
    case 'on-hold':
      return { kind: 'resume', agentId: id };
    case 'solved':
      if (pick % 4 === 0) return { kind: 'unsolve', agentId: id };
      return { kind: 'reply', author: CUSTOMER, visibility: 'public', body: 'This one.', ask: false };
    case 'pending':
    case 'closed':
      return { kind: 'reply', author: CUSTOMER, visibility: 'public', body: 'This one.', ask: false };
  }
}

/** Commands of every kind, of which about half move the ticket on and some are never possible. */
function attempts(policy: Policy): fc.Arbitrary<Attempt> {
  const agents = [...policy.agents.values()];
  const pick = fc.nat(1000);
  const agent = (by: number) => (ticket: Ticket) => agentFor(ticket, policy, by);
  const claim = fc
    .tuple(pick.map(agent), fc.uniqueArray(fc.nat(1), { maxLength: 2 }))
    .map(([who, occupied]): Attempt => (ticket) => ({ kind: 'claim', agentId: who(ticket), occupied }));
  const push = fc
    .tuple(pick.map(agent), fc.oneof(fc.constant('available'), fc.constantFrom(...PRESENCES)))
    .map(([who, presence]): Attempt => (ticket) => ({
      kind: 'push',
      agentId: who(ticket),
      occupied: [],
      presence,
      alternatives: 1,
      by: { kind: 'system', name: 'router' },
    }));
  const reply = fc
    .tuple(
      fc.oneof(fc.constantFrom(CUSTOMER, ...OTHERS), pick.map(agent)),
      fc.constantFrom('public', 'internal'),
      fc.boolean(),
    )
    .map(([who, visibility, ask]): Attempt => (ticket) => {
      const author: Actor = typeof who === 'function' ? { kind: 'agent', id: who(ticket) } : who;
      return { kind: 'reply', author, visibility, body: 'Words.', ask };
    });
  const reasons = fc.constantFrom('bug', 'bug', 'bug', 'because');
  const reassign = fc
    .tuple(
      pick.map(agent),
      fc.option(pick.map(agent), { nil: undefined }),
      reasons,
      fc.constantFrom(undefined, 'A note.'),
    )
    .map(([who, to, reason, note]): Attempt => (ticket) => ({
      kind: 'reassign',
      agentId: who(ticket),
      ...(to && { to: { agentId: to(ticket), occupied: [] } }),
      reason,
      ...(note && { note }),
    }));
  const colleague = pick.map((by) => agents[by % agents.length]?.id ?? agentId('nobody'));
  const handContact = fc.tuple(pick.map(agent), colleague).map(([who, to]): Attempt => (ticket) => ({
    kind: 'hand-contact',
    agentId: who(ticket),
    to,
  }));
  const help = fc
    .tuple(pick, pick.map(agent), colleague, fc.constantFrom(...TIERS))
    .map(([by, who, other, tier]): Attempt => (ticket) => {
      const open = ticket.help[by % Math.max(1, ticket.help.length)];
      const fitting = agents.find(({ id, tier: on }) => id === (open?.to ?? id) && on === open?.tier)?.id;
      if (open !== undefined && by % 3 === 0) {
        const answerer = by % 2 === 0 ? (fitting ?? other) : other;
        return { kind: 'answer-help', agentId: answerer, request: open.seq, body: 'Like this.' };
      }
      if (open !== undefined && by % 3 === 1)
        return { kind: 'withdraw-help', agentId: who(ticket), request: open.seq };
      if (by % 20 === 19) return { kind: 'answer-help', agentId: who(ticket), request: 1, body: 'To what?' };
      const asked =
        by % 2 === 0 ? ({ kind: 'tier', tier } as const) : ({ kind: 'agent', id: other } as const);
      return { kind: 'ask-help', agentId: who(ticket), asked, question: 'What does it mean?' };
    });
  const handOver = fc
    .tuple(
      fc.constantFrom('escalate', 'de-escalate'),
      pick.map(agent),
      fc.constantFrom(undefined, ...TIERS),
      reasons,
    )
    .map(([kind, who, to, reason]): Attempt => (ticket) => {
      const command = { agentId: who(ticket), reason, ...(to && { to }), note: NOTE };
      return kind === 'escalate' ? { kind, ...command } : { kind, ...command };
    });
  const managed = fc
    .tuple(fc.constantFrom('escalate', 'de-escalate', 'pass-on'), fc.option(pick.map(agent)), reasons)
    .map(([kind, to, reason]): Attempt => (ticket) => {
      const command = { manager: 'Mia', reason };
      if (kind === 'escalate') return { kind, ...command, note: NOTE };
      if (kind === 'de-escalate') return { kind, ...command, note: NOTE };
      return {
        kind: 'reassign',
        ...command,
        ...(to && { to: { agentId: to(ticket), occupied: [] } }),
      };
    });
  const solve = fc
    .tuple(pick.map(agent), fc.constantFrom(undefined, 'Done.'))
    .map(([who, answer]): Attempt => (ticket) => ({
      kind: 'solve',
      agentId: who(ticket),
      ...(answer && { answer }),
    }));
  return fc.oneof(
    { weight: 5, arbitrary: contents(pick.map(agent)) },
    {
      weight: 8,
      arbitrary: pick.map(
        (by): Attempt =>
          (ticket) =>
            onwards(ticket, policy, by),
      ),
    },
    { weight: 3, arbitrary: reply },
    { weight: 6, arbitrary: engineering(policy) },
    { weight: 1, arbitrary: fc.oneof(claim, handOver, solve) },
    { weight: 2, arbitrary: push },
    {
      weight: 1,
      arbitrary: fc.constant<Attempt>(() => ({ kind: 'share', by: { kind: 'system', name: 'router' } })),
    },
    { weight: 2, arbitrary: relations(pick.map(agent)) },
    { weight: 2, arbitrary: fc.oneof(reassign, handContact, help, help) },
    { weight: 1, arbitrary: managed },
    { weight: 2, arbitrary: incidents(pick.map(agent)) },
    { weight: 1, arbitrary: fc.constant<Attempt>(() => ({ kind: 'timer' })) },
    {
      weight: 1,
      arbitrary: pick.map(agent).map((who): Attempt => (ticket) => ({
        kind: 'take-back',
        holder: who(ticket),
        by: { kind: 'system', name: 'router' },
      })),
    },
    {
      weight: 1,
      arbitrary: fc.constant<Attempt>(() => ({ kind: 'route', by: { kind: 'system', name: 'router' } })),
    },
  );
}

const ENGINEERING_STEPS = ['file', 'link', 'filed', 'failed', 'news', 'say', 'unlink'] as const;

/** Mostly what is possible; sometimes just anything. */
function nextWithEngineering(
  { engineering, state }: Ticket,
  pick: number,
): (typeof ENGINEERING_STEPS)[number] {
  if (pick % 4 === 0) return ENGINEERING_STEPS[pick % ENGINEERING_STEPS.length] ?? 'news';
  if (engineering?.state === 'requested') return pick % 4 === 1 ? 'failed' : 'filed';
  if (engineering?.issue === undefined || state.kind === 'working') return pick % 2 === 1 ? 'file' : 'link';
  return pick % 12 === 1 ? 'unlink' : pick % 4 === 1 ? 'say' : 'news';
}

/** What T3 and engineering do, on the ticket's own handoff and issue or on another. */
function engineering(policy: Policy): fc.Arbitrary<Attempt> {
  const by: Actor = { kind: 'system', name: 'notifier' };
  return fc
    .tuple(
      fc.nat(1000),
      fc.constantFrom(...ISSUE_STATES),
      fc.uniqueArray(fc.constantFrom('c1', 'c2', 'c3'), { maxLength: 2 }),
    )
    .map(([pick, state, ids]): Attempt => (ticket) => {
      const agentId = agentFor(ticket, policy, pick);
      const { handoff = 0, issue } = ticket.engineering ?? {};
      const tracker = pick % 7 === 0 ? 'nowhere' : 'product';
      const key = pick % 11 === 0 ? '8' : (issue?.key ?? '7');
      switch (nextWithEngineering(ticket, pick)) {
        case 'file':
          return {
            kind: 'hand-to-engineering',
            agentId,
            tracker,
            as: { kind: 'file', title: 'It fails', body: 'Words.' },
          };
        case 'link':
          return { kind: 'hand-to-engineering', agentId, tracker, as: { kind: 'link', key } };
        case 'filed':
          return { kind: 'issue-filed', handoff: handoff - (pick % 5 === 0 ? 1 : 0), issue: { key }, by };
        case 'failed':
          return {
            kind: 'engineering-failed',
            handoff: handoff - (pick % 5 === 0 ? 1 : 0),
            reason: 'HTTP 422',
            by,
          };
        case 'say':
          return { kind: 'comment-on-issue', agentId, body: 'Words.' };
        case 'unlink':
          return { kind: 'unlink-issue', agentId };
        default:
          return {
            kind: 'issue-changed',
            tracker,
            key,
            state,
            comments: ids.map((id) => ({ id, author: 'dev', body: 'Words.' })),
            by,
          };
      }
    });
}

const request: fc.Arbitrary<TicketRequest> = fc
  .record({
    channel: fc.constantFrom(...CHANNELS),
    priority: fc.constantFrom(...PRIORITIES),
    tags: fc.oneof(fc.array(fc.string(), { maxLength: 3 }), fc.constant(['vip'])),
    fields: fc.constantFrom({ cause: 'bug' }, { cause: 'bug' }, { cause: 'bug' }, {}),
    subject: fc.constantFrom('A question', 'An invoice', 'Our webhook fails', 'A data breach'),
  })
  .map(aRequest);

/** From nothing to two days. */
const wait = fc.oneof(fc.constant(0), fc.nat(90 * MINUTE), fc.nat(90 * MINUTE), fc.nat(48 * 60 * MINUTE));

/**
 * A ticket that lives through random commands at random times. Refused ones are part of it. Where there is a later policy,
 * it is put in force at some point. With `punctual`, timers fire on time; else time is looked at when something happens.
 */
export function randomLife(
  first: Policy,
  { later, punctual = false }: { readonly later?: Policy | undefined; readonly punctual?: boolean } = {},
): fc.Arbitrary<RandomLife> {
  const edit = later === undefined ? fc.constant(Infinity) : fc.oneof(fc.nat(15), fc.constant(Infinity));
  return fc
    .tuple(request, fc.array(fc.tuple(wait, attempts(first)), { maxLength: 30, size: 'max' }), edit)
    .map(([wanted, script, edited]) => {
      const opened = openTicket(wanted, SELF, MONDAY, first);
      let { ticket: before }: { ticket: Ticket } = opened;
      let now: Instant = MONDAY;
      const events: TicketEvent[] = [...opened.events];
      const steps: RandomStep[] = [];
      const take = (command: Command, policy: Policy) => {
        const decision = decide(before, command, now, policy);
        steps.push({ before, command, now, policy, decision });
        if (decision.kind === 'refused') return;
        events.push(...decision.events);
        before = decision.ticket;
      };
      const takeTimersUntil = (then: Instant, policy: Policy) => {
        while (before.nextTimer !== undefined && before.nextTimer <= then) {
          now = before.nextTimer;
          take({ kind: 'timer' }, policy);
        }
      };
      for (const [index, [waited, attempt]] of script.entries()) {
        const policy = later !== undefined && index >= edited ? later : first;
        const then = instant(now + waited);
        if (punctual) takeTimersUntil(then, policy);
        now = then;
        take(attempt(before), policy);
      }
      const life: RandomLife = { ticket: before, events, steps };
      return { ...life, [fc.toStringMethod]: () => told(life) };
    });
}

/** A life in a counterexample: every command with its minute. */
function told({ steps }: RandomLife): string {
  return steps.map(({ command, now }) => `${(now - MONDAY) / MINUTE}: ${JSON.stringify(command)}`).join('\n');
}
