import type { Expr, Team } from './promql.ts';
import type { Cases } from './situation.ts';

/** A page of docs/runbooks; it has a section for each of its alerts. */
export type RunbookPage =
  | 'slos'
  | 'promises'
  | 'capacity'
  | 'queues'
  | 'truth'
  | 'dependencies'
  | 'requests'
  | 'deliveries'
  | 'processes';

/** `page` wakes somebody up, `ticket` is for the next working day, `none` is for a machine. */
export type Severity = 'page' | 'ticket' | 'none';

/** An expression that has data in a healthy system, or why it may have none. */
export interface Signal {
  readonly expr: Expr;
  readonly mayBeEmpty?: string;
}

/** A rule that fires. */
export interface Alert {
  /** No other has it. */
  readonly name: string;
  readonly expr: Expr;
  /** The parts of `expr` that can be asked for in a healthy system, where `expr` itself has no value. */
  readonly signals: readonly Signal[];
  /** Minutes for which it has to be so before it fires. */
  readonly forMinutes: number;
  readonly severity: Severity;
  readonly team: Team;
  /** One line; may name labels as `{{ $labels.queue }}`. */
  readonly summary: string;
  /** What is so, with its value: `{{ $value | humanize }}`. */
  readonly description: string;
  readonly page: RunbookPage;
  /** The heading in the runbook, where several alerts share one. */
  readonly section?: string;
  readonly cases: Cases;
}

/** A rule that keeps the value of an expression as a series. */
export interface Recording {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly expr: Expr;
  readonly mayBeEmpty?: string;
}

/** Rules that are evaluated together, recordings first. */
export interface RuleGroup {
  readonly name: string;
  /** How often; rarer where they look back for days. */
  readonly every: '30s' | '1m';
  readonly recordings: readonly Recording[];
  readonly alerts: readonly Alert[];
}
