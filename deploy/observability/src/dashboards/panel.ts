import type { Expr } from '../promql.ts';

/** Units that Grafana knows, as it names them. */
export type Unit = 's' | 'percentunit' | 'short' | 'reqps' | 'ops' | 'bytes' | 'bool_yes_no' | 'none';

export interface Query {
  readonly expr: Expr;
  /** What a line is called: labels as `{{queue}}`. */
  readonly legend: string;
  /** Why it may have no value in a healthy system that has just started. */
  readonly mayBeEmpty?: string;
}

/** A value from which on a panel is of that colour. */
export interface Threshold {
  readonly from: number;
  readonly color: 'green' | 'orange' | 'red';
}

export interface Panel {
  readonly title: string;
  /** How to read it. */
  readonly description: string;
  readonly unit: Unit;
  /** A line over time, or the last value alone. */
  readonly kind: 'graph' | 'figure';
  readonly queries: readonly Query[];
  readonly thresholds?: readonly Threshold[];
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

export interface Dashboard {
  /** By which it is known in addresses, and the name of its file. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly from: string;
  readonly rows: readonly Row[];
}

type About = Omit<Panel, 'kind' | 'queries'>;

export function graph(about: About, ...queries: readonly Query[]): Panel {
  return { kind: 'graph', ...about, queries };
}

export function figure(about: About, ...queries: readonly Query[]): Panel {
  return { kind: 'figure', ...about, queries };
}

export function query(expr: Expr, legend: string, mayBeEmpty?: string): Query {
  return { expr, legend, ...(mayBeEmpty !== undefined && { mayBeEmpty }) };
}
