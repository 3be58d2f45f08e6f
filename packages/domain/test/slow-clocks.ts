import {
  type ClockName,
  type Instant,
  type LadderStep,
  type Policy,
  promiseOf,
  type ResponseKind,
  type SlaTarget,
  slaPolicyFor,
  type Ticket,
  type TicketEvent,
} from '@tierline/domain';

import { changes } from './companies.ts';

/** What the slow reference finds of one promise. */
export interface SlowClock {
  readonly state: 'running' | 'paused' | 'met' | 'missed' | 'cancelled';
  readonly spent: number;
  readonly cycle: number;
}

/** Something that fell due: which promise, which time that it was made, what, and when. */
export interface SlowDue {
  readonly clock: ClockName;
  readonly cycle: number;
  readonly what: string;
  readonly at: number;
}

export interface SlowClocks {
  readonly clocks: Partial<Record<ClockName, SlowClock>>;
  readonly due: readonly SlowDue[];
}

const MINUTE = 60_000;
const NAMES = ['firstResponse', 'nextResponse', 'update', 'resolution', 'tier', 'supplier'] as const;

/** One promise while the walk goes on. */
interface Walked {
  name: ClockName;
  target: SlaTarget;
  cycle: number;
  spent: number;
  running: boolean;
  /** Since when it does not run. */
  since: number;
  ended?: 'met' | 'missed' | 'cancelled';
  endedAt: number;
  warned: boolean;
  broken: boolean;
  fired: Set<string>;
}

/**
 * The clocks of a ticket by a walk through its life, minute by minute: slow, and plain enough to be seen to be right. It
 * looks at what happened (who wrote, what the ticket waited for) and never at the clocks that the events carry.
 * `isOpen(calendar, minute)` tells whether the minute that begins then is working time; `responses` says as what the public
 * message of an agent counts, by the event's number.
 */
