import {
  CLOCK_NAMES,
  type Policy,
  PRIORITIES,
  type SlaClock,
  type SlaTarget,
  type TicketEvent,
} from '@tierline/domain';

/**
 * The pagers, by their ids, that have to know of an event: those that a step of a ladder pages, and those that a step paged
 * before, once the promise that it was about is over, so that the alert is resolved.
 */
export function pagedBy(event: TicketEvent, policy: Policy): readonly string[] {
  if (event.kind === 'sla.stepped')
    return unique(event.do.flatMap((action) => (action.kind === 'page' ? [action.pager] : [])));
  if (!('clocks' in event)) return [];
  return unique(
    CLOCK_NAMES.flatMap((name) => {
      const clock = event.clocks[name];
      return clock?.state === 'stopped' ? pagersOf(name, clock, policy) : [];
    }),
  );
}

/** Whom the steps that are done on a clock paged, by the ladders of the SLA policy that made its promise. */
function pagersOf(name: (typeof CLOCK_NAMES)[number], clock: SlaClock, { sla }: Policy): readonly string[] {
  const { fired = [], source } = clock;
  if (fired.length === 0) return [];
  const made = sla.find((one) => one.name === source?.policy);
  if (made === undefined) return [];
  const targets: readonly (SlaTarget | undefined)[] =
    name === 'tier'
      ? Object.values(made.tiers)
      : name === 'supplier'
        ? Object.values(made.suppliers)
        : PRIORITIES.map((priority) => made.priorities[priority][name]);
  return targets.flatMap((target) =>
    (target?.ladder ?? [])
      .filter((step) => fired.includes(step.name))
      .flatMap((step) => step.do.flatMap((action) => (action.kind === 'page' ? [action.pager] : []))),
  );
}

function unique(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)];
}
