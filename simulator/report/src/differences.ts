import type { Measure } from '@tierline/charts';
import { TIERS } from '@tierline/domain';
import type { FigureComparison } from '@tierline/whatif';

import { measureOf } from './figure-words.ts';

/** Figures of one unit that are good in the same direction, or in none. */
export interface DifferenceGroup {
  readonly title: string;
  readonly better?: 'higher' | 'lower';
  readonly measure: Measure;
  readonly differences: readonly FigureComparison[];
}

const ofTiers = (...names: readonly string[]) =>
  TIERS.flatMap((tier) => names.map((name) => `${tier}.${name}`));

/** The figures that plans are compared by, in the order in which they are told. */
const GROUPS: readonly {
  readonly title: string;
  readonly better?: 'higher' | 'lower';
  readonly figures: readonly string[];
}[] = [
  {
    title: 'Promises kept',
    better: 'higher',
    figures: [
      ...ofTiers('tierTarget.attainment'),
      'all.firstResponse.attainment',
      'all.resolution.attainment',
      'all.satisfied',
    ],
  },
  { title: 'Customers who gave up', better: 'lower', figures: ['all.abandoned.share'] },
  {
    title: 'Times of tickets',
    better: 'lower',
    figures: ofTiers('firstResponse.p90', 'resolution.p50', 'resolution.p90'),
  },
  { title: 'Waits on a tier', better: 'lower', figures: ofTiers('wait.mean', 'wait.p90') },
  { title: 'Utilisation', figures: ofTiers('utilisation') },
  { title: 'Hours per week', figures: [...ofTiers('paidHours', 'busyHours'), 'all.developerHours'] },
  { title: 'Cost per week', better: 'lower', figures: ['all.costPerWeek', ...ofTiers('costPerWeek')] },
  { title: 'Cost per ticket', better: 'lower', figures: ['all.costPerTicket'] },
];

/**
 * The differences that are told, by unit; without those that are exactly none in every run and groups of which nothing is
 * left.
 */
export function differenceGroups(comparison: readonly FigureComparison[]): readonly DifferenceGroup[] {
  const byFigure = new Map(comparison.map((one) => [one.figure, one]));
  return GROUPS.flatMap(({ figures, ...group }) => {
    const differences = figures.flatMap((figure) => {
      const one = byFigure.get(figure);
      return one === undefined || isNone(one) ? [] : [one];
    });
    const [first] = differences;
    return first === undefined ? [] : [{ ...group, measure: measureOf(first.figure), differences }];
  });
}

function isNone({ difference }: FigureComparison): boolean {
  return difference.mean === 0 && difference.halfWidth === 0;
}
