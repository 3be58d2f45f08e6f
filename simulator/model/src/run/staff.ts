import { Fifos, NOBODY, type Stream } from '@tierline/engine';

import type { Lanes } from '../organisation/lanes.ts';
import type { StaffGroup } from '../organisation/staff-groups.ts';

export const OFF = 0;
export const IDLE = 1;
export const BUSY = 2;

/** The people of a run: who is on duty, who is free, and who is on the way home. */
export class Staff {
  readonly groups: readonly StaffGroup[];
  /** Per person: group, tier, state, the ticket in hand or kept until the next shift (-1: none). */
  readonly groupOf: Int32Array;
  readonly tierOf: Int32Array;
  readonly state: Uint8Array;
  readonly ticket: Int32Array;
  /** Per person at work: since when, until when (what is behind is stale), and when overtime ends. */
  readonly since: Float64Array;
  readonly doneAt: Float64Array;
  readonly homeAt: Float64Array;
  /** Per person at work: the row of the plan table, and the work of this stay until the first answer, in milliseconds. */
  readonly row: Int32Array;
  readonly answerAfter: Float64Array;
  /** Per group: on duty, those of them who leave when they come free, and who should be here but is not. */
  readonly present: Int32Array;
  readonly leaving: Int32Array;
  readonly absent: Int32Array;
  /** Per group: people due, place of the next moment at which that changes, and when it last did. */
  readonly level: Int32Array;
  readonly place: Int32Array;
  readonly changed: Float64Array;
  /** Per person: which lanes they serve, by the number of their crew. */
  readonly crewOf: Int32Array;
  /** Per person: speed, and until when it is less. */
  readonly #speed: Float64Array;
  readonly #rampUntil: Float64Array;
  readonly #first: Int32Array;
  readonly #crewsOf: readonly Int32Array[];
  /** Who is free, crew by crew, and in which order they came free. */
  readonly #free: Fifos;
  readonly #turnOf: Float64Array;
  #turn = 0;

  constructor(groups: readonly StaffGroup[], lanes: Lanes) {
    const people = groups.reduce((sum, group) => sum + group.people, 0);
    this.groups = groups;
    this.groupOf = new Int32Array(people);
    this.tierOf = new Int32Array(people);
    this.state = new Uint8Array(people);
    this.ticket = new Int32Array(people).fill(NOBODY);
    this.since = new Float64Array(people);
    this.row = new Int32Array(people);
    this.answerAfter = new Float64Array(people);
    this.doneAt = new Float64Array(people);
    this.homeAt = new Float64Array(people).fill(Infinity);
    this.present = new Int32Array(groups.length);
    this.leaving = new Int32Array(groups.length);
    this.absent = new Int32Array(groups.length);
    this.level = new Int32Array(groups.length);
    this.place = new Int32Array(groups.length);
    this.changed = new Float64Array(groups.length);
    this.#first = new Int32Array(groups.length + 1);
    this.crewOf = new Int32Array(people);
    this.#speed = new Float64Array(people);
    this.#rampUntil = new Float64Array(people);
    this.#crewsOf = lanes.crewsOf;
    this.#free = new Fifos(Math.max(1, lanes.lanesOf.length), people);
    this.#turnOf = new Float64Array(people);
    let person = 0;
    for (const [index, group] of groups.entries()) {
      this.#first[index] = person;
      for (let count = 0; count < group.people; count += 1, person += 1) {
        this.groupOf[person] = index;
        this.tierOf[person] = group.tier;
        this.#speed[person] = group.speed;
        this.#rampUntil[person] = group.rampUntil;
        this.crewOf[person] = lanes.crewOf[index] as number;
      }
    }
    this.#first[groups.length] = person;
  }

  /** The people of a group, by their numbers: from the first one until before the second. */
  firstOf(group: number): number {
    return this.#first[group] as number;
  }

  /** Takes whoever serves a lane and has been free longest; NOBODY when nobody is. */
  takeFree(lane: number): number {
    const crews = this.#crewsOf[lane] as Int32Array;
    if (crews.length === 1) return this.#free.take(crews[0] as number);
    let best = NOBODY;
    for (const crew of crews) {
      const person = this.#free.head(crew);
      if (person === NOBODY) continue;
      if (best === NOBODY || (this.#turnOf[person] as number) < (this.#turnOf[best] as number)) best = person;
    }
    if (best !== NOBODY) this.#free.remove(best);
    return best;
  }

  /** Somebody on duty has nothing to do. */
  rest(person: number): void {
    this.state[person] = IDLE;
    this.#turnOf[person] = this.#turn++;
    this.#free.append(this.crewOf[person] as number, person);
  }

  /** Somebody who is free is so no longer. */
  takeOut(person: number): void {
    this.#free.remove(person);
  }

  /** Whether somebody may take tickets of a lane. */
  serves(person: number, lane: number): boolean {
    return (this.#crewsOf[lane] as Int32Array).includes(this.crewOf[person] as number);
  }

  /**
   * Who of those who serve a lane works on the least urgent ticket, by its place in PRIORITIES; NOBODY where all of them
   * work on tickets at least as urgent as this.
   */
  leastUrgent(lane: number, priority: number, priorityOf: (ticket: number) => number): number {
    let person = NOBODY;
    let least = priority;
    for (let one = 0; one < this.state.length; one += 1) {
      if (this.state[one] !== BUSY || !this.serves(one, lane)) continue;
      const other = priorityOf(this.ticket[one] as number);
      // The most urgent is the last of PRIORITIES.
      if (other >= least) continue;
      least = other;
      person = one;
    }
    return person;
  }

  goOff(person: number): void {
    if (this.state[person] === IDLE) this.#free.remove(person);
    this.state[person] = OFF;
    this.homeAt[person] = Infinity;
    const group = this.groupOf[person] as number;
    this.present[group] = (this.present[group] as number) - 1;
  }

  /** Whether somebody who comes free goes home instead; if so the person is gone. */
  leaves(person: number): boolean {
    const group = this.groupOf[person] as number;
    if ((this.leaving[group] as number) === 0) return false;
    this.leaving[group] = (this.leaving[group] as number) - 1;
    this.goOff(person);
    return true;
  }

  /** How fast somebody works now, 1 for as fast as the scenario says. */
  speed(person: number, now: number): number {
    return now >= (this.#rampUntil[person] as number)
      ? (this.#speed[person] as number)
      : this.#speedInRamp(person, now);
  }

  #speedInRamp(person: number, now: number): number {
    const { speed, rampFrom, rampUntil } = this.groups[this.groupOf[person] as number] as StaffGroup;
    return speed * (0.5 + (0.5 * (now - rampFrom)) / (rampUntil - rampFrom));
  }

  /**
   * How many of a group should be on duty from now on, after those who miss their shift. Each who comes misses it with this
   * probability; who is away stays away until the group leaves.
   */
  due(group: number, level: number, shrinkage: number, stream: Stream): number {
    const before = this.level[group] as number;
    this.level[group] = level;
    let absent = Math.min(this.absent[group] as number, level);
    if (shrinkage > 0)
      for (let come = before; come < level; come += 1) if (stream.next() < shrinkage) absent += 1;
    this.absent[group] = absent;
    return level - absent;
  }
}
