import type { Instant } from './time.ts';

/**
 * How what was handed to engineering stands.
 * - requested: to be filed in the tracker, which does not have it yet
 * - filed: the tracker has it, nothing was heard of it since
 * - open: engineering has it
 * - fixed, closed: done, with or without a fix
 * - failed: the tracker does not take it, or has no such issue
 * - unlinked: T3 took it back
 */
export const ENGINEERING_STATES = [
  'requested',
  'filed',
  'open',
  'fixed',
  'closed',
  'failed',
  'unlinked',
] as const;

export type EngineeringState = (typeof ENGINEERING_STATES)[number];

/** What a tracker says of an issue. */
export const ISSUE_STATES = ['open', 'fixed', 'closed'] as const;

export type IssueState = (typeof ISSUE_STATES)[number];

/** An issue as its tracker names it. */
export interface Issue {
  readonly key: string;
  /** Where people read it. */
  readonly url?: string;
}

export const ISSUE_KEY_PATTERN: RegExp = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** What an engineer, or anybody else, wrote on an issue. */
export interface IssueComment {
  /** The tracker's id of it. */
  readonly id: string;
  /** Whose it is, as the tracker names people. */
  readonly author: string;
  readonly body: string;
}

/** What engineering has to do with a ticket: the last handoff. */
export interface Engineering {
  /** As the policy names it. */
  readonly tracker: string;
  readonly state: EngineeringState;
  /** When that began. */
  readonly since: Instant;
  /** How often the ticket was handed to engineering. */
  readonly handoffs: number;
  /** Number of the event that handed it over: tells one handoff from the next. */
  readonly handoff: number;
  /** Known once it is filed or linked. */
  readonly issue?: Issue;
  /** The last comments that reached the ticket, by their ids: none is told twice. */
  readonly heard: readonly string[];
}

/** What can happen between a ticket and engineering. */
export type EngineeringChange =
  | {
      readonly kind: 'engineering.requested';
      readonly tracker: string;
      readonly title: string;
      readonly body: string;
    }
  | { readonly kind: 'engineering.failed'; readonly reason: string }
  | {
      readonly kind: 'engineering.commented';
      readonly tracker: string;
      readonly issue: Issue;
      readonly body: string;
    }
  | { readonly kind: 'issue.linked' | 'issue.filed'; readonly tracker: string; readonly issue: Issue }
  | { readonly kind: 'issue.changed'; readonly state: IssueState }
  | { readonly kind: 'issue.unlinked' };

/** Comments that a ticket remembers; more than one reading of an issue brings. */
const REMEMBERED = 200;

/** What one such change, event number `seq`, makes of the ticket's part. */
export function engineeringAfter(
  before: Engineering | undefined,
  change: EngineeringChange,
  { at: since, seq: handoff }: { readonly at: Instant; readonly seq: number },
): Engineering | undefined {
  const begun = (tracker: string) => ({
    tracker,
    since,
    handoffs: (before?.handoffs ?? 0) + 1,
    handoff,
    heard: [],
  });
  switch (change.kind) {
    case 'engineering.requested':
      return { ...begun(change.tracker), state: 'requested' };
    case 'issue.linked':
      return { ...begun(change.tracker), state: 'filed', issue: change.issue };
    case 'issue.filed':
      return before && { ...before, state: 'filed', since, issue: change.issue };
    case 'issue.changed':
      return before && { ...before, state: change.state, since };
    case 'engineering.failed':
      return before && { ...before, state: 'failed', since };
    case 'issue.unlinked': {
      if (before === undefined) return undefined;
      const { issue: _, ...rest } = before;
      return { ...rest, state: 'unlinked', since };
    }
    case 'engineering.commented':
      return before;
  }
}

/** The part once another comment has reached the ticket. */
export function havingHeard(before: Engineering, comment: string): Engineering {
  return { ...before, heard: [...before.heard, comment].slice(-REMEMBERED) };
}

/** Whether engineering has, or is to get, something that is not done. */
export function isUnderWay({ state }: Engineering): boolean {
  return state === 'requested' || state === 'filed' || state === 'open';
}
