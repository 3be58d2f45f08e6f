import { type LadderAction, type LadderStep, PRIORITIES, TIERS } from '@tierline/domain';
import { NOBODY } from '@tierline/engine';

import type { Organisation } from '../organisation/organisation.ts';
import type { CompiledPromise, TicketClass } from '../organisation/ticket-classes.ts';
import type { Desk } from './desk.ts';
import { EVENTS, ORDER, SAME_TIME } from './events.ts';
import { BUSY, IDLE } from './staff.ts';
import { ANSWERED, BEGUN, CLOCKS, TOUCHED, WAITS, NEXT, STAY } from './ticket-pool.ts';

/** Steps of one promise that can be told apart in the payload of an event, and in the bits of a number. */
const STEPS = 32;

/**
 * Steps of ladders that change tickets: planned while a promise runs, carried out when they are due. As `playStep` of the
 * domain: each once for each time that the promise is made, as far as the ticket is where it can be done.
 */
export class Ladders {
  readonly #desk: Desk;
  readonly #classes: readonly TicketClass[];
  readonly #max: number;
  readonly #maxReassignments: number;
  /** Bits of steps by their names: a step that is done stays done when the promise is another one. */
  readonly #bits = new Map<string, number>();

  /** Does nothing where no ladder of the organisation changes a ticket. */
  constructor(desk: Desk, { classes, policy }: Organisation) {
    this.#desk = desk;
    this.#classes = classes;
    this.#max = policy.escalation.max;
    this.#maxReassignments = policy.escalation.maxReassignments;
    for (const { promises, tiers } of classes)
      for (const { steps } of [...Object.values(promises), ...tiers])
        for (const { name } of steps) if (!this.#bits.has(name)) this.#bits.set(name, 1 << this.#bits.size);
    if (this.#bits.size >= STEPS)
      throw new RangeError(`ladders with more than ${STEPS - 1} different steps that change tickets`);
    if (this.#bits.size > 0) desk.onReady = (ticket, now) => this.#plan(ticket, now);
  }

  /** A step may be due: it is carried out unless the promise has changed or stopped since it was planned. */
  play(event: number, now: number): void {
    const ticket = Math.floor(event / (CLOCKS * STEPS));
    const clock = Math.floor(event / STEPS) % CLOCKS;
    const pool = this.#desk.pool;
    if ((pool.kind[ticket] as number) < 0) return;
    const step = this.#stepsOf(ticket, clock)[event % STEPS];
    if (step === undefined || this.#isDone(ticket, clock, step)) return;
    if (this.#desk.clocks.dueAfter(ticket, clock, step.after) > now + SAME_TIME) return;
    const place = CLOCKS * ticket + clock;
    pool.fired[place] = (pool.fired[place] as number) | this.#bitOf(step);
    if (step.only !== undefined && !this.#holds(step.only, ticket, clock)) return;
    for (const action of step.do) this.#act(action, ticket, now);
  }

  #plan(ticket: number, now: number): void {
    const { clocks, events } = this.#desk;
    for (let clock = 0; clock < CLOCKS; clock += 1)
      for (const [index, step] of this.#stepsOf(ticket, clock).entries()) {
        if (this.#isDone(ticket, clock, step)) continue;
        const due = clocks.dueAfter(ticket, clock, step.after);
        if (due < Infinity)
          events.push(
            Math.max(due, now),
            EVENTS.step,
            (ticket * CLOCKS + clock) * STEPS + index,
            ORDER.others,
          );
      }
  }

  #act(action: LadderAction, ticket: number, now: number): void {
    switch (action.kind) {
      case 'escalate':
        this.#escalate(ticket, now);
        break;
      case 'reassign':
        this.#reassign(ticket, now);
        break;
      case 'raise-priority':
        this.#raise(ticket, action.to === undefined ? undefined : PRIORITIES.indexOf(action.to), now);
        break;
      case 'notify':
      case 'page':
        break;
    }
  }

  /** Up a tier, out of the queue or out of somebody's hands; what waits for somebody outside stays. */
  #escalate(ticket: number, now: number): void {
    const desk = this.#desk;
    const pool = desk.pool;
    const tier = pool.tier[ticket] as number;
    if (tier + 1 >= TIERS.length || (pool.moves[ticket] as number) >= this.#max) return;
    if (((pool.flags[ticket] as number) & WAITS) !== 0) {
      desk.leaveQueue(ticket, now);
      desk.move(ticket, 1, now);
      return;
    }
    const person = desk.staff.ticket.indexOf(ticket);
    if (person === NOBODY) return;
    const isBusy = this.#takeAway(person, now);
    desk.journal.visit(desk.pool, ticket, { person, tier, now, end: 'escalate' });
    pool.flags[ticket] = (pool.flags[ticket] as number) & ~BEGUN;
    desk.move(ticket, 1, now);
    this.#release(person, isBusy, now);
  }

  /** Back into the queue, where somebody else who is free comes first. */
  #reassign(ticket: number, now: number): void {
    const desk = this.#desk;
    const pool = desk.pool;
    const count = pool.reassigned[ticket] as number;
    const person = desk.staff.ticket.indexOf(ticket);
    if (person === NOBODY || count >= this.#maxReassignments) return;
    pool.reassigned[ticket] = count + 1;
    const isBusy = this.#takeAway(person, now);
    desk.enqueue(ticket, now);
    this.#release(person, isBusy, now);
  }

  #raise(ticket: number, to: number | undefined, now: number): void {
    const desk = this.#desk;
    const { priority, raised } = this.#kind(ticket);
    const kind = raised[to ?? priority + 1];
    if (kind === undefined) return;
    // What is kept for one person has no place by its rank.
    const waits =
      ((desk.pool.flags[ticket] as number) & WAITS) !== 0 && desk.stickiness?.isKept(ticket) !== true;
    const lane = desk.laneOf(ticket);
    if (waits) desk.queues.leave(lane, ticket, now);
    desk.clocks.become(ticket, kind, now);
    if (waits) desk.queues.add(lane, ticket, desk.clocks.rank(ticket), now);
    this.#plan(ticket, now);
  }

  /** Whether the person was at work: who is off may have kept a ticket. */
  #takeAway(person: number, now: number): boolean {
    const { staff } = this.#desk;
    const isBusy = staff.state[person] === BUSY;
    if (isBusy) this.#desk.stopWork(person, now);
    staff.ticket[person] = NOBODY;
    // Between two tickets: neither free for others nor to be interrupted.
    if (isBusy) staff.state[person] = IDLE;
    return isBusy;
  }

  #release(person: number, wasBusy: boolean, now: number): void {
    if (wasBusy && !this.#desk.staff.leaves(person)) this.#desk.serve(person, now);
  }

  #holds(condition: NonNullable<LadderStep['only']>, ticket: number, clock: number): boolean {
    const pool = this.#desk.pool;
    const flags = pool.flags[ticket] as number;
    if (condition === 'untouched') return (flags & TOUCHED) === 0;
    const began = (clock === STAY ? pool.stayBegan : pool.created)[ticket] as number;
    // An answer that is owed was owed since the last one.
    return clock === NEXT || (flags & ANSWERED) === 0 || (pool.respondedAt[ticket] as number) < began;
  }

  #isDone(ticket: number, clock: number, step: LadderStep): boolean {
    const fired = this.#desk.pool.fired[CLOCKS * ticket + clock] as number;
    return (fired & this.#bitOf(step)) !== 0;
  }

  #bitOf({ name }: LadderStep): number {
    return this.#bits.get(name) ?? 0;
  }

  #stepsOf(ticket: number, clock: number): readonly LadderStep[] {
    const { promises, tiers } = this.#kind(ticket);
    const tier = this.#desk.pool.tier[ticket] as number;
    const all: readonly (CompiledPromise | undefined)[] = [
      promises.firstResponse,
      promises.nextResponse,
      promises.resolution,
      tiers[tier],
    ];
    return all[clock]?.steps ?? [];
  }

  #kind(ticket: number): TicketClass {
    const pool = this.#desk.pool;
    return this.#classes[pool.kind[ticket] as number] as TicketClass;
  }
}
