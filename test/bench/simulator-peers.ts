/** The three tiers by the product's model, beside those of other programs. */
import { simulate } from '@tierline/model';

import { compiledPeer, type Peer, peerRuns, pythonPeers } from '../peers/peers.ts';
import { triTier } from '../peers/tri-tier.ts';
import { type Finding, held, inSeconds, inTimes, timesOf } from './finding.ts';

const TICKETS = 200_000;
const WARM_UP = 5;
/** Runs of a round, of those that take a fraction of a second. */
const RUNS = 4;
/** A minute of Python is enough. */
const PYTHON_ROUNDS = 3;
const SEED = 1;

/** In the order in which they are told; what each engine keeps beside the run itself is in its name. */
const PEERS = [
  { id: 'simpy', name: 'SimPy, the wait of each visit in a list', target: 30 },
  { id: 'ciw', name: 'Ciw, a record of each visit', target: 80 },
  { id: 'cpp', name: 'C++, heap of events, a sum of waits by tier', target: 0.5 },
] as const;

/** Least times in rounds that go through all engines, so that whatever else the machine does hits all of them. */
export async function besidePeers(rounds: number, log: (text: string) => void): Promise<readonly Finding[]> {
  log('installing SimPy and Ciw, compiling the baseline in C++');
  const peers: Readonly<Record<(typeof PEERS)[number]['id'], Peer>> = {
    ...(await pythonPeers()),
    cpp: await compiledPeer(),
  };
  const organisation = triTier(TICKETS);
  for (let run = 0; run < WARM_UP; run += 1) simulate(organisation, { seed: SEED, replication: run });
  const times = {
    own: new Array<number>(),
    simpy: new Array<number>(),
    ciw: new Array<number>(),
    cpp: new Array<number>(),
  };
  for (let round = 0; round < rounds; round += 1) {
    log(`three tiers, round ${round + 1} of ${rounds}`);
    for (let run = 0; run < RUNS; run += 1) {
      const start = performance.now();
      const { created } = simulate(organisation, { seed: SEED, replication: round * RUNS + run });
      // As many as came, which is about as many as were asked for.
      times.own.push(((performance.now() - start) / 1000) * (TICKETS / created));
    }
    for (const { id } of PEERS) {
      const peer = peers[id];
      if (peer.kind === 'missing' || (id !== 'cpp' && round >= PYTHON_ROUNDS)) continue;
      const runs = await peerRuns(peer, {
        tickets: TICKETS,
        runs: id === 'cpp' ? RUNS : 1,
        seed: SEED + round,
      });
      times[id].push(...runs.map(({ seconds }) => seconds));
    }
  }
  const own = timesOf(times.own);
  return [
    {
      what: `${TICKETS.toLocaleString('en')} tickets, three tiers: the model, all figures and histograms`,
      figure: `${inSeconds(own.least)}, median ${inSeconds(own.median)}`,
    },
    ...PEERS.flatMap(({ id, name, target }): Finding[] => {
      const peer = peers[id];
      if (peer.kind === 'missing') return [{ what: `  ${name}`, figure: `not measured: ${peer.why}` }];
      const { least, median } = timesOf(times[id]);
      return [
        { what: `  ${name} (${peer.version})`, figure: `${inSeconds(least)}, median ${inSeconds(median)}` },
        held("    theirs beside the model's, the least", least / own.least, {
          is: '>=',
          target,
          words: inTimes,
        }),
        { what: '    the medians', figure: inTimes(median / own.median) },
      ];
    }),
  ];
}
