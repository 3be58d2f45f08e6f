import { EventHeap, NOBODY } from '@tierline/engine';

import type { Organisation } from '../organisation/organisation.ts';
import {
  ENDS,
  ESCALATED,
  MAY_ASK,
  MAY_FILE,
  MISTAKEN,
  MOVES as MOVE_STATES,
  planRow,
  REOPENED,
} from '../organisation/plan-table.ts';
import type { TicketClass } from '../organisation/ticket-classes.ts';
import type { Draws } from './draws.ts';
import { Journal } from './journal.ts';
import { type Measures, sliceOf, TIMES } from './measures.ts';
import { PromiseClocks } from './promise-clocks.ts';
import { BUSY, Staff } from './staff.ts';
import {
  AFTER,
  ANSWERED,
  ANSWERED_AFTER,
  ASKED,
  ASKS,
  BEGUN,
  CAME_BACK,
  CLASS,
  COMES_BACK,
  COUNTED,
  CREATED,
  FILED,
  FIND_OUT_1,
  FIND_OUT_2,
  FIX,
  FLAGS,
  FIRST_RESPONSE,
  GAVE_UP,
  GOOD_HANDOVER,
  HANDLE,
  IS_BUG,
  IS_MISTAKEN,
  IS_ON_HOLD,
  IS_PENDING,
  IS_SOLVED,
  MOVES,
  NUMBER,
  PATIENCE_ENDS,
  QUEUED,
  REPLY,
  RESOLUTION,
  SOLVED_AFTER,
  STARTED,
  TicketPool,
  TIER,
  VISITED,
  WAITS,
  WAS_ESCALATED,
  WORKED,
} from './ticket-pool.ts';
import { WaitingLine } from './waiting-line.ts';

const MINUTE = 60_000;

/** What happens, by its number in the event heap; the payload is a person, a ticket, a group or a class. */
export const EVENTS = {
  done: 0,
  answered: 1,
  cameBack: 2,
  fixed: 3,
  level: 4,
  goHome: 5,
  patience: 6,
  burst: 7,
  extra: 8,
} as const;
/** At one moment people come and go first, then work ends, then customers and engineering act. */
export const ORDER = { people: 0, work: 1, others: 2 } as const;

/**
 * Tickets and the people who work on them, event by event. The domain decides where a ticket goes and what it is
 * promised (compiled per class), `workPlan` what somebody does with it (compiled to a table).
 */
export class Desk {
  readonly events: EventHeap;
  readonly staff: Staff;
  readonly pool = new TicketPool();
  readonly clocks: PromiseClocks;
  readonly journal: Journal;
  readonly measures: Measures;
  readonly #organisation: Organisation;
  readonly #classes: readonly TicketClass[];
  readonly #draws: Draws;
  readonly #maxMoves: number;
  readonly #lines: readonly WaitingLine[];
  /** Tickets that wait for each tier, since when so many. */
  readonly waiting: Int32Array;
  readonly #waitingSince: Float64Array;
  /** Tickets on each tier that are not done. */
  readonly open: Int32Array;
  /** Of all that were ever created. */
  created = 0;
  solved = 0;
  abandoned = 0;

  constructor(organisation: Organisation, draws: Draws, measures: Measures, journal: Journal) {
    this.#organisation = organisation;
    this.#classes = organisation.classes;
    this.#draws = draws;
    this.#maxMoves = organisation.policy.escalation.max;
    this.measures = measures;
    this.journal = journal;
    this.staff = new Staff(organisation.groups);
    this.events = new EventHeap(1024);
    this.clocks = new PromiseClocks(organisation, this.pool, measures);
    const tiers = organisation.firstAnswers.length;
    this.#lines = Array.from({ length: tiers }, () => new WaitingLine());
    this.waiting = new Int32Array(tiers);
    this.#waitingSince = new Float64Array(tiers).fill(organisation.from);
    this.open = new Int32Array(tiers);
  }

