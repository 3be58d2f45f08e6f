/**
 * `pnpm bench:pipeline`: how many tickets a second go from HTTP intake to "routed and timed", and how long one takes at a
 * steady rate, beside two floors that do the same without Tierline's rules. One run, the same servers, in turn.
 */
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';

import { type Contender, CONTENDER_NAMES, type ContenderName, type Place } from './contender.ts';
import { startFloor } from './floor.ts';
import { CONNECTIONS, type Figures, type Lengths, measure, STEADY_PER_SECOND } from './measure.ts';
import { type Options, parseOptions, ROUNDS, USAGE } from './options.ts';
import { type Result, resultOf, type Round, TARGETS } from './result.ts';
import { openServers, type Servers } from './servers.ts';
import { renderRatios, renderTable } from './table.ts';
import { startTierline } from './tierline.ts';

const START: Readonly<Record<ContenderName, (place: Place) => Promise<Contender>>> = {
  naive: (place) => startFloor('naive', place),
  batched: (place) => startFloor('batched', place),
  tierline: startTierline,
};

/** What has to be undone, last first, whatever ends the run: the servers' connections, then the present turn's. */
const undo: (() => Promise<void>)[] = [];

async function run({ lengths, json }: Extract<Options, { kind: 'run' }>): Promise<void> {
  const servers = await openServers(process.env);
  undo.push(() => servers.close());
  const rounds: Round[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const of = (name: ContenderName) => one({ name, round, servers, lengths });
    rounds.push({ naive: await of('naive'), batched: await of('batched'), tierline: await of('tierline') });
  }
  const result = resultOf(rounds);
  console.log(`${describe(lengths)}\n\n${renderTable(result)}\n\n${renderRatios(result)}`);
  const refused = CONTENDER_NAMES.filter((name) => result.contenders[name].refused > 0);
  for (const name of refused)
    console.log(`${name}: up to ${result.contenders[name].refused} requests of a round were not accepted`);
  if (json !== undefined)
    await writeFile(json, `${JSON.stringify(figures({ result, rounds, lengths }), undefined, 2)}\n`);
}

/** One contender's turn, from a wiped place to a wiped place. */
async function one(o: {
  readonly name: ContenderName;
  readonly round: number;
  readonly servers: Servers;
  readonly lengths: Lengths;
}): Promise<Figures> {
  const { name, round, servers, lengths } = o;
  const place = servers.place(`bench-${name}-${process.pid}`);
  undo.push(async () => servers.wipe(place));
  await servers.wipe(place);
  const contender = await START[name](place);
  undo.push(() => contender.stop());
  const measured = await measure({ contender, servers, lengths, seed: round });
  // All but the connections, which the next turn needs.
  for (const step of undo.splice(1).toReversed()) await step();
  const { ticketsPerSecond, p50Ms, p99Ms } = measured;
  console.error(
    `round ${round} of ${ROUNDS}, ${name}: ${ticketsPerSecond.toFixed(0)} tickets/s, ` +
      `p50 ${p50Ms.toFixed(0)} ms and p99 ${p99Ms.toFixed(0)} ms at ${STEADY_PER_SECOND}/s`,
  );
  return measured;
}

function describe({ flatOutSeconds, steadySeconds }: Lengths): string {
  return `Three processes each, MongoDB writes acknowledged by a majority and journaled, medians of ${ROUNDS} rounds, ${cpus().length} cores.
tickets/s   flat out: ${CONNECTIONS} keep-alive connections for ${flatOutSeconds} s, until the last ticket is routed and timed
p50, p99    at ${STEADY_PER_SECOND}/s with Poisson arrivals for ${steadySeconds} s, from the request in the intake's hands to routed and timed
http        the same, from the request sent to its answer read
services, mongod, redis, load   seconds of CPU per 1000 tickets, flat out; load is this benchmark's own sending
Each request carries the same ticket to all three and an Idempotency-Key of its own, which only Tierline honours.`;
}

function figures(o: {
  readonly result: Result;
  readonly rounds: readonly Round[];
  readonly lengths: Lengths;
}) {
  const { result, rounds, lengths } = o;
  return {
    node: process.version,
    cores: cpus().length,
    connections: CONNECTIONS,
    steadyPerSecond: STEADY_PER_SECOND,
    ...lengths,
    ratioToNaive: result.ratioToNaive,
    ratioToBatched: result.ratioToBatched,
    targets: { naive: TARGETS.ratioToNaive, batched: TARGETS.ratioToBatched },
    contenders: result.contenders,
    rounds,
  };
}

async function undoAll(): Promise<void> {
  for (const step of undo.splice(0).toReversed())
    await step().catch((error: unknown) => console.error(error));
}

/** Resolves with the exit code that the signal asks for. */
const interrupted = new Promise<number>((resolve) => {
  process.once('SIGINT', () => resolve(130));
  process.once('SIGTERM', () => resolve(143));
});

async function main(): Promise<number> {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options.kind === 'help') console.log(USAGE);
    else return await Promise.race([run(options).then(() => 0), interrupted]);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

const code = await main();
await undoAll();
process.exit(code);
