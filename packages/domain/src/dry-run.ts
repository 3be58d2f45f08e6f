import type { RoutingFacts } from './condition.ts';
import type { Policy } from './policy.ts';
import { PRIORITIES, type Priority } from './priority.ts';
import { type Classification, route, type RoutingDecision } from './routing.ts';
import type { Promises, SlaPolicy, SlaTarget } from './sla-policy.ts';
import { type Agent, tierOf } from './staff.ts';
import { TIERS, type Tier } from './tier.ts';
import type { Instant } from './time.ts';

/** A ticket that another policy would have put elsewhere, or given another priority. */
export interface Reroute {
  readonly from: RoutingDecision;
  readonly to: RoutingDecision;
}

/**
 * Where another policy would have put a ticket, by the same rules as production; undefined where that makes no difference.
 * `said` is what the models that they have in use say of the ticket.
 */
export function reroute(
  facts: RoutingFacts,
  before: Policy,
  after: Policy,
  said: { readonly before?: Classification | undefined; readonly after?: Classification | undefined } = {},
): Reroute | undefined {
  const from = routed(facts, before, said.before);
  const to = routed(facts, after, said.after);
  return from.tier === to.tier && from.priority === to.priority ? undefined : { from, to };
}

function routed(
  facts: RoutingFacts,
  { routing, classifier: { minConfidence } }: Policy,
  said: Classification | undefined,
): RoutingDecision {
  return route(facts, routing, said && { ...said, minConfidence });
}

/** A promise of an SLA policy, by whom it is made to: the tickets of a priority, or the stays on a tier. */
export interface PromiseChange {
  /** The name of the SLA policy. */
  readonly policy: string;
  readonly promise:
    | { readonly to: Priority; readonly clock: keyof Promises }
    | { readonly to: Tier; readonly clock: 'tier' };
  /** Absent where it was not made. */
  readonly before?: SlaTarget;
  /** Absent where it is not made any more. */
  readonly after?: SlaTarget;
}

/** What another policy means for people, rules and promises, whatever the tickets are. */
export interface PolicyEffects {
  readonly agentsGone: readonly Agent[];
  /** Agents who would be on another tier at that moment. */
  readonly agentsMoved: readonly { readonly agent: Agent; readonly from: Tier; readonly to: Tier }[];
  readonly rulesGone: readonly string[];
  readonly rulesNew: readonly string[];
  /** Promises that new tickets, or new stays on a tier, would get otherwise than now. */
  readonly promises: readonly PromiseChange[];
}

export function policyEffects(before: Policy, after: Policy, now: Instant): PolicyEffects {
  const rules = (policy: Policy) => policy.routing.map(({ name }) => name);
  const agents = [...before.agents.values()];
  return {
    agentsGone: agents.filter(({ id }) => !after.agents.has(id)),
    agentsMoved: agents.flatMap((agent) => {
      const then = after.agents.get(agent.id);
      if (then === undefined) return [];
      const [from, to] = [tierOf(agent, now), tierOf(then, now)];
      return from === to ? [] : [{ agent, from, to }];
    }),
    rulesGone: without(rules(before), rules(after)),
    rulesNew: without(rules(after), rules(before)),
    promises: promiseChanges(before.sla, after.sla),
  };
}

function promiseChanges(before: readonly SlaPolicy[], after: readonly SlaPolicy[]): PromiseChange[] {
  const names = new Set([...before, ...after].map(({ name }) => name));
  return [...names].flatMap((policy) => {
    const [old, next] = [before, after].map((list) => promisesOf(list.find(({ name }) => name === policy)));
    return PROMISED.flatMap((promise, index): PromiseChange[] => {
      const [was, is] = [old?.[index], next?.[index]];
      if (was === is || (was && is && same(was, is))) return [];
      return [{ policy, promise, ...(was && { before: was }), ...(is && { after: is }) }];
    });
  });
}

const PROMISED: readonly PromiseChange['promise'][] = [
  ...PRIORITIES.flatMap((to) =>
    (['firstResponse', 'nextResponse', 'update', 'resolution'] as const).map((clock) => ({ to, clock })),
  ),
  ...TIERS.map((to) => ({ to, clock: 'tier' as const })),
];

/** In the order of `PROMISED`. */
function promisesOf(sla: SlaPolicy | undefined): readonly (SlaTarget | undefined)[] {
  return PROMISED.map((promise) =>
    promise.clock === 'tier' ? sla?.tiers[promise.to] : sla?.priorities[promise.to][promise.clock],
  );
}

/** In all but which version of the policy says so. */
function same({ source: _, ...a }: SlaTarget, { source: __, ...b }: SlaTarget): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function without(names: readonly string[], others: readonly string[]): readonly string[] {
  return names.filter((name) => !others.includes(name));
}
