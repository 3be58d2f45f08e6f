import { figureInWords, valueInWords } from '@tierline/whatif-report';

import type { ComparedFigure, ReplayComparison } from './comparison.ts';

const HEAD = ['figure', 'replay', 'what-if', '95 % interval', ''] as const;

/** A comparison as rows of cells, the head first: each figure, its interval, and whether it lies inside. */
export function comparisonRows({ figures }: ReplayComparison): string[][] {
  return [
    [...HEAD],
    ...figures.map((one) => {
      const { figure, value, mean, prediction } = one;
      const words = (number: number) => valueInWords(figure, number);
      return [
        figureInWords(figure),
        words(value),
        words(mean),
        `${words(prediction.low)} to ${words(prediction.high)}`,
        placeInWords(one),
      ];
    }),
  ];
}

function placeInWords({ figure, isInside, isInsideJoint, joint }: ComparedFigure): string {
  if (isInside) return 'inside';
  const words = (number: number) => valueInWords(figure, number);
  const wider = `${words(joint.low)} to ${words(joint.high)}`;
  return isInsideJoint ? `outside; inside of ${wider}` : `OUTSIDE, also of ${wider}`;
}

/** What a comparison comes to, in a sentence or two. */
export function verdictOf({ runs, figures, outside, usuallyOutside, isWithin }: ReplayComparison): string {
  const all = figures.length;
  return [
    isWithin
      ? 'The replay lies within what the simulation predicts of it:'
      : 'The replay does NOT lie within what the simulation predicts of it:',
    `${all - outside} of ${all} figures are inside of their own 95 % interval of ${runs} simulated runs,`,
    `${figures.filter(({ isInsideJoint }) => isInsideJoint).length} of the wider one in which all of a run lie together;`,
    `in 99 of 100 simulated runs at most ${usuallyOutside} are outside. The figures of the replay are net of what is on record late.`,
  ].join(' ');
}
