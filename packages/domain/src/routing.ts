import type { Channel } from './channel.ts';
import type { Priority } from './priority.ts';
import { TIERS, type Tier } from './tier.ts';

/** What a routing rule may look at. */
export interface RoutingFacts {
  readonly subject: string;
  readonly description: string;
  readonly channel: Channel;
  readonly priority: Priority;
  readonly plan?: string;
  readonly tags: readonly string[];
}

/** Conditions that must all hold; within a list one match is enough, and an absent list holds. */
export interface RoutingCondition {
  /** Words or phrases, found in subject or description whatever their case, as whole words. */
  readonly text?: readonly string[];
  readonly channels?: readonly Channel[];
  readonly priorities?: readonly Priority[];
  readonly plans?: readonly string[];
  readonly tags?: readonly string[];
}

/** A named rule, compiled by {@link compileRule}. */
export interface RoutingRule {
  readonly name: string;
  readonly tier: Tier;
  readonly matches: (facts: RoutingFacts) => boolean;
}

/** Where a ticket belongs, and which rule said so. */
export interface RoutingDecision {
  readonly tier: Tier;
  /** The rule's name, or `default` where none matched. */
  readonly rule: string;
}

/** Makes a rule of its declaration. Phrases are taken literally. */
export function compileRule(name: string, when: RoutingCondition, tier: Tier): RoutingRule {
  const phrases = when.text && phrasesPattern(when.text);
  const among = <T>(list: readonly T[] | undefined, value: T | undefined) =>
    list === undefined || (value !== undefined && list.includes(value));
  return {
    name,
    tier,
    matches: (facts) =>
      among(when.channels, facts.channel) &&
      among(when.priorities, facts.priority) &&
      among(when.plans, facts.plan) &&
      (when.tags === undefined || when.tags.some((tag) => facts.tags.includes(tag))) &&
      (phrases === undefined || phrases.test(facts.subject) || phrases.test(facts.description)),
  };
}

/** Puts a ticket on the lowest tier that can solve it: the first matching rule's, else the lowest of all. */
export function route(facts: RoutingFacts, rules: readonly RoutingRule[]): RoutingDecision {
  const rule = rules.find((candidate) => candidate.matches(facts));
  return rule === undefined ? { tier: TIERS[0], rule: 'default' } : { tier: rule.tier, rule: rule.name };
}

function phrasesPattern(phrases: readonly string[]): RegExp {
  const literal = phrases.map((phrase) =>
    phrase.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/\s+/g, '\\s+'),
  );
  // Boundaries by letters, their marks and digits of any script: \b knows only ASCII.
  return new RegExp(`(?<![\\p{L}\\p{M}\\p{N}])(?:${literal.join('|')})(?![\\p{L}\\p{M}\\p{N}])`, 'iu');
}
