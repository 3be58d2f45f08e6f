import { type Instant, isOpen, type Policy, readLane, type Team, type Tier } from '@tierline/domain';

import type { Database } from './database.ts';
import { WAITING_SINCE } from './schemas.ts';
import { lanesOf } from './waiting.ts';

/**
 * Waiting tickets of a tier that are due to be shown to another team and are not yet: by overflow, or because their team
 * is closed. `limit` at most for each lane and helper.
 */
export async function dueToShare(
  database: Database,
  tier: Tier,
  { now, policy, limit }: { readonly now: Instant; readonly policy: Policy; readonly limit: number },
): Promise<readonly string[]> {
  const teams = [...policy.teams.values()].filter((team) => team.tier === tier);
  if (!teams.some(({ overflow, afterHours }) => overflow.length > 0 || afterHours !== undefined)) return [];
  const due = (await lanesOf(database, tier)).flatMap((lane) => {
    const [own, ...helping] = readLane(lane).teams;
    const team = own && policy.teams.get(own);
    const waits = team ? waitsOf(team, now, policy) : [];
    const missing = waits.filter(({ helper }) => !helping.includes(helper));
    return missing.length === 0
      ? []
      : [{ lane, since: now - Math.min(...missing.map(({ after }) => after)) }];
  });
  const found = await Promise.all(
    due.map(({ lane, since }) =>
      database.tickets
        .find(
          { lane, 'state.since': { $lte: since }, tier, 'state.kind': 'waiting' },
          { projection: { _id: 1 } },
        )
        .hint(WAITING_SINCE)
        .limit(limit)
        .toArray(),
    ),
  );
  return found.flat().map(({ _id }) => _id);
}

/** After how long each helper of a team is shown what waits for it, now. */
function waitsOf(team: Team, now: Instant, policy: Policy) {
  const calendar = team.calendar === undefined ? undefined : policy.calendars.get(team.calendar);
  const closed = calendar !== undefined && !isOpen(calendar, now);
  return [
    ...team.overflow.map(({ team: helper, after }) => ({ helper, after: Number(after) })),
    ...(closed && team.afterHours !== undefined ? [{ helper: team.afterHours, after: 0 }] : []),
  ];
}
