import { base, en, Faker } from '@faker-js/faker';
import type { NewTicket } from '@tierline/client';
import { type Channel, type Instant, type Priority, type Tier, TIERS } from '@tierline/domain';
import { arrivalProfile, momentOf, type Scenario, type WorkingDay } from '@tierline/model';

import { CATALOGUE, write } from './catalogue.ts';
import { pick, pickOne, randomStream, seedOf } from './random-stream.ts';

/** A ticket that a synthetic customer will send, and what only its author knows. */
export interface GeneratedTicket {
  /** From 1, in order of arrival. */
  readonly number: number;
  /** When the customer sends it. */
  readonly at: Instant;
  /** The lowest tier that can solve it. */
  readonly trueTier: Tier;
  /** Whether its text says that it belongs above T1. */
  readonly obvious: boolean;
  readonly topic: string;
  readonly request: NewTicket & {
    readonly channel: Channel;
    readonly priority: Priority;
    readonly plan: string;
  };
}

/**
 * The tickets of a replay, in order of arrival: exactly `count`, spread over the days by the profile. The same arguments
 * give the same tickets. Each purpose has its own random stream and each ticket takes one number of each, so a change of one
 * share leaves everything else as it was. Throws RangeError for a scenario with classes.
 */
export function generateTickets({
  scenario,
  seed,
  count,
  days,
}: {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly count: number;
  readonly days: readonly WorkingDay[];
}): GeneratedTicket[] {
  const { load } = scenario;
  if (load.classes !== undefined)
    throw new RangeError('a scenario with load.classes cannot be replayed; it can be simulated');
  const profile = arrivalProfile(load.hours, days);
  const stream = (purpose: string) => randomStream(seed, purpose);
  const [arrivals, tiers, obviousness, topics, wordings, plans] = [
    stream('arrivals'),
    stream('tier'),
    stream('obvious'),
    stream('topic'),
    stream('wording'),
    stream('plan'),
  ];
  const [priorities, channels] = [stream('priority'), stream('channel')];
  const faker = new Faker({ locale: [en, base] });
  const moments = Array.from({ length: count }, () => momentOf(profile, arrivals())).toSorted(
    (a, b) => a - b,
  );
  return moments.map((at, index) => {
    const number = index + 1;
    const trueTier = pick(tiers, load.split);
    const u = obviousness();
    const obvious = trueTier !== TIERS[0] && u < load.obvious[trueTier];
    const topic = pickOne(topics, CATALOGUE[trueTier]);
    const wording = pickOne(wordings, obvious ? topic.obvious : topic.plain);
    const plan = pick(plans, load.plans);
    faker.seed(seedOf(seed, `text/${number}`));
    return {
      number,
      at,
      trueTier,
      obvious,
      topic: topic.id,
      request: {
        ...write(wording, faker),
        requester: faker.internet.exampleEmail(),
        channel: pick(channels, load.channels),
        priority: pick(priorities, load.priorities[trueTier]),
        plan: wording.plan ?? plan,
      },
    };
  });
}
