/**
 * `pnpm bench:sla`: what calendars cost, how late timers are recorded, how fast a burst of them drains beside two floors, what they take of
 * Redis, and how fast open tickets follow another calendar. One run, on real services.
 */
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';

import { realTicketing } from '@tierline/testkit';

import { benchCalendar, calendarInWords } from './calendar.ts';
import { openServers } from './servers.ts';
import { queueDrain } from './sla-floor.ts';
import { parseSlaOptions, SLA_USAGE, type SlaRun } from './sla-options.ts';
import { recompute } from './sla-recompute.ts';
import { fire } from './sla-run.ts';
import { isSound, renderSla, type SlaFigures } from './sla-table.ts';
import { firstPolicy, seedFar } from './sla-tickets.ts';

const log = (text: string) => console.error(text);

async function run({ sizes, recomputation, json }: SlaRun): Promise<boolean> {
  log('calendars');
  const calendar = benchCalendar();
  const servers = await openServers(process.env);
  try {
    const figures = await measured({ sizes, recomputation, serversCpu: servers.cpuSeconds });
    console.log(`${calendarInWords(calendar)}\n\n${renderSla(figures)}`);
    if (json !== undefined)
      await writeFile(
        json,
        `${JSON.stringify({ node: process.version, cores: cpus().length, calendar, ...figures }, undefined, 2)}\n`,
      );
    return isSound(figures.fired.faults);
  } finally {
    await servers.close();
  }
}

async function measured(o: {
  readonly sizes: SlaRun['sizes'];
  readonly recomputation: boolean;
  readonly serversCpu: () => Promise<{ readonly mongodb: number; readonly redis: number }>;
}): Promise<SlaFigures> {
  const { sizes, recomputation, serversCpu } = o;
  const loaded = firstPolicy();
  await using real = await realTicketing(loaded);
  log(`filling: ${sizes.open.toLocaleString('en')} open tickets`);
  await seedFar(real.ticketing.database, loaded, sizes.open);
  const { due, ...fired } = await fire(real, { ...sizes, serversCpu, log });
  const burst = due.at(-1) ?? [];
  log('the floors of the burst');
  const floors = {
    queue: await queueDrain(real, burst, 'nothing'),
    bulk: await queueDrain(real, burst, 'bulk-write'),
  };
  const from = due.flat().length;
  const recomputed = recomputation ? await recompute(real, { open: sizes.open, from, log }) : undefined;
  return { sizes, fired, floors, ...(recomputed && { recomputed }) };
}

try {
  const options = parseSlaOptions(process.argv.slice(2));
  if (options.kind === 'help') console.log(SLA_USAGE);
  else if (!(await run(options))) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