  /** A ticket of a class comes in. */
  arrive(kind: number, now: number): void {
    const {
      scenario: { work, customers },
      handle,
      patience,
    } = this.#organisation;
    const { start, needs } = this.#classes[kind] as TicketClass;
    const draws = this.#draws;
    const ticket = this.pool.take();
    const { numbers, facts } = this.pool;
    const at = TicketPool.numbersOf(ticket);
    const small = TicketPool.factsOf(ticket);
    let flags = 0;
    const counted = this.measures.counts(now);
    if (counted) flags |= COUNTED;
    numbers[at + CREATED] = now;
    numbers[at + NUMBER] = this.created++;
    numbers[at + WORKED] = 0;
    numbers[at + HANDLE] =
      (handle[needs] as { quantile(p: number): number }).quantile(draws.handle.next()) * MINUTE;
    numbers[at + FIND_OUT_1] = draws.findOut1.next();
    numbers[at + FIND_OUT_2] = draws.findOut2.next();
    if (work.questions.share > 0) {
      if (draws.asks.next() < work.questions.share) flags |= ASKS;
      numbers[at + REPLY] = draws.reply.next();
    }
    if (work.mistakes.share > 0 && draws.mistaken.next() < work.mistakes.share) flags |= IS_MISTAKEN;
    if (work.reopens.share > 0) {
      if (draws.back.next() < work.reopens.share) flags |= COMES_BACK;
      numbers[at + AFTER] = draws.after.next();
    }
    if (work.engineering.share > 0) {
      if (draws.bug.next() < work.engineering.share) flags |= IS_BUG;
      numbers[at + FIX] = draws.fix.next();
    }
    if (work.handover !== undefined && draws.handover.next() < work.handover.goodShare)
      flags |= GOOD_HANDOVER;
    numbers[at + PATIENCE_ENDS] = Infinity;
    facts[small + CLASS] = kind;
    facts[small + TIER] = start;
    facts[small + FLAGS] = flags;
    facts[small + MOVES] = 0;
    facts[small + VISITED] = 1 << start;
    this.open[start] = (this.open[start] as number) + 1;
    if (counted) {
      const { measures } = this;
      measures.created += 1;
      measures.begun[start] = (measures.begun[start] as number) + 1;
      if (start !== needs) measures.misrouted += 1;
    }
    this.clocks.create(ticket, now);
    if (patience !== undefined) {
      const { atOnce } = customers.patience as { atOnce: number };
      const leavesAtOnce = atOnce > 0 && draws.patience.next() < atOnce;
      const waits = patience.quantile(draws.patience.next()) * MINUTE;
      numbers[at + PATIENCE_ENDS] = now + (leavesAtOnce ? 0 : waits);
    }
    this.enqueue(ticket, now);
  }

