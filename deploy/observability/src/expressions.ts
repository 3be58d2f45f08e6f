import { DASHBOARDS } from './dashboards/dashboards.ts';
import type { Expr } from './promql.ts';
import { RULES } from './rules.ts';

/** An expression of a rule or a panel. */
export interface Expression {
  /** "record tierline:tickets_taken:pace", "alert OutboxStuck", "signal of OutboxStuck", "panel Memory of tierline-sre". */
  readonly where: string;
  readonly expr: Expr;
  /** Why it may have no value in a healthy system that has just started; absent where it has to have one. */
  readonly mayBeEmpty?: string;
}

/**
 * Every expression that a rule or a panel asks Prometheus for, and of alerts also the parts that have values while nothing
 * is wrong.
 */
export function allExpressions(): readonly Expression[] {
  return [
    ...Object.values(RULES)
      .flat()
      .flatMap(({ recordings, alerts }) => [
        ...recordings.map(({ name, labels, expr, mayBeEmpty }) => ({
          where: ['record', name, ...Object.values(labels ?? {})].join(' '),
          expr,
          ...empty(mayBeEmpty),
        })),
        ...alerts.flatMap(({ name, expr, severity, signals }) => [
          { where: `alert ${name}`, expr, ...empty(severity === 'none' ? undefined : 'nothing is wrong') },
          ...signals.map((signal) => ({ where: `signal of ${name}`, ...signal })),
        ]),
      ]),
    ...DASHBOARDS.flatMap(({ uid, rows }) =>
      rows.flatMap(({ panels }) =>
        panels.flatMap(({ title, queries }) =>
          queries.map(({ expr, mayBeEmpty }) => ({
            where: `panel ${title} of ${uid}`,
            expr,
            ...empty(mayBeEmpty),
          })),
        ),
      ),
    ),
  ];
}

function empty(why: string | undefined): Pick<Expression, 'mayBeEmpty'> {
  return why === undefined ? {} : { mayBeEmpty: why };
}
