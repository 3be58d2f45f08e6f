/**
 * `pnpm bench:claim`: how long "claim the next ticket" takes with few and with very many open tickets, and how many claims
 * a second a crowd of agents gets, beside a floor without rules. One run, one MongoDB.
 */
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';

import { realTicketing, type RealTicketing } from '@tierline/testkit';

import { aCrowd, CAPACITY, crowdOf, fill, PLAIN, SKILLED } from './claim-backlog.ts';
import { floorClaims } from './claim-floor.ts';
import { claimAlone, type Times, timesOf, type Work, workTogether } from './claim-load.ts';
import { CLAIM_USAGE, type ClaimRun, FEW, parseClaimOptions } from './claim-options.ts';

/** Claims of each kind, a part of them in turn with the others: the machine's drift is the same for all. */
const CLAIMS = 800;
const TURNS = 8;
/** The p99 with many open tickets may be that many times the one with few. */
const TARGET = 2;

interface Result {
  readonly plain: Readonly<Record<'few' | 'many', Times>>;
  readonly skilled: Readonly<Record<'few' | 'many', Times>>;
  readonly work: Work;
  readonly floor: number;
}

async function run(options: ClaimRun): Promise<boolean> {
  const { tickets, agents, seconds, json } = options;
  const loaded = aCrowd(agents);
  await using few = await realTicketing(loaded);
  await using many = await realTicketing(loaded);
  console.error(`filling: ${FEW} and ${tickets} open tickets`);
  await fill(few.ticketing, { from: 0, to: FEW, loaded });
  await fill(many.ticketing, { from: 0, to: tickets, loaded });
  const times = await claims({ few, many });
  console.error(`${agents} agents claim and solve for ${seconds} s, then the floor`);
  const work = await workTogether(many.ticketing, loaded, crowdOf(agents), seconds);
  const floor = await floorClaims({ uri: many.config.MONGODB_URI, tickets, agents, seconds });
  const result = { ...times, work, floor };
  const sound = print(options, result);
  if (json !== undefined)
    await writeFile(
      json,
      `${JSON.stringify({ node: process.version, cores: cpus().length, tickets, agents, ...result }, undefined, 2)}\n`,
    );
  return sound;
}

/** Each kind of claim on both backlogs, in turns. */
async function claims(
  places: Readonly<Record<'few' | 'many', RealTicketing>>,
): Promise<Pick<Result, 'plain' | 'skilled'>> {
  const taken = {
    plain: { few: [] as number[], many: [] as number[] },
    skilled: { few: [] as number[], many: [] as number[] },
  };
  for (let turn = 0; turn <= TURNS; turn += 1) {
    for (const size of ['few', 'many'] as const) {
      for (const [kind, id] of [
        ['plain', PLAIN],
        ['skilled', SKILLED],
      ] as const) {
        const agent = places[size].loaded.policy.agents.get(id);
        if (agent === undefined) throw new Error(`no ${id}`);
        const took = await claimAlone(places[size].ticketing, agent, CLAIMS / TURNS);
        // The first turn warms up code and cache.
        if (turn > 0) taken[kind][size].push(...took);
      }
    }
  }
  const both = ({ few, many }: Readonly<Record<'few' | 'many', readonly number[]>>) => ({
    few: timesOf(few),
    many: timesOf(many),
  });
  return { plain: both(taken.plain), skilled: both(taken.skilled) };
}

/** Prints the figures; whether nothing was wrong with the claims. */
function print({ tickets, agents, seconds }: ClaimRun, { plain, skilled, work, floor }: Result): boolean {
  const row = (name: string, { few, many }: Result['plain']) => {
    const ratio = many.p99Ms / few.p99Ms;
    return `${name.padEnd(22)}${[few.p50Ms, few.p99Ms, many.p50Ms, many.p99Ms].map((ms) => ms.toFixed(1).padStart(9)).join('')}   ratio of p99 ${ratio.toFixed(2)}, target: at most ${TARGET}, ${ratio <= TARGET ? 'met' : 'missed'}`;
  };
  const sound = work.double === 0 && work.mostHeld <= CAPACITY;
  console.log(`Claims on a real MongoDB, writes acknowledged by a majority and journaled, ${cpus().length} cores; milliseconds

${''.padEnd(22)}${[`p50 ${FEW}`, `p99 ${FEW}`, 'p50 many', 'p99 many'].map((head) => head.padStart(9)).join('')}   many: ${tickets.toLocaleString('en')} open tickets in 41 lanes
${row('without skills', plain)}
${row('serving 21 lanes', skilled)}

${agents} agents claiming and solving for ${seconds} s: ${work.claimsPerSecond.toFixed(0)} claims/s, ${work.double} double, at most ${work.mostHeld} of ${CAPACITY} slots in use: ${sound ? 'sound' : 'WRONG'}
bare findOneAndUpdate and update on an indexed collection: ${floor.toFixed(0)} claims/s
ratioToBare   ${(work.claimsPerSecond / floor).toFixed(2)}`);
  return sound;
}

try {
  const options = parseClaimOptions(process.argv.slice(2));
  if (options.kind === 'help') console.log(CLAIM_USAGE);
  else if (!(await run(options))) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
