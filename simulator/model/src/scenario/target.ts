import { z } from 'zod';

/** What a figure must be: a promise of attainment, a utilisation not to exceed, a cost. */
export interface Target {
  /** Name of the figure, such as `T1.tierTarget.attainment`. */
  readonly figure: string;
  readonly is: '>=' | '<=';
  readonly value: number;
}

const TARGET = /^\s*([A-Za-z0-9.-]+)\s*(>=|<=)\s*(-?\d+(?:\.\d+)?)\s*(%?)\s*$/;

/** Reads a target such as `T1.tierTarget.attainment >= 95 %`. Undefined when it is none. */
export function parseTarget(text: string): Target | undefined {
  const [, figure, is, value, percent] = TARGET.exec(text) ?? [];
  if (figure === undefined || value === undefined) return undefined;
  return {
    figure,
    is: is === '>=' ? '>=' : '<=',
    value: percent === '%' ? Number(value) / 100 : Number(value),
  };
}

/** Figures that have to be reached. */
export const targetsFile = z
  .array(
    z
      .string()
      .refine(
        (text) => parseTarget(text) !== undefined,
        'must be a figure, >= or <=, and a number, such as "T1.tierTarget.attainment >= 95 %"',
      ),
  )
  .max(100)
  .default([])
  .describe('figures that have to be reached, such as "T1.tierTarget.attainment >= 95 %"');
