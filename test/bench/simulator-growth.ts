/**
 * One size of the full model in a process of its own, so that its memory is that of this size: `saas`, so many times as busy
 * with as many times the people, for as long as so many tickets take. Prints a `Growth` as JSON.
 * Arguments: tickets, times as busy, runs.
 */
import { readFile } from 'node:fs/promises';

import { parsePolicy } from '@tierline/contracts';
import { compileOrganisation, simulate } from '@tierline/model';
import { loadPreset } from '@tierline/presets';

/** Seconds of the fastest run and of the compilation; bytes. */
export interface Growth {
  readonly tickets: number;
  readonly days: number;
  readonly compileSeconds: number;
  readonly seconds: number;
  /** What is in memory after a run, when garbage is gone: the organisation and the result. */
  readonly keptBytes: number;
  /** The most that the whole process ever had. */
  readonly peakBytes: number;
}

const PEOPLE = { T1: 10, T2: 4, T3: 2 };
/** Days of a week on which tickets come, of all. */
const WORKING = 5 / 7;
const WARM_UP = { days: 100, runs: 10 };

const [tickets = 0, busier = 1, runs = 1] = process.argv.slice(2).map(Number);
const { scenario, policyFile } = await loadPreset('saas');
const { policy } = parsePolicy(await readFile(policyFile, 'utf8'));
const perDay = (scenario.load.ticketsPerDay ?? 0) * busier;
const days = Math.ceil(tickets / perDay / WORKING);

function organisationOf(days: number) {
  return compileOrganisation(
    {
      ...scenario,
      load: { ...scenario.load, ticketsPerDay: perDay },
      people: {
        ...scenario.people,
        staff: { T1: PEOPLE.T1 * busier, T2: PEOPLE.T2 * busier, T3: PEOPLE.T3 * busier },
      },
      run: { ...scenario.run, days, warmUpDays: 0 },
    },
    policy,
  );
}

const warm = organisationOf(WARM_UP.days);
for (let run = 0; run < WARM_UP.runs; run += 1) simulate(warm, { seed: 1, replication: run });

const begun = performance.now();
const organisation = organisationOf(days);
const compileSeconds = (performance.now() - begun) / 1000;
let seconds = Infinity;
let created = 0;
for (let run = 0; run < runs; run += 1) {
  const start = performance.now();
  const result = simulate(organisation, { seed: 1, replication: run });
  seconds = Math.min(seconds, (performance.now() - start) / 1000);
  created = result.created;
}
globalThis.gc?.();
const { heapUsed, external } = process.memoryUsage();
const growth: Growth = {
  tickets: created,
  days,
  compileSeconds,
  seconds,
  keptBytes: heapUsed + external,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
console.log(JSON.stringify(growth));