  /** A ticket is there for the next piece of work: somebody who is free takes it, or it waits. */
  enqueue(ticket: number, now: number): void {
    const { numbers, facts } = this.pool;
    const tier = facts[TicketPool.factsOf(ticket) + TIER] as number;
    numbers[TicketPool.numbersOf(ticket) + QUEUED] = now;
    const person = this.staff.takeFree(tier);
    if (person !== NOBODY) {
      this.begin(person, ticket, now);
      return;
    }
    this.#wait(ticket, tier, now);
    if (this.#organisation.scenario.work.interrupts) this.#interruptFor(ticket, tier, now);
  }

  #wait(ticket: number, tier: number, now: number): void {
    const { numbers, facts } = this.pool;
    const flags = TicketPool.factsOf(ticket) + FLAGS;
    facts[flags] = (facts[flags] as number) | WAITS;
    (this.#lines[tier] as WaitingLine).add(ticket, this.clocks.rank(ticket));
    this.#count(tier, now, 1);
    const end = numbers[TicketPool.numbersOf(ticket) + PATIENCE_ENDS] as number;
    if (end < Infinity && ((facts[flags] as number) & ANSWERED) === 0)
      this.events.push(end > now ? end : now, EVENTS.patience, ticket, ORDER.others);
  }

  #count(tier: number, now: number, by: number): void {
    const before = this.waiting[tier] as number;
    if (before > 0) this.measures.waited(tier, this.#waitingSince[tier] as number, now, before);
    this.#waitingSince[tier] = now;
    this.waiting[tier] = before + by;
  }

  /** The next ticket for somebody who is free, or a rest. */
  serve(person: number, now: number): void {
    const tier = this.staff.tierOf[person] as number;
    const line = this.#lines[tier] as WaitingLine;
    const { facts } = this.pool;
    for (;;) {
      const ticket = line.take();
      if (ticket === NOBODY) {
        this.staff.rest(person);
        return;
      }
      const flags = TicketPool.factsOf(ticket) + FLAGS;
      if (((facts[flags] as number) & WAITS) === 0) {
        // It gave up while it waited.
        this.pool.release(ticket);
        continue;
      }
      facts[flags] = (facts[flags] as number) & ~WAITS;
      this.#count(tier, now, -1);
      this.begin(person, ticket, now);
      return;
    }
  }

  /** Somebody takes a ticket up, or goes on with one that was kept. */
  begin(person: number, ticket: number, now: number): void {
    const { numbers, facts } = this.pool;
    const at = TicketPool.numbersOf(ticket);
    const flags = TicketPool.factsOf(ticket) + FLAGS;
    const { staff, measures } = this;
    const {
      scenario: { customers, people },
    } = this.#organisation;
    const tier = staff.tierOf[person] as number;
    let extra = 0;
    if (((facts[flags] as number) & BEGUN) === 0) {
      facts[flags] = (facts[flags] as number) | BEGUN;
      numbers[at + STARTED] = now;
      const waited = now - (numbers[at + QUEUED] as number);
      if (((facts[flags] as number) & COUNTED) !== 0) {
        measures.takenUp[tier] = (measures.takenUp[tier] as number) + 1;
        (measures.waits[tier] as { add(minutes: number): void }).add(waited / MINUTE);
      }
      extra =
        (tier === 0 ? people.tiers.T1 : tier === 1 ? people.tiers.T2 : people.tiers.T3).interruptionMinutes *
        MINUTE;
      if (customers.chase !== undefined)
        extra +=
          Math.floor(waited / MINUTE / customers.chase.afterMinutes) * customers.chase.workMinutes * MINUTE;
    }
    const worked = numbers[at + WORKED] as number;
    const row = this.#row(ticket);
    const until = this.#until(ticket, row);
    const left = until > worked ? until - worked : 0;
    // What comes on top is no progress on the ticket.
    numbers[at + WORKED] = worked - extra;
    staff.state[person] = BUSY;
    staff.ticket[person] = ticket;
    staff.since[person] = now;
    const done = now + (left + extra) / staff.speed(person, now);
    staff.doneAt[person] = done;
    this.events.push(done, EVENTS.done, person, ORDER.work);
  }

  /** Work on the ticket in hand stops for now: what was done counts. */
  stopWork(person: number, now: number): void {
    const {
      staff,
      pool: { numbers, facts },
    } = this;
    const ticket = staff.ticket[person] as number;
    const at = TicketPool.numbersOf(ticket);
    const small = TicketPool.factsOf(ticket);
    const since = staff.since[person] as number;
    const speed = staff.speed(person, since);
    const before = numbers[at + WORKED] as number;
    const worked = before + (now - since) * speed;
    numbers[at + WORKED] = worked;
    staff.doneAt[person] = Infinity;
    const tier = staff.tierOf[person] as number;
    this.measures.worked(
      tier,
      since,
      now,
      (this.#classes[facts[small + CLASS] as number] as TicketClass).needs < tier,
    );
    if (((facts[small + FLAGS] as number) & ANSWERED) !== 0) return;
    const answer = this.#firstAnswer(ticket, this.#row(ticket));
    // Milliseconds are fractions here: what is short by less than one is done.
    if (worked + 1e-3 < answer) return;
    const moment = Math.min(now, since + Math.max(0, answer - before) / speed);
    this.#answered(ticket, moment);
  }

  #answered(ticket: number, moment: number): void {
    const { numbers, facts } = this.pool;
    const at = TicketPool.numbersOf(ticket);
    const small = TicketPool.factsOf(ticket);
    this.clocks.answer(ticket, moment);
    facts[small + FLAGS] = (facts[small + FLAGS] as number) | ANSWERED;
    numbers[at + ANSWERED_AFTER] = moment - (numbers[at + CREATED] as number);
  }

  /** The piece of work of somebody is done. */
  done(person: number, now: number): void {
    const { staff } = this;
    const ticket = staff.ticket[person] as number;
    const row = this.#row(ticket);
    this.stopWork(person, now);
    staff.ticket[person] = NOBODY;
    const end = ENDS[this.#organisation.plans.ends[row] as number] as (typeof ENDS)[number];
    this.journal.visit(this.pool, ticket, { person, tier: staff.tierOf[person] as number, now, end });
    const flags = TicketPool.factsOf(ticket) + FLAGS;
    this.pool.facts[flags] = (this.pool.facts[flags] as number) & ~BEGUN;
    switch (end) {
      case 'ask':
        this.#ask(ticket, now);
        break;
      case 'escalate':
        this.#move(ticket, 1, now);
        break;
      case 'de-escalate':
        this.#move(ticket, -1, now);
        break;
      case 'engineering':
        this.#file(ticket, now);
        break;
      case 'solve':
        this.#solve(ticket, now);
        break;
    }
    if (!staff.leaves(person)) this.serve(person, now);
  }

  #ask(ticket: number, now: number): void {
    const { numbers, facts } = this.pool;
    const small = TicketPool.factsOf(ticket);
    facts[small + FLAGS] = (facts[small + FLAGS] as number) | ASKED | IS_PENDING;
    this.#tell(this.measures.asked, ticket);
    this.clocks.answerAgain(ticket, now);
    this.clocks.pause(ticket, 'pending', now);
    const reply =
      this.#organisation.reply.quantile(numbers[TicketPool.numbersOf(ticket) + REPLY] as number) * MINUTE;
    this.events.push(now + reply, EVENTS.answered, ticket, ORDER.others);
  }

  /** The customer has answered. */
  hear(ticket: number, now: number): void {
    this.#unset(ticket, IS_PENDING);
    this.clocks.resume(ticket, 'pending', now);
    this.clocks.oweAnswer(ticket, now);
    this.enqueue(ticket, now);
  }

  #move(ticket: number, by: 1 | -1, now: number): void {
    const { numbers, facts } = this.pool;
    const small = TicketPool.factsOf(ticket);
    const from = facts[small + TIER] as number;
    const to = from + by;
    const counted = ((facts[small + FLAGS] as number) & COUNTED) !== 0;
    if (counted) {
      const { measures } = this;
      if (by > 0) {
        measures.escalatedOut[from] = (measures.escalatedOut[from] as number) + 1;
        measures.escalatedIn[to] = (measures.escalatedIn[to] as number) + 1;
      }
      if (((facts[small + VISITED] as number) & (1 << to)) !== 0)
        measures.bounces[to] = (measures.bounces[to] as number) + 1;
    }
    this.open[from] = (this.open[from] as number) - 1;
    this.open[to] = (this.open[to] as number) + 1;
    facts[small + TIER] = to;
    facts[small + MOVES] = (facts[small + MOVES] as number) + 1;
    facts[small + VISITED] = (facts[small + VISITED] as number) | (1 << to);
    if (by > 0) facts[small + FLAGS] = (facts[small + FLAGS] as number) | WAS_ESCALATED;
    numbers[TicketPool.numbersOf(ticket) + WORKED] = 0;
    this.clocks.enterTier(ticket, now);
    this.enqueue(ticket, now);
  }

