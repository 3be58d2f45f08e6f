import { TIERS } from '@tierline/domain';
import { Fifos, NOBODY, type Stream } from '@tierline/engine';

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
  readonly #first: Int32Array;
  readonly #free: Fifos;

  constructor(groups: readonly StaffGroup[]) {
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
    this.#free = new Fifos(TIERS.length, people);
    let person = 0;
    for (const [index, group] of groups.entries()) {
      this.#first[index] = person;
      for (let count = 0; count < group.people; count += 1, person += 1) {
        this.groupOf[person] = index;
        this.tierOf[person] = group.tier;
      }
    }
    this.#first[groups.length] = person;
  }

  /** The people of a group, by their numbers: from the first one until before the second. */
  firstOf(group: number): number {
    return this.#first[group] as number;
  }

  /** Takes whoever of a tier has been free longest; NOBODY when nobody is. */
  takeFree(tier: number): number {
    return this.#free.take(tier);
  }

  /** Somebody on duty has nothing to do. */
  rest(person: number): void {
    this.state[person] = IDLE;
    this.#free.append(this.tierOf[person] as number, person);
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
    const group = this.groups[this.groupOf[person] as number] as StaffGroup;
    if (now >= group.rampUntil) return group.speed;
    return group.speed * (0.5 + (0.5 * (now - group.rampFrom)) / (group.rampUntil - group.rampFrom));
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
