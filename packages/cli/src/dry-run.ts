import type { Client, PolicyCandidate, PolicyDryRun } from '@tierline/client';

import { grouped } from './grouped.ts';

/** A dry run over many pages, added up. */
export type DryRun = Omit<PolicyDryRun, 'nextCursor'>;

/** Examples that a move keeps. */
const EXAMPLES = 5;
const PAGE = 500;

/** Runs over up to `tickets` recent tickets, page by page; `onPage` hears how many were looked at so far. */
export async function dryRun(
  client: Client,
  candidate: PolicyCandidate,
  options: {
    readonly since: string | undefined;
    readonly tickets: number;
    /** Open tickets whose promises are looked at. */
    readonly open: number;
    readonly onPage: (examined: number) => void;
  },
): Promise<DryRun> {
  const { since, tickets, open, onPage } = options;
  let sum: DryRun | undefined;
  let cursor: string | undefined;
  do {
    const limit = Math.min(PAGE, tickets - (sum?.examined ?? 0));
    const { nextCursor, ...page } = await client.dryRunPolicy({
      ...candidate,
      limit,
      open,
      ...(since !== undefined && { since }),
      ...(cursor !== undefined && { cursor }),
    });
    sum = sum === undefined ? page : added(sum, page);
    cursor = nextCursor;
    onPage(sum.examined);
  } while (cursor !== undefined && sum.examined < tickets);
  return sum;
}

function added(sum: DryRun, page: DryRun): DryRun {
  const { low, normal, high, urgent } = sum.byPriority;
  return {
    ...sum,
    examined: sum.examined + page.examined,
    ...(page.oldest !== undefined && { oldest: page.oldest }),
    byPriority: {
      low: low + page.byPriority.low,
      normal: normal + page.byPriority.normal,
      high: high + page.byPriority.high,
      urgent: urgent + page.byPriority.urgent,
    },
    moves: merged([...sum.moves, ...page.moves]),
  };
}

function merged(moves: DryRun['moves']): DryRun['moves'] {
  const byEnds = grouped(moves, ({ from, to }) => JSON.stringify([from, to]));
  return [...byEnds.values()]
    .flatMap((same) => {
      const [first] = same;
      if (first === undefined) return [];
      return [
        {
          ...first,
          tickets: same.reduce((sum, { tickets }) => sum + tickets, 0),
          examples: same.flatMap(({ examples }) => examples).slice(0, EXAMPLES),
        },
      ];
    })
    .toSorted((a, b) => b.tickets - a.tickets);
}
