import type { AttachmentPolicy } from './attachment.ts';
import type { Calendar } from './calendar.ts';
import type { CustomState } from './custom-state.ts';
import type { Field } from './field.ts';
import type { AgentId, TeamId } from './ids.ts';
import type { EffortPolicy } from './placement.ts';
import type { Priority } from './priority.ts';
import type { RoutingRule } from './routing.ts';
import type { PausingState, ResponseKind, SlaPolicy } from './sla-policy.ts';
import type { Agent, Team } from './staff.ts';
import type { Millis } from './time.ts';

/** What one priority means. */
export interface PriorityPolicy {
  /** A waiting ticket of this priority is ranked as if its earliest promise were due this much sooner. */
  readonly headStart: Millis;
}

/** How a ticket is passed on, and what stays with whom. */
export interface EscalationPolicy {
  /** How often a ticket may move between tiers, up or down. */
  readonly max: number;
  /** How often it may be passed on within a tier. */
  readonly maxReassignments: number;
  /** What happens to a further try: refused, or the ticket stays and is marked for a manager. */
  readonly atLimit: 'refuse' | 'manager';
  /** Why a ticket may be passed on, in the company's words: every move names one. */
  readonly reasons: readonly string[];
  /** Who becomes the customer's contact: who claims the ticket first, or who first answers. */
  readonly contact: 'first-claim' | 'first-answer';
}

/** What happens to a ticket that waits, or is done. */
export interface LifePolicy {
  /** While a ticket is in one of these states its clocks are paused, unless their promise says otherwise. */
  readonly pausedWhile: readonly PausingState[];
  /** Wall time from solved to closed. */
  readonly closeAfter: Millis;
  /** What a customer's message to a closed ticket does: re-open it, open another that follows it up, or nothing. */
  readonly replyToClosed: 'reopen' | 'follow-up' | 'reject';
}

/** Which trained model is asked where a ticket belongs, and how sure it must be (0 to 1) to decide. */
export interface ClassifierPolicy {
  /** A model's version, the latest whatever it is, or none. */
  readonly use: string;
  readonly minConfidence: number;
}

/** How tickets and agents come together. */
export interface AssignmentPolicy {
  /** Whether an agent may take the next ticket outside of the shift. */
  readonly claimOffShift: 'allow' | 'refuse';
  /** How long (wall time) a ticket waits for the agent who had it last alone; absent: others may take it at once. */
  readonly stickFor?: Millis;
  /** An agent not heard of for so long (wall time) is offline; absent: never by silence. */
  readonly offlineAfter?: Millis;
  /** What becomes of the tickets in hand of somebody who no longer works here. */
  readonly onLeave: 'queue' | 'keep';
}

/** Everything a company decides about its support, validated and compiled: the rules' one input beside the ticket. */
export interface Policy {
  /** Identifies the content; every decision that depends on the policy records it. */
  readonly version: string;
  /** How many times a policy was put in force until this one; 0 for one that never was. */
  readonly number: number;
  /**
   * By name, and by a key of name and content under which clocks count on them. Those of earlier versions are there by
   * their keys as well: open tickets may still count on them.
   */
  readonly calendars: ReadonlyMap<string, Calendar>;
  readonly priorities: Readonly<Record<Priority, PriorityPolicy>>;
  /** What is promised: the first that applies to a ticket, and the last applies to all. */
  readonly sla: readonly SlaPolicy[];
  /** Which public messages of agents count as responses. */
  readonly respondsBy: readonly ResponseKind[];
  /** First match decides; none means the classifier, where one is in use, else the lowest tier. */
  readonly routing: readonly RoutingRule[];
  readonly classifier: ClassifierPolicy;
  readonly escalation: EscalationPolicy;
  readonly life: LifePolicy;
  /** The fields that the company adds to its tickets. */
  readonly fields: readonly Field[];
  readonly attachments: AttachmentPolicy;
  /** The states that the company adds. */
  readonly states: readonly CustomState[];
  /** A ticket is taken back from an agent not heard of for so long (wall time); absent: never. */
  readonly takeBackAfter?: Millis;
  readonly assignment: AssignmentPolicy;
  readonly effort: EffortPolicy;
  /** In the order of the file: the first of a tier is where its tickets go unless a rule names another. */
  readonly teams: ReadonlyMap<TeamId, Team>;
  readonly agents: ReadonlyMap<AgentId, Agent>;
  /** Where engineering keeps its issues, by name. */
  readonly trackers: ReadonlySet<string>;
}

/** The calendar of that name. Throws RangeError when the policy has none: validation keeps that from happening. */
export function calendarIn(policy: Policy, name: string): Calendar {
  const calendar = policy.calendars.get(name);
  if (calendar === undefined) throw new RangeError(`policy ${policy.version} has no calendar ${name}`);
  return calendar;
}

/**
 * The calendar on which a clock that runs already counts: its own. A ticket may be older than the memory of policies; one
 * whose calendar nobody knows any more counts on that of T1, so that it can still be worked on.
 */
export function clockCalendar(policy: Policy, key: string): Calendar {
  const known = policy.calendars.get(key);
  if (known !== undefined) return known;
  const last = policy.sla.at(-1);
  if (last === undefined) throw new RangeError(`policy ${policy.version} has no promises`);
  return calendarIn(policy, last.tiers.T1.calendar);
}
