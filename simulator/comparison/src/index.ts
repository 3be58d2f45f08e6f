export { type ComparedFigure, compareWithRuns, type Figures, type ReplayComparison } from './comparison.ts';
export { COMPARED, figuresOfReplay } from './figures.ts';
export { planOfReplay, type Replayed, simulateReplay } from './simulated-replay.ts';
export { comparisonRows, verdictOf } from './words.ts';
