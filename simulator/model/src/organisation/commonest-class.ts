import { PRIORITIES, TIERS } from '@tierline/domain';

import type { BacklogPart } from '../scenario/backlog-file.ts';
import type { TicketClass } from './ticket-classes.ts';

/** The place of the most common of the classes that fit; of several the first, -1 where none fits. */
function commonestClass(classes: readonly TicketClass[], fits: (kind: TicketClass) => boolean): number {
  let best = -1;
  for (const [index, kind] of classes.entries())
    if (kind.share > 0 && fits(kind) && (best < 0 || kind.share > (classes[best]?.share ?? 0))) best = index;
  return best;
}

/** What is said of a ticket; what is absent may be anything. */
export interface TicketDescription {
  readonly needs?: string | undefined;
  readonly priority?: string | undefined;
  readonly plan?: string | undefined;
  readonly class?: string | undefined;
}

/** The place of the most common class of such tickets; -1 where the load has none. */
export function classLike(classes: readonly TicketClass[], wanted: TicketDescription): number {
  return commonestClass(
    classes,
    ({ needs, priority, plan, name }) =>
      (wanted.class === undefined || name === wanted.class) &&
      (wanted.needs === undefined || TIERS[needs] === wanted.needs) &&
      (wanted.priority === undefined || PRIORITIES[priority] === wanted.priority) &&
      (wanted.plan === undefined || plan === wanted.plan),
  );
}

/** The place of the class of tickets that wait at the start of a run: they begin on the tier that can solve them. */
export function classInBacklog(
  classes: readonly TicketClass[],
  { tier, priority }: Pick<BacklogPart, 'tier' | 'priority'>,
): number {
  const place = TIERS.indexOf(tier);
  return commonestClass(
    classes,
    (kind) =>
      kind.start === place &&
      kind.needs === place &&
      (priority === undefined || PRIORITIES[kind.priority] === priority),
  );
}
