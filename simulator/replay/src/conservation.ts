import type { TicketView } from '@tierline/contracts';

import { isDone } from './done.ts';
import { numberIn, referenceOf } from './reference.ts';

/** A ticket that is not where it must be. */
export interface Fault {
  /** Its tag. */
  readonly reference: string;
  readonly problem: string;
}

/** Where the tickets of a run are. Every ticket sent is accounted for or among the lost. */
export interface Conservation {
  /** Tickets that the API acknowledged. */
  readonly sent: number;
  /** Of these, those that are there exactly once, in exactly one state, in one piece. */
  readonly accounted: number;
  readonly lost: readonly Fault[];
  /** Tags that more than one ticket carries, whether acknowledged or not. */
  readonly duplicates: readonly string[];
}

/** Counts what was acknowledged against what is there. `views` are all tickets of the API; anybody else's are ignored. */
export function conserve({
  run,
  acknowledged,
  views,
}: {
  readonly run: string;
  readonly acknowledged: readonly number[];
  readonly views: readonly TicketView[];
}): Conservation {
  const found = new Map<number, TicketView[]>();
  for (const view of views) {
    const number = numberIn(run, view.tags);
    if (number !== undefined) found.set(number, [...(found.get(number) ?? []), view]);
  }
  const lost = acknowledged.flatMap((number): Fault[] => {
    const problem = problemOf(found.get(number) ?? []);
    return problem === undefined ? [] : [{ reference: referenceOf(run, number), problem }];
  });
  const doubled = [...found].filter(([, same]) => same.length > 1);
  return {
    sent: acknowledged.length,
    accounted: acknowledged.length - lost.length,
    lost,
    duplicates: doubled.map(([number]) => referenceOf(run, number)),
  };
}

function problemOf(same: readonly TicketView[]): string | undefined {
  const [view] = same;
  if (view === undefined) return 'missing';
  if (same.length > 1) return `there ${same.length} times: ${same.map(({ id }) => id).join(', ')}`;
  const broken = CONDITIONS.find(({ holds }) => !holds(view));
  return broken && `${view.id} is ${view.status} but ${broken.otherwise}`;
}

interface Condition {
  readonly holds: (view: TicketView) => boolean;
  readonly otherwise: string;
}

const STOPPED = new Set(['met', 'missed', 'cancelled']);

/** What is true of every ticket in one piece. */
const CONDITIONS: readonly Condition[] = [
  {
    holds: (view) => (view.status === 'new') === (view.tier === undefined),
    otherwise: 'its tier does not fit that',
  },
  {
    holds: (view) => (view.tier === undefined) === (view.routing === undefined),
    otherwise: 'tier and routing contradict each other',
  },
  { holds: ({ stays, tier }) => stays.at(-1)?.tier === tier, otherwise: 'its last stay is on another tier' },
  {
    holds: ({ holder, status }) => holder === undefined || status === 'open',
    otherwise: 'it is in the hands of an agent',
  },
  {
    holds: (view) => (view.solvedAt !== undefined) === isDone(view),
    otherwise: 'when it was solved does not fit that',
  },
  {
    holds: (view) =>
      view.stays.at(-1) === undefined || (view.stays.at(-1)?.leftAt !== undefined) === isDone(view),
    otherwise: 'its last stay does not fit that',
  },
  {
    holds: (view) =>
      view.clocks.resolution !== undefined && STOPPED.has(view.clocks.resolution.state) === isDone(view),
    otherwise: 'its resolution clock does not fit that',
  },
  {
    holds: ({ clocks: { tier }, status }) => (tier === undefined) === (status === 'new'),
    otherwise: 'the clock of its tier does not fit that',
  },
  {
    holds: ({ clocks: { resolution, tier }, status }) =>
      status !== 'pending' || (resolution?.state === 'paused' && tier?.state === 'paused'),
    otherwise: 'its clocks run',
  },
  {
    holds: ({ clocks: { resolution, tier }, status }) =>
      status !== 'open' || (resolution?.state === 'running' && tier?.state === 'running'),
    otherwise: 'its clocks stand still',
  },
];
