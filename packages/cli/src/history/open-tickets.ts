import { readFile } from 'node:fs/promises';

import { PRIORITIES, type Priority, type Tier } from '@tierline/domain';
import { parse } from 'yaml';

import { InvalidHistoryError, UsageError } from '../failure.ts';
import type { Overrides } from '../whatif/overrides.ts';
import { historyRows } from './history-rows.ts';
import { priorityOf, RowError, tierOf } from './ticket-row.ts';

type Counts = Partial<Record<Tier, number | Partial<Record<Priority, number>>>>;

/**
 * The backlog that a run starts with, out of a file: YAML or JSON with numbers by tier and priority, as `run.backlog` has
 * them, or CSV or NDJSON with a row for each ticket that waits (`tier`, and `priority`, which is normal where only others
 * say theirs). Throws UsageError where it cannot be read, InvalidHistoryError for rows that make no sense.
 */
export async function backlogOverrides(file: string): Promise<Overrides> {
  if (/\.(ya?ml|json)$/i.test(file)) return [['run.backlog', await countsIn(file)]];
  if (/\.(csv|ndjson|jsonl)$/i.test(file)) return [['run.backlog', await countedIn(file)]];
  throw new UsageError(`--backlog: ${file} ends in none of .csv, .ndjson, .yaml and .json`);
}

async function countsIn(file: string): Promise<unknown> {
  try {
    return parse(await readFile(file, 'utf8')) as unknown;
  } catch (error) {
    throw new UsageError(
      `--backlog: ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function countedIn(file: string): Promise<Counts> {
  const tickets: { readonly tier: Tier; readonly priority: Priority | undefined }[] = [];
  const problems: string[] = [];
  for await (const row of historyRows(file)) {
    try {
      if ('problem' in row) throw new RowError(row.problem);
      const tier = tierOf(row.cells.get('tier'));
      if (tier === undefined) throw new RowError('tier: missing');
      tickets.push({ tier, priority: priorityOf(row.cells) });
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      problems.push(`line ${row.line}: ${error.message}`);
    }
  }
  if (problems.length > 0) throw new InvalidHistoryError(file, problems);
  const saysPriority = tickets.some(({ priority }) => priority !== undefined);
  const counts: Counts = {};
  for (const { tier, priority = 'normal' } of tickets) {
    const known = counts[tier];
    if (!saysPriority) counts[tier] = (typeof known === 'number' ? known : 0) + 1;
    else {
      const before =
        typeof known === 'object' ? known : Object.fromEntries(PRIORITIES.map((one) => [one, 0]));
      counts[tier] = { ...before, [priority]: (before[priority] ?? 0) + 1 };
    }
  }
  return counts;
}
