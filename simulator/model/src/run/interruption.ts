import { NOBODY } from '@tierline/engine';

import type { Desk } from './desk.ts';

/** Where nobody is free, the least urgent work of those who serve a lane stops for a ticket that is more urgent. */
export function interruptFor(desk: Desk, ticket: number, lane: number, now: number): void {
  const { staff } = desk;
  const person = staff.leastUrgent(lane, desk.priorityOf(ticket), (other) => desk.priorityOf(other));
  if (person === NOBODY) return;
  const stopped = staff.ticket[person] as number;
  desk.stopWork(person, now);
  desk.wait(stopped, desk.laneOf(stopped), now);
  desk.serve(person, now);
}