  #file(ticket: number, now: number): void {
    const { numbers, facts } = this.pool;
    const small = TicketPool.factsOf(ticket);
    facts[small + FLAGS] = (facts[small + FLAGS] as number) | FILED | IS_ON_HOLD;
    this.#tell(this.measures.handedOff, ticket);
    this.clocks.pause(ticket, 'on-hold', now);
    const fix =
      this.#organisation.fix.quantile(numbers[TicketPool.numbersOf(ticket) + FIX] as number) * MINUTE;
    this.events.push(now + fix, EVENTS.fixed, ticket, ORDER.others);
  }

  /** Engineering has fixed what the ticket is about. */
  fixed(ticket: number, now: number): void {
    this.#unset(ticket, IS_ON_HOLD);
    this.clocks.resume(ticket, 'on-hold', now);
    this.enqueue(ticket, now);
  }

  #solve(ticket: number, now: number): void {
    const { numbers, facts } = this.pool;
    const at = TicketPool.numbersOf(ticket);
    const small = TicketPool.factsOf(ticket);
    const {
      touchReply,
      scenario: { work },
    } = this.#organisation;
    this.clocks.answerAgain(ticket, now);
    if (touchReply !== undefined && this.#draws.touches.next() < (work.touches?.share ?? 0)) {
      facts[small + FLAGS] = (facts[small + FLAGS] as number) | IS_PENDING;
      this.clocks.pause(ticket, 'pending', now);
      numbers[at + WORKED] = 0;
      const needs = (this.#classes[facts[small + CLASS] as number] as TicketClass).needs;
      numbers[at + HANDLE] =
        (this.#organisation.handle[needs] as { quantile(p: number): number }).quantile(
          this.#draws.touches.next(),
        ) * MINUTE;
      this.events.push(
        now + touchReply.quantile(this.#draws.touches.next()) * MINUTE,
        EVENTS.answered,
        ticket,
        ORDER.others,
      );
      return;
    }
    this.clocks.solve(ticket, now);
    const tier = facts[small + TIER] as number;
    this.open[tier] = (this.open[tier] as number) - 1;
    numbers[at + SOLVED_AFTER] = now - (numbers[at + CREATED] as number);
    const flags = facts[small + FLAGS] as number;
    if ((flags & (COMES_BACK | CAME_BACK)) === COMES_BACK) {
      facts[small + FLAGS] = flags | IS_SOLVED;
      const after = this.#organisation.after.quantile(numbers[at + AFTER] as number) * MINUTE;
      this.events.push(now + after, EVENTS.cameBack, ticket, ORDER.others);
      return;
    }
    this.close(ticket);
  }

  /** The customer says that it is not solved. */
  comeBack(ticket: number, now: number): void {
    const { numbers, facts } = this.pool;
    const small = TicketPool.factsOf(ticket);
    const tier = facts[small + TIER] as number;
    facts[small + FLAGS] = ((facts[small + FLAGS] as number) & ~IS_SOLVED) | CAME_BACK;
    this.#tell(this.measures.reopened, ticket);
    this.open[tier] = (this.open[tier] as number) + 1;
    numbers[TicketPool.numbersOf(ticket) + WORKED] = 0;
    this.clocks.reopen(ticket, now);
    this.clocks.enterTier(ticket, now);
    this.clocks.oweAnswer(ticket, now);
    this.enqueue(ticket, now);
  }

  /** A ticket that is solved for good is counted and forgotten. */
  close(ticket: number): void {
    const { numbers, facts } = this.pool;
    const at = TicketPool.numbersOf(ticket);
    const small = TicketPool.factsOf(ticket);
    this.solved += 1;
    if (((facts[small + FLAGS] as number) & COUNTED) !== 0) {
      const { measures } = this;
      const slice = sliceOf(
        facts[small + TIER] as number,
        (this.#classes[facts[small + CLASS] as number] as TicketClass).priority,
      );
      measures.solved[slice] = (measures.solved[slice] as number) + 1;
      const first = slice * TIMES.length;
      measures.times[first]?.add(positive(numbers[at + FIRST_RESPONSE] as number) / MINUTE);
      measures.times[first + 1]?.add((numbers[at + ANSWERED_AFTER] as number) / MINUTE);
      measures.times[first + 2]?.add(positive(numbers[at + RESOLUTION] as number) / MINUTE);
      measures.times[first + 3]?.add((numbers[at + SOLVED_AFTER] as number) / MINUTE);
      this.clocks.close(ticket);
      this.#pleased(slice, numbers[at + ANSWERED_AFTER] as number);
    }
    this.pool.release(ticket);
  }

  #pleased(slice: number, answeredAfter: number): void {
    const { satisfaction } = this.#organisation.scenario.customers;
    if (satisfaction === undefined) return;
    const share = Math.max(
      0,
      satisfaction.atOnce - (satisfaction.lostPerHour * answeredAfter) / (60 * MINUTE),
    );
    this.measures.satisfied[slice] = (this.measures.satisfied[slice] as number) + share;
  }

  /** A customer who still waits for a first answer gives up. */
  losePatience(ticket: number, now: number): void {
    const { numbers, facts } = this.pool;
    const at = TicketPool.numbersOf(ticket);
    const small = TicketPool.factsOf(ticket);
    const flags = facts[small + FLAGS] as number;
    // The row may be another ticket's by now, or somebody has taken it.
    if ((flags & (WAITS | ANSWERED)) !== WAITS || (facts[small + CLASS] as number) < 0) return;
    if ((numbers[at + PATIENCE_ENDS] as number) > now) return;
    const tier = facts[small + TIER] as number;
    facts[small + FLAGS] = (flags & ~WAITS) | GAVE_UP;
    this.#count(tier, now, -1);
    this.open[tier] = (this.open[tier] as number) - 1;
    this.abandoned += 1;
    if ((flags & COUNTED) === 0) return;
    const slice = sliceOf(tier, (this.#classes[facts[small + CLASS] as number] as TicketClass).priority);
    this.measures.abandoned[slice] = (this.measures.abandoned[slice] as number) + 1;
    this.measures.waits[tier]?.add((now - (numbers[at + QUEUED] as number)) / MINUTE);
  }

  /** For whom outside support a ticket waits, if it does. */
  waitsFor(ticket: number): 'pending' | 'on-hold' | undefined {
    const flags = this.pool.facts[TicketPool.factsOf(ticket) + FLAGS] as number;
    if ((flags & IS_PENDING) !== 0) return 'pending';
    return (flags & IS_ON_HOLD) !== 0 ? 'on-hold' : undefined;
  }

  /** Counts the tickets that wait until now. */
  settleWaiting(now: number): void {
    for (let tier = 0; tier < this.waiting.length; tier += 1) this.#count(tier, now, 0);
  }

  #unset(ticket: number, flag: number): void {
    const { facts } = this.pool;
    const at = TicketPool.factsOf(ticket) + FLAGS;
    facts[at] = (facts[at] as number) & ~flag;
  }

  #tell(counts: Float64Array, ticket: number): void {
    const { facts } = this.pool;
    const small = TicketPool.factsOf(ticket);
    if (((facts[small + FLAGS] as number) & COUNTED) === 0) return;
    const tier = facts[small + TIER] as number;
    counts[tier] = (counts[tier] as number) + 1;
  }

  /** Where nobody is free, the least urgent work of the tier stops for a ticket that is more urgent. */
  #interruptFor(ticket: number, tier: number, now: number): void {
    const { staff } = this;
    const own = this.#priority(ticket);
    let person = NOBODY;
    let least = own;
    for (let one = 0; one < staff.state.length; one += 1) {
      if (staff.tierOf[one] !== tier || staff.state[one] !== BUSY) continue;
      const priority = this.#priority(staff.ticket[one] as number);
      // The most urgent is the last of PRIORITIES.
      if (priority >= least) continue;
      least = priority;
      person = one;
    }
    if (person === NOBODY) return;
    const stopped = staff.ticket[person] as number;
    this.stopWork(person, now);
    this.#wait(stopped, tier, now);
    this.serve(person, now);
  }

  #priority(ticket: number): number {
    return (this.#classes[this.pool.facts[TicketPool.factsOf(ticket) + CLASS] as number] as TicketClass)
      .priority;
  }

  #row(ticket: number): number {
    const { facts } = this.pool;
    const small = TicketPool.factsOf(ticket);
    const flags = facts[small + FLAGS] as number;
    const moves = facts[small + MOVES] as number;
    const state =
      moves >= this.#maxMoves ? MOVE_STATES.atLimit : moves === 0 ? MOVE_STATES.none : MOVE_STATES.some;
    const bits =
      ((flags & WAS_ESCALATED) !== 0 ? ESCALATED : 0) |
      ((flags & CAME_BACK) !== 0 ? REOPENED : 0) |
      ((flags & (ASKS | ASKED)) === ASKS ? MAY_ASK : 0) |
      ((flags & (IS_BUG | FILED)) === IS_BUG ? MAY_FILE : 0) |
      ((flags & IS_MISTAKEN) !== 0 ? MISTAKEN : 0);
    const { needs } = this.#classes[facts[small + CLASS] as number] as TicketClass;
    return planRow(facts[small + TIER] as number, needs, state, bits);
  }

  #total(ticket: number, row: number, shares: Float64Array): number {
    const { numbers, facts } = this.pool;
    const at = TicketPool.numbersOf(ticket);
    const {
      plans,
      findOut,
      scenario: { work },
    } = this.#organisation;
    const finds = plans.findsOut[row] as number;
    const plain =
      finds === 0
        ? (numbers[at + HANDLE] as number) * (shares[row] as number)
        : (findOut[finds - 1] as { quantile(p: number): number }).quantile(
            numbers[at + (finds === 1 ? FIND_OUT_1 : FIND_OUT_2)] as number,
          ) * MINUTE;
    if (work.handover === undefined) return plain;
    const flags = facts[TicketPool.factsOf(ticket) + FLAGS] as number;
    if ((flags & WAS_ESCALATED) === 0) return plain;
    const saved = (flags & GOOD_HANDOVER) !== 0 ? 1 - work.handover.saves : 1;
    return plain * saved + work.handover.readMinutes * MINUTE;
  }

  #firstAnswer(ticket: number, row: number): number {
    const tier = this.pool.facts[TicketPool.factsOf(ticket) + TIER] as number;
    const answer = this.#organisation.firstAnswers[tier] as number;
    if (answer === 0) return 0;
    const total = this.#total(ticket, row, this.#organisation.plans.totalShares);
    return total < answer ? total : answer;
  }

  /** Work of this stay until the piece of work ends; the first answer comes before that. */
  #until(ticket: number, row: number): number {
    const until = this.#total(ticket, row, this.#organisation.plans.untilShares);
    const flags = this.pool.facts[TicketPool.factsOf(ticket) + FLAGS] as number;
    if ((flags & ANSWERED) !== 0) return until;
    const answer = this.#firstAnswer(ticket, row);
    return answer > until ? answer : until;
  }
}

/** Open times are differences of large numbers: what is below zero by a rounding is zero. */
function positive(value: number): number {
  return value > 0 ? value : 0;
}
