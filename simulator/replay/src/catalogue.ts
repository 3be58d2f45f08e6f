import type { Faker } from '@faker-js/faker';
import type { Tier } from '@tierline/domain';

import type { Topic, Wording } from './topic.ts';
import { T1_TOPICS } from './topics-t1.ts';
import { T2_TOPICS } from './topics-t2.ts';
import { T3_TOPICS } from './topics-t3.ts';

/** Everything that synthetic customers write about, by the lowest tier that can solve it. */
export const CATALOGUE: Readonly<Record<Tier, readonly Topic[]>> = {
  T1: T1_TOPICS,
  T2: T2_TOPICS,
  T3: T3_TOPICS,
};

const TOPICS = [...T3_TOPICS, ...T2_TOPICS, ...T1_TOPICS];

/** Text of a ticket, as an agent reads it. */
export interface TicketText {
  readonly subject: string;
  readonly description: string;
}

/**
 * What a ticket is about, read from its text alone, so that anybody's ticket can be worked: undefined for a text that is
 * about none of the known topics. The subject counts before the description.
 */
export function topicOf({ subject, description }: TicketText): Topic | undefined {
  return topicIn(subject) ?? topicIn(description);
}

/** A wording as one customer writes it. What is filled in comes from the given faker, so its seed decides the text. */
export function write(wording: Wording, faker: Faker): TicketText {
  const greeting = faker.helpers.arrayElement(['Hello,', 'Hi,', 'Good morning,', 'Dear support team,']);
  const close = faker.helpers.arrayElement(['Thanks', 'Thank you', 'Kind regards', 'Best regards']);
  return {
    subject: faker.helpers.fake(wording.subject),
    description: `${greeting}\n\n${faker.helpers.fake(wording.body)}\n\n${close},\n${faker.person.firstName()}`,
  };
}

function topicIn(text: string): Topic | undefined {
  const read = text.toLowerCase();
  return TOPICS.find(({ signs }) => signs.some((sign) => read.includes(sign)));
}
