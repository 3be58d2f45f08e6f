/** A company with many lanes, and a backlog in them. */
import type { LoadedPolicy } from '@tierline/contracts';
import { agentId, instant, laneOf, type AgentId } from '@tierline/domain';
import type { RealTicketing } from '@tierline/testkit';
import { aLife, aPolicy, aRequest, MONDAY } from '@tierline/testkit';
import { mongo } from 'mongoose';

export const CAPACITY = 3;
/** Skills, each at one of two levels: with none at all, so many lanes. */
const SKILLS = 20;
const LANES = 2 * SKILLS + 1;
const BATCH = 5000;
/** Somebody without a skill, and somebody who has half of them. */
export const PLAIN: AgentId = agentId('plain');
export const SKILLED: AgentId = agentId('skilled');

export function crowdOf(size: number): readonly AgentId[] {
  return Array.from({ length: size }, (_, index) => agentId(`crowd-${index}`));
}

function skillsOf(count: number, from = 0): string {
  return Array.from({ length: count }, (_, index) => `s${(from + index) % SKILLS}: 2`).join(', ');
}

/** Every agent of the crowd has some of the skills. */
export function aCrowd(size: number): LoadedPolicy {
  const people = crowdOf(size).map(
    (id, index) =>
      `  - { id: ${id}, name: Crowd, tier: T1, capacity: ${CAPACITY}, skills: { ${skillsOf(5, index)} } }`,
  );
  return aPolicy(
    `  - { id: plain, name: Plain, tier: T1, capacity: 100 }
  - { id: skilled, name: Skilled, tier: T1, capacity: 100, skills: { ${skillsOf(SKILLS / 2)} } }
${people.join('\n')}
`,
  );
}

function needsOf(lane: number): Readonly<Record<string, number>> {
  return lane === 0 ? {} : { [`s${(lane - 1) % SKILLS}`]: lane <= SKILLS ? 1 : 2 };
}

/** Waiting tickets number `from` to `to`, spread over the lanes and over the ranks. */
export async function fill(
  { database }: RealTicketing['ticketing'],
  { from, to, loaded }: { readonly from: number; readonly to: number; readonly loaded: LoadedPolicy },
): Promise<void> {
  const { ticket } = aLife([{ kind: 'route', by: { kind: 'system', name: 'bench' } }], {
    policy: loaded.policy,
    request: aRequest(),
  });
  const { id: _id, rank = 0, ...rest } = ticket;
  for (let first = from; first < to; first += BATCH) {
    const count = Math.min(BATCH, to - first);
    await database.tickets.insertMany(
      Array.from({ length: count }, (_, offset) => {
        const number = first + offset;
        const needs = needsOf(number % LANES);
        return {
          ...rest,
          _id: number.toString(16).padStart(24, '0'),
          ...(number % LANES > 0 && { needs }),
          lane: laneOf({ needs }),
          // Scattered, so that neighbours in the index were not written together.
          rank: rank + ((number * 7919) % 86_400_000),
          outbox: [],
          changedAt: mongo.Timestamp.fromNumber(number),
        };
      }),
      { ordered: false, writeConcern: { w: 1, journal: false } },
    );
  }
}

/** A moment at which the backlog waits. */
export const NOW = instant(MONDAY + 120_000);
