import { z } from 'zod';

import { unitOf } from '../result/figure.ts';

/** What a figure must be: a promise of attainment, a utilisation not to exceed, a cost. */
export interface Target {
  /** Name of the figure, such as `T1.tierTarget.attainment`. */
  readonly figure: string;
  readonly is: '>=' | '<=';
  readonly value: number;
}

const TARGET = /^\s*([A-Za-z0-9.-]+)\s*(>=|<=)\s*(-?\d+(?:\.\d+)?)\s*(%|m|h)?\s*$/;

/** Reads a target such as `T1.tierTarget.attainment >= 95 %` or `T2.resolution.p90 <= 4h`. Undefined when it is none. */
export function parseTarget(text: string): Target | undefined {
  const [, figure, is, value, unit] = TARGET.exec(text) ?? [];
  if (figure === undefined || value === undefined) return undefined;
  const amount = unit === undefined ? Number(value) : amountOf(figure, Number(value), unit);
  return amount === undefined ? undefined : { figure, is: is === '>=' ? '>=' : '<=', value: amount };
}

/** So many of a unit as a number of the figure: those that are lengths of time have minutes. Undefined where it is of another kind. */
function amountOf(figure: string, count: number, unit: string): number | undefined {
  switch (unitOf(figure)) {
    case 'share':
      return unit === '%' ? count / 100 : undefined;
    case 'minutes':
      return unit === 'm' ? count : unit === 'h' ? count * 60 : undefined;
    case 'hours':
      return unit === 'h' ? count : undefined;
    case 'money':
    case 'count':
      return undefined;
  }
}

/** Figures that have to be reached. */
export const targetsFile = z
  .array(
    z
      .string()
      .refine(
        (text) => parseTarget(text) !== undefined,
        'must be a figure, >= or <=, and a number, such as "T1.tierTarget.attainment >= 95 %" or "T2.resolution.p90 <= 4h"',
      ),
  )
  .max(100)
  .default([])
  .describe('figures that have to be reached, such as "T1.tierTarget.attainment >= 95 %"');
