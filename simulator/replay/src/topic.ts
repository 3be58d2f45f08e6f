import type { Tier } from '@tierline/domain';

/** One way to write about a topic: a subject and the sentences below the greeting, as templates of faker (`{{person.firstName}}`). */
export interface Wording {
  readonly subject: string;
  readonly body: string;
  /** What the customer has to pay for, where the wording only makes sense then. */
  readonly plan?: string;
}

/** What a ticket can be about. */
export interface Topic {
  readonly id: string;
  /** The lowest tier that can solve it. */
  readonly tier: Tier;
  /** Phrases by which somebody who reads the text knows the topic, in lower case. Every subject of the topic has one; no text of another topic has any. */
  readonly signs: readonly string[];
  /** Written as a customer who does not know how hard it is: no routing rule of the preset matches. */
  readonly plain: readonly Wording[];
  /** Written so that a routing rule sends it straight to its tier. None on T1. */
  readonly obvious: readonly Wording[];
}
