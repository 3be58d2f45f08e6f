import type { Calendar } from './calendar.ts';
import { compileCondition, type Condition, type Predicate, type RoutingFacts } from './condition.ts';
import type { Wanted } from './placement.ts';
import type { Priority } from './priority.ts';
import { compareTiers, TIERS, type Tier } from './tier.ts';

/** A routing rule as the policy file states it. */
export interface RoutingDeclaration extends Wanted {
  readonly name: string;
  readonly when: Condition;
  readonly tier: Tier;
  /** What the ticket's priority becomes. */
  readonly priority?: Priority;
  /** Tags that the ticket gets. */
  readonly tags?: readonly string[];
}

/** A named rule, compiled by {@link compileRule}. */
export interface RoutingRule extends Omit<RoutingDeclaration, 'when'> {
  readonly matches: Predicate;
}

/** What a trained model says of a text. */
export interface Classification {
  /** The model's version. */
  readonly model: string;
  /** How probable it is that the tier is the right one: from 0 to 1, 1 in all. */
  readonly scores: Readonly<Record<Tier, number>>;
}

/** A classification, and how sure it must be to count. */
export interface Opinion extends Classification {
  readonly minConfidence: number;
}

/** What else spoke about where the ticket belongs: a later rule that matched too, or the model's view of a tier. */
export type Alternative =
  | { readonly by: 'rule'; readonly rule: string; readonly tier: Tier }
  | { readonly by: 'model'; readonly tier: Tier; readonly score: number };

/** Why a ticket is where it was put. */
export interface RoutingTrace {
  /** Who decided: a rule of the policy, the trained model, or nobody, which means the lowest tier. */
  readonly by: 'rule' | 'model' | 'default';
  /** The rule's name; `model` or `default` where no rule matched. */
  readonly rule: string;
  /** The version of the model that was asked, whether it decided or not. */
  readonly model?: string;
  /** The model's score of the tier, where it decided. */
  readonly confidence?: number;
  /** In the order of the rules, then by the model's score; a few at most. */
  readonly alternatives: readonly Alternative[];
}

/** A trace as it was recorded: of old decisions only the rule is known. */
export type KnownTrace = Pick<RoutingTrace, 'rule'> & Partial<RoutingTrace>;

/** Where a ticket belongs, what else a rule makes of it, and why. */
export interface RoutingDecision extends RoutingTrace {
  readonly tier: Tier;
  readonly priority?: Priority;
  readonly tags?: readonly string[];
  /** The team on the tier, the skills and the slots that the rule names. */
  readonly wanted?: Wanted;
}

/** Makes a rule of its declaration. Throws RangeError when it names a calendar that is not there. */
export function compileRule(
  { when, ...rule }: RoutingDeclaration,
  calendars: ReadonlyMap<string, Calendar> = new Map(),
): RoutingRule {
  return { ...rule, matches: compileCondition(when, calendars) };
}

/** A trace is kept with every ticket: what a hundred rules would have said helps nobody. */
const MOST_RULES = 5;

/**
 * Puts a ticket on the lowest tier that can solve it: the first matching rule's; where none matches, the model's if it is
 * sure enough; else the lowest of all.
 */
export function route(
  facts: RoutingFacts,
  rules: readonly RoutingRule[],
  opinion?: Opinion,
): RoutingDecision {
  const [rule, ...others] = rules.filter(({ matches }) => matches(facts)).slice(0, MOST_RULES + 1);
  const further = others.map(({ name, tier }): Alternative => ({ by: 'rule', rule: name, tier }));
  const ranked = opinion === undefined ? [] : rankedBy(opinion.scores);
  const asked = opinion === undefined ? {} : { model: opinion.model };
  const best = ranked[0];
  if (rule !== undefined) {
    const { name, tier, priority, tags, team, needs, effort } = rule;
    const wanted = {
      ...(team !== undefined && { team }),
      ...(needs !== undefined && { needs }),
      ...(effort !== undefined && { effort }),
    };
    return {
      tier,
      by: 'rule',
      rule: name,
      ...asked,
      ...(priority !== undefined && { priority }),
      ...(tags !== undefined && { tags }),
      ...(Object.keys(wanted).length > 0 && { wanted }),
      alternatives: [...further, ...ranked],
    };
  }
  if (opinion !== undefined && best !== undefined && best.score >= opinion.minConfidence) {
    return {
      tier: best.tier,
      by: 'model',
      rule: 'model',
      ...asked,
      confidence: best.score,
      alternatives: ranked.slice(1),
    };
  }
  return { tier: TIERS[0], by: 'default', rule: 'default', ...asked, alternatives: ranked };
}

/** Most probable first; of two that are as probable the lower tier. */
function rankedBy(scores: Classification['scores']): Extract<Alternative, { by: 'model' }>[] {
  return TIERS.map((tier) => ({ by: 'model' as const, tier, score: scores[tier] })).toSorted(
    (a, b) => b.score - a.score || compareTiers(a.tier, b.tier),
  );
}