export function slowClocks(
  events: readonly TicketEvent[],
  options: {
    readonly policy: Policy;
    readonly isOpen: (calendar: string, minute: number) => boolean;
    readonly responses: ReadonlyMap<number, ResponseKind>;
    readonly until: Instant;
  },
): SlowClocks {
  const { policy, isOpen, responses, until } = options;
  const walks = new Map<ClockName, Walked>();
  const due: SlowDue[] = [];
  const [opened] = events;
  if (opened === undefined) return { clocks: {}, due };
  /** How far the walk has come. */
  let at: number = opened.at;

  const fell = (walked: Walked, what: string, at: number) =>
    due.push({ clock: walked.name, cycle: walked.cycle, what, at });

  function begin(name: ClockName, ticket: Ticket): void {
    const target = promiseOf(name, ticket, slaPolicyFor(ticket, policy));
    if (target === undefined) return;
    walks.set(name, {
      name,
      target,
      cycle: (walks.get(name)?.cycle ?? 0) + 1,
      spent: 0,
      running: true,
      since: 0,
      endedAt: 0,
      warned: false,
      broken: false,
      fired: new Set(),
    });
  }

  function end(name: ClockName, how: 'kept' | 'cancelled'): void {
    const walked = walks.get(name);
    if (walked === undefined || walked.ended !== undefined) return;
    walked.running = false;
    walked.endedAt = at;
    walked.ended = how === 'cancelled' ? 'cancelled' : walked.spent < walked.target.target ? 'met' : 'missed';
  }

  const isOwed = (name: ClockName) => walks.has(name) && walks.get(name)?.ended === undefined;

  /** What is due at this very moment, given what was spent until it. */
  function look(walked: Walked, at: number): void {
    const { target, spent } = walked;
    if (walked.ended !== undefined) return;
    const warnAfter = Math.round(target.target * target.warnAfter);
    if (walked.running) {
      if (!walked.warned && !walked.broken && spent >= warnAfter && spent < target.target) {
        walked.warned = true;
        fell(walked, 'warning', at);
      }
    }
    if (!walked.broken && spent >= target.target) {
      walked.broken = true;
      fell(walked, 'breach', at);
    }
    if (!walked.running) return;
    for (const step of target.ladder ?? []) if (spent >= step.after) fire(walked, step, at);
  }

  function fire(walked: Walked, { name }: LadderStep, at: number): void {
    if (walked.fired.has(name)) return;
    walked.fired.add(name);
    fell(walked, `step ${name}`, at);
  }

  /** Working time from one moment to a later one of the same minute, and what falls due within it, to the millisecond. */
  function count(walked: Walked, from: number, to: number): void {
    const minute = Math.floor(from / MINUTE) * MINUTE;
    if (!walked.running || !isOpen(walked.target.calendar, minute)) return;
    const marks = [
      Math.round(walked.target.target * walked.target.warnAfter),
      walked.target.target,
      ...(walked.target.ladder ?? []).map(({ after }) => after),
    ].filter((mark) => mark > walked.spent && mark <= walked.spent + to - from);
    const start = walked.spent;
    for (const mark of marks.toSorted((a, b) => a - b)) {
      walked.spent = mark;
      look(walked, from + mark - start);
    }
    walked.spent = start + to - from;
  }

  function walk(from: number, to: number, which: readonly Walked[] = [...walks.values()]): void {
    for (let time = from; time < to;) {
      const next = Math.min(to, (Math.floor(time / MINUTE) + 1) * MINUTE);
      for (const walked of which) count(walked, time, next);
      time = next;
    }
  }

  /** Whether each promise waits, by the state that the ticket is in. */
  function settleStates(ticket: Ticket): void {
    for (const walked of walks.values()) settleState(walked, ticket);
  }

  function settleState(walked: Walked, { state: { kind } }: Ticket): void {
    if (walked.ended !== undefined) return;
    const pauses = (kind === 'pending' || kind === 'on-hold') && walked.target.pausedWhile.includes(kind);
    if (walked.running && pauses) walked.since = at;
    walked.running = !pauses;
  }

  function retarget(ticket: Ticket, now: number): void {
    const sla = slaPolicyFor(ticket, policy);
    for (const walked of walks.values()) {
      if (walked.ended !== undefined) continue;
      const target = promiseOf(walked.name, ticket, sla);
      if (target === undefined) {
        end(walked.name, 'cancelled');
        continue;
      }
      if (same(target, walked.target)) continue;
      walked.target = target;
      if (walked.spent < target.target) walked.broken = false;
      if (walked.spent < Math.round(target.target * target.warnAfter)) walked.warned = false;
      settleState(walked, ticket);
      look(walked, walked.running ? now : walked.since);
    }
  }

  /** The solution was none: what it ended goes on as if it had not been. */
  function unsolve(solvedAt: number, now: number): void {
    const back = [...walks.values()].filter(
      ({ name, endedAt, ended }) =>
        endedAt === solvedAt &&
        (ended === 'cancelled' || name === 'resolution' || name === 'tier') &&
        name !== 'supplier',
    );
    for (const walked of back) {
      delete walked.ended;
      walked.running = true;
    }
    walk(solvedAt, now, back);
  }

  begin('firstResponse', openedTicket(events));
  begin('resolution', openedTicket(events));
  for (const { event, before, after } of changes(events)) {
    walk(at, event.at);
    at = event.at;
    switch (event.kind) {
      case 'ticket.routed':
        retarget(after, at);
        begin('tier', after);
        break;
      case 'ticket.escalated':
      case 'ticket.de-escalated':
        begin('tier', after);
        break;
      case 'message.added':
        if (event.visibility === 'public' && event.actor.kind === 'requester') {
          if (!isOwed('firstResponse') && !isOwed('nextResponse')) begin('nextResponse', before);
        }
        if (event.visibility === 'public' && event.actor.kind === 'agent') {
          const kind = responses.get(event.seq);
          if (kind !== undefined && policy.respondsBy.includes(kind)) {
            end('firstResponse', 'kept');
            end('nextResponse', 'kept');
            end('update', 'kept');
            begin('update', before);
          }
        }
        break;
      case 'ticket.held':
        begin('supplier', after);
        break;
      case 'ticket.resumed':
        end('supplier', 'kept');
        break;
      case 'ticket.solved':
        end('resolution', 'kept');
        end('tier', 'kept');
        end('supplier', 'kept');
        for (const name of ['firstResponse', 'nextResponse', 'update'] as const) end(name, 'cancelled');
        break;
      case 'ticket.reopened': {
        if (event.mistake === true) {
          unsolve(before.state.since, at);
          break;
        }
        const resolution = walks.get('resolution');
        if (resolution?.ended !== undefined) {
          delete resolution.ended;
          resolution.running = true;
        }
        begin('tier', after);
        break;
      }
      case 'ticket.merged':
        for (const name of NAMES) end(name, 'cancelled');
        break;
      case 'ticket.updated':
        retarget(after, at);
        break;
      default:
        break;
    }
    settleStates(after);
    for (const walked of walks.values()) look(walked, at);
  }
  walk(at, until);
  return { clocks: Object.fromEntries([...walks].map(([name, walked]) => [name, seen(walked)])), due };
}

function openedTicket(events: readonly TicketEvent[]): Ticket {
  const [first] = changes(events);
  if (first === undefined) throw new RangeError('a life of one event is too short');
  return first.before;
}

function seen({ ended, running, spent, cycle }: Walked): SlowClock {
  return { state: ended ?? (running ? 'running' : 'paused'), spent, cycle };
}

function same({ source: _, ...a }: SlaTarget, { source: __, ...b }: SlaTarget): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
