import {
  type Agent,
  agentId,
  type Instant,
  laneOf,
  type Placement,
  placementOn,
  type Policy,
  type Priority,
  serves,
  teamId,
  teamOf,
  type Tier,
  TIERS,
  type Wanted,
} from '@tierline/domain';

import type { PeopleGroup } from '../scenario/people-file.ts';

/** Tickets of one tier that wait for the same people. */
export interface Lane {
  /** Place of the tier in TIERS. */
  readonly tier: number;
  /** As `laneOf` of the domain has it. */
  readonly name: string;
  /** The team whose they are, if the tier has teams. */
  readonly team: string | undefined;
}

/** Lanes of a compiled organisation, and which people serve which. */
export interface Lanes {
  readonly all: readonly Lane[];
  /** Group by group: people of the same crew serve the same lanes. */
  readonly crewOf: Int32Array;
  /** Group by group, the team of its people, if their tier has teams. */
  readonly teamOf: readonly (string | undefined)[];
  /** Crew by crew, the lanes that it serves; lane by lane, the crews that serve it. */
  readonly lanesOf: readonly Int32Array[];
  readonly crewsOf: readonly Int32Array[];
}

/**
 * Numbers the lanes of an organisation as tickets ask for them, by the domain's `placementOn`, `laneOf` and `serves`. Each
 * group of people is one agent of the policy there, whenever it works.
 */
export class LaneNumbers {
  readonly #policy: Policy;
  readonly #now: Instant;
  readonly #people: readonly Agent[];
  readonly #lanes: Lane[] = [];

  constructor(policy: Policy, groups: readonly PeopleGroup[], now: Instant) {
    this.#people = groups.map(agentOf);
    this.#policy = { ...policy, agents: new Map(this.#people.map((agent) => [agent.id, agent])) };
    this.#now = now;
  }

  /**
   * The lanes of a ticket that begins on a tier and wants this, tier by tier. On each further tier it asks for what the one
   * before could meet; a team is named for the first alone.
   */
  numbersOf(start: Tier, priority: Priority, wanted: Wanted): number[] {
    const lanes: number[] = [];
    let wants = wanted;
    for (const tier of TIERS) {
      const placement = placementOn(tier, { priority, wanted: wants }, this.#now, this.#policy);
      lanes.push(this.#numberOf(tier, placement));
      if (tier === start || wants !== wanted) wants = placement.needs ? { needs: placement.needs } : {};
    }
    return lanes;
  }

  #numberOf(tier: Tier, { sharedWith: _, ...placement }: Placement): number {
    const name = laneOf(placement);
    const place = TIERS.indexOf(tier);
    const known = this.#lanes.findIndex((lane) => lane.tier === place && lane.name === name);
    if (known >= 0) return known;
    this.#lanes.push({ tier: place, name, team: placement.team });
    return this.#lanes.length - 1;
  }

  /** All lanes that were asked for. */
  close(): Lanes {
    const served = this.#people.map((agent) =>
      this.#lanes.flatMap(({ tier, name }, lane) =>
        TIERS[tier] === agent.tier && serves(agent, name, this.#now, this.#policy) ? [lane] : [],
      ),
    );
    const names = [...new Set(served.map((lanes) => lanes.join()))];
    const lanesOf = names.map((name) => Int32Array.from(name === '' ? [] : name.split(',').map(Number)));
    return {
      all: this.#lanes,
      crewOf: Int32Array.from(served, (lanes) => names.indexOf(lanes.join())),
      teamOf: this.#people.map((agent) => teamOf(agent, this.#now, this.#policy)?.id),
      lanesOf,
      crewsOf: this.#lanes.map((_, lane) =>
        Int32Array.from(lanesOf.flatMap((lanes, crew) => (lanes.includes(lane) ? [crew] : []))),
      ),
    };
  }
}

function agentOf({ tier, team, skills }: PeopleGroup, index: number): Agent {
  return {
    id: agentId(`group-${index}`),
    name: `group ${index}`,
    tier,
    ...(team !== undefined && { team: teamId(team) }),
    capacity: 1,
    skills,
    changes: [],
  };
}
