import { PRIORITIES, type Priority, type Tier, TIERS } from '@tierline/domain';
import type { RecordedTicket } from '@tierline/model';

import { momentIn } from './recorded-time.ts';

/** Cells by the name of their column, in lower case and without spaces and underscores. */
export type Cells = ReadonlyMap<string, string>;

/** Thrown for a row that is not what its column says, with the reason. */
export class RowError extends Error {
  override readonly name = 'RowError';
}

/** What a column may be called. */
const NAMES = {
  created: ['created', 'createdat', 'openedat', 'opened'],
  tier: ['tier', 'solvedby', 'solvedbytier', 'needs'],
  handle: ['handleminutes', 'workedminutes', 'workminutes'],
} as const;

const LONGEST = 10_000_000;

/** A ticket from a row that is one. Throws RowError with the reason where a cell makes no sense. */
export function ticketOf(cells: Cells, zone: string): RecordedTicket {
  const created = createdOf(cells, zone);
  const priority = priorityOf(cells);
  const plan = cells.get('plan');
  const minutes = TIERS.map((tier) => minutesOf(cells, `${tier.toLowerCase()}minutes`));
  const tier =
    tierOf(firstOf(cells, NAMES.tier)) ?? TIERS[minutes.findLastIndex((one) => one !== undefined && one > 0)];
  const place = tier === undefined ? -1 : TIERS.indexOf(tier);
  const stated = NAMES.handle.map((name) => minutesOf(cells, name)).find((one) => one !== undefined);
  const handleMinutes = stated ?? minutes[place];
  const lower = TIERS.flatMap((one, index) => {
    const spent = minutes[index];
    return index < place && spent !== undefined && spent > 0 ? [[one, spent] as const] : [];
  });
  const start = lower[0]?.[0] ?? tier;
  const knowsStart = minutes.some((one) => one !== undefined);
  return {
    created,
    ...(priority !== undefined && { priority }),
    ...(plan !== undefined && { plan }),
    ...(tier !== undefined && { tier }),
    ...(knowsStart && start !== undefined && { start }),
    ...(handleMinutes !== undefined && { handleMinutes }),
    ...(lower.length > 0 && { findOutMinutes: Object.fromEntries(lower) }),
  };
}

/** When the ticket came. Throws RowError. */
export function createdOf(cells: Cells, zone: string): number {
  const text = firstOf(cells, NAMES.created);
  if (text === undefined) throw new RowError('created: missing');
  const created = momentIn(zone, text);
  if (created === undefined)
    throw new RowError(
      `created: ${JSON.stringify(text)} is no time such as 2026-03-02T09:15:00Z or 2026-03-02 09:15`,
    );
  return created;
}

/** Throws RowError. */
export function priorityOf(cells: Cells): Priority | undefined {
  const text = cells.get('priority');
  if (text === undefined) return undefined;
  const found = PRIORITIES.find((one) => one === text.toLowerCase());
  if (found === undefined)
    throw new RowError(`priority: ${JSON.stringify(text)} is none of ${PRIORITIES.join(', ')}`);
  return found;
}

/** Throws RowError. */
export function tierOf(text: string | undefined): Tier | undefined {
  if (text === undefined) return undefined;
  const found = TIERS.find((tier) => tier === text.toUpperCase() || tier.slice(1) === text);
  if (found === undefined) throw new RowError(`tier: ${JSON.stringify(text)} is none of ${TIERS.join(', ')}`);
  return found;
}

/** Throws RowError. */
export function minutesOf(cells: Cells, name: string): number | undefined {
  const text = cells.get(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value >= 0 && value <= LONGEST))
    throw new RowError(`${name}: ${JSON.stringify(text)} is no number of minutes from 0 on`);
  return value;
}

function firstOf(cells: Cells, names: readonly string[]): string | undefined {
  return names.map((name) => cells.get(name)).find((one) => one !== undefined);
}
