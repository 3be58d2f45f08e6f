import { TIERS } from '@tierline/domain';
import { NOBODY } from '@tierline/engine';

import type { Organisation } from '../organisation/organisation.ts';
import type { StaffGroup } from '../organisation/staff-groups.ts';
import type { Desk } from './desk.ts';
import type { Draws } from './draws.ts';
import { EVENTS, ORDER } from './events.ts';
import { BUSY, IDLE, OFF } from './staff.ts';

const MINUTE = 60_000;

/** People come and go: who is due when, and what becomes of the ticket in hand of whoever leaves. */
export class Shifts {
  readonly #desk: Desk;
  readonly #organisation: Organisation;
  readonly #draws: Draws;

  constructor(desk: Desk, organisation: Organisation, draws: Draws) {
    this.#desk = desk;
    this.#organisation = organisation;
    this.#draws = draws;
    for (const [group, { moments }] of organisation.groups.entries()) this.#planNext(group, moments, 0);
  }

  /** Another number of people of a group is due from now on. */
  change(group: number, now: number): void {
    const { staff } = this.#desk;
    const { moments, levels, tier } = staff.groups[group] as StaffGroup;
    const place = staff.place[group] as number;
    this.settle(group, now);
    const { tiers } = this.#organisation.scenario.people;
    const name = TIERS[tier];
    const shrinkage = name === undefined ? 0 : tiers[name].shrinkage;
    const due = staff.due(group, levels[place] as number, shrinkage, this.#draws.absence);
    const here = (staff.present[group] as number) - (staff.leaving[group] as number);
    if (due < here) this.#send(group, here - due, now);
    else this.#bring(group, due - here, now);
    staff.place[group] = place + 1;
    this.#planNext(group, moments, place + 1);
  }

  /** Counts the people of a group until now. */
  settle(group: number, now: number): void {
    const { staff, measures } = this.#desk;
    const places = staff.level[group] as number;
    const duty = places - (staff.absent[group] as number);
    const { tier, stated } = staff.groups[group] as StaffGroup;
    if (places > 0)
      measures.staffed(tier, group, staff.changed[group] as number, now, {
        duty,
        // Who works on several tickets at a time is paid once.
        paid: places / stated.parallel,
      });
    staff.changed[group] = now;
  }

  /** Somebody's overtime is over: the ticket in hand waits for the next shift, or goes to somebody else. */
  goHome(person: number, now: number): void {
    const desk = this.#desk;
    const { staff } = desk;
    if (staff.state[person] !== BUSY || staff.homeAt[person] !== now || !staff.leaves(person)) return;
    desk.stopWork(person, now);
    if (this.#organisation.scenario.work.shiftEnd !== 'hand-over') return;
    const ticket = staff.ticket[person] as number;
    staff.ticket[person] = NOBODY;
    desk.enqueue(ticket, now);
  }

  #planNext(group: number, moments: Float64Array, place: number): void {
    if (place < moments.length)
      this.#desk.events.push(moments[place] as number, EVENTS.level, group, ORDER.people);
  }

  /** So many leave: first who has nothing to do, then whoever comes free, or is called away. */
  #send(group: number, count: number, now: number): void {
    const { staff, events } = this.#desk;
    const { shiftEnd, overtimeMinutes } = this.#organisation.scenario.work;
    const [first, end] = [staff.firstOf(group), staff.firstOf(group + 1)];
    let left = count;
    for (let person = first; person < end && left > 0; person += 1) {
      if (staff.state[person] !== IDLE) continue;
      staff.goOff(person);
      left -= 1;
    }
    staff.leaving[group] = (staff.leaving[group] as number) + left;
    const stop = now + (shiftEnd === 'finish' ? overtimeMinutes * MINUTE : 0);
    // Of a group of which some stay, whoever comes free first leaves: nobody's overtime begins.
    const isOver = staff.present[group] === staff.leaving[group];
    if (!isOver && shiftEnd === 'finish') return;
    for (let person = first; person < end && left > 0; person += 1) {
      if (staff.state[person] !== BUSY || staff.homeAt[person] !== Infinity) continue;
      staff.homeAt[person] = stop;
      left -= 1;
      if ((staff.doneAt[person] as number) > stop) events.push(stop, EVENTS.goHome, person, ORDER.people);
    }
  }

  /** So many come: who is about to leave stays, then those with a ticket from their last shift, then others. */
  #bring(group: number, count: number, now: number): void {
    const desk = this.#desk;
    const { staff } = desk;
    const [first, end] = [staff.firstOf(group), staff.firstOf(group + 1)];
    const stay = Math.min(count, staff.leaving[group] as number);
    staff.leaving[group] = (staff.leaving[group] as number) - stay;
    let keep = stay;
    for (let person = first; person < end && keep > 0; person += 1) {
      if (staff.homeAt[person] === Infinity || staff.state[person] !== BUSY) continue;
      staff.homeAt[person] = Infinity;
      keep -= 1;
    }
    let left = count - stay;
    for (const withTicket of [true, false])
      for (let person = first; person < end && left > 0; person += 1) {
        if (staff.state[person] !== OFF || (staff.ticket[person] !== NOBODY) !== withTicket) continue;
        left -= 1;
        staff.present[group] = (staff.present[group] as number) + 1;
        if (withTicket) desk.begin(person, staff.ticket[person] as number, now);
        else {
          staff.state[person] = IDLE;
          desk.serve(person, now);
        }
      }
  }
}
