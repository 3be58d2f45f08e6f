import assert from 'node:assert/strict';

import { TIERS } from '@tierline/domain';
import { Tally } from '@tierline/engine';
import { simulate } from '@tierline/model';

import { type Peer, peerRuns, pythonPeers } from './peers.ts';
import { triTier, waitsOf } from './tri-tier.ts';

const TICKETS = 15_000;
/** Seeds are fixed: what agrees once agrees always. */
const SEED = 2026;
const PEER_RUNS = 24;
const OWN_RUNS = 48;

interface Compared {
  readonly tier: string;
  readonly ours: Tally;
  readonly theirs: Tally;
  /** The difference of both means in standard errors. */
  readonly z: number;
}

function compared(ours: readonly (readonly number[])[], theirs: readonly (readonly number[])[]): Compared[] {
  return TIERS.map((tier, index) => {
    const of = (runs: readonly (readonly number[])[]) =>
      Tally.of(runs.map((waits) => waits[index] ?? Number.NaN));
    const [own, other] = [of(ours), of(theirs)];
    const error = Math.hypot(own.sd / Math.sqrt(own.count), other.sd / Math.sqrt(other.count));
    return { tier, ours: own, theirs: other, z: (own.mean - other.mean) / error };
  });
}

function inWords(name: string, { tier, ours, theirs, z }: Compared): string {
  const hours = ({ mean, sd, count }: Tally) =>
    `${mean.toFixed(4)} ±${((1.96 * sd) / Math.sqrt(count)).toFixed(4)} h`;
  return `${tier} mean wait: ours ${hours(ours)}, ${name} ${hours(theirs)}, z ${z.toFixed(2)}`;
}

describe('other simulators run the same three tiers', function peersRun() {
  this.timeout(300_000);
  let peers: Readonly<Record<'simpy' | 'ciw', Peer>>;
  const found: Compared[] = [];
  let ours: readonly (readonly number[])[] = [];

  before(async () => {
    peers = await pythonPeers();
    const organisation = triTier(TICKETS);
    ours = Array.from({ length: OWN_RUNS }, (_, replication) =>
      waitsOf(simulate(organisation, { seed: SEED, replication })),
    );
  });

  for (const [id, name] of [
    ['simpy', 'SimPy'],
    ['ciw', 'Ciw'],
  ] as const)
    it(`and ${name} has customers wait as long on each of them`, async function agrees() {
      const peer = peers[id];
      if (peer.kind === 'missing') {
        process.stdout.write(`    not compared with ${name}: ${peer.why}\n`);
        this.skip();
      }
      const runs = await peerRuns(peer, { tickets: TICKETS, runs: PEER_RUNS, seed: SEED });
      const all = compared(
        ours,
        runs.map(({ waits }) => waits),
      );
      found.push(...all);
      const lines = all.map((one) => inWords(`${name} ${peer.version}`, one));
      process.stdout.write(lines.map((line) => `    ${line}\n`).join(''));
      assert.ok(
        all.every(({ z }) => Math.abs(z) < 4),
        lines.join('\n'),
      );
    });

  it('and all differences together are no larger than chance makes them', function chance() {
    if (found.length === 0) this.skip();
    const squares = found.reduce((sum, { z }) => sum + z ** 2, 0) / found.length;
    assert.ok(
      squares < 2,
      `the mean of z² is ${squares.toFixed(2)}, and about 1 where only chance is at work`,
    );
  });
});
